"""What people see of a run on the Prefect server: its account and a summary."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

import httpx
import pyarrow.compute as pc
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.exceptions import PrefectException

from opsonin.runner.commit.ledger import Account
from opsonin.runner.run import Report
from opsonin.store.store import Store
from opsonin.tables.accounts import WHOLE_STAGE
from opsonin_flows.discretion import told_of

_LOG = logging.getLogger("opsonin")

_CHANGES = ("added", "changed", "removed")
#: Length of the longest bar, in characters: with its words it fits on a phone.
_BAR = 32

ACCOUNTS_KEY = "opsonin-accounts"
SUMMARY_KEY = "opsonin-summary"

_HEADINGS = {
    "documents_in": "in",
    "documents_out": "out",
    "documents_rejected": "rejected",
    "documents_dropped": "dropped",
    "documents_cached": "cached",
    "rows_emitted": "rows emitted",
    "rows_written": "rows written",
}


def publish_report(report: Report, store: Store) -> None:
    """Create the artifacts of a run. The run stands even if the server does not take them."""
    try:
        create_table_artifact(
            account_rows(report.accounts),
            key=ACCOUNTS_KEY,
            description="Documents and rows by stage and component",
        )
        text = summary(report, count_rejects(store), changes_of(store, report))
        create_markdown_artifact(text, key=SUMMARY_KEY)
    except (httpx.HTTPError, PrefectException) as error:
        _LOG.warning("The server did not take the artifacts of run %s: %s", report.run_id, error)


def account_rows(accounts: Sequence[Account]) -> list[dict[str, object]]:
    """Return the account as rows for people: one for each stage and component."""
    return [
        {
            "stage": line.stage,
            "component": "all" if line.component == WHOLE_STAGE else line.component,
            **{heading: getattr(line, name) for name, heading in _HEADINGS.items()},
            "seconds": round(line.seconds, 3),
        }
        for line in accounts
    ]


def count_rejects(store: Store) -> list[tuple[str, str, str, int]]:
    """Return stage, component, reason and number of the rejects that stand now, sorted."""
    names = ["stage", "component", "reason"]
    counts = store.scan("rejects", names).group_by(names).aggregate([([], "count_all")])
    return sorted((*(row[name] for name in names), row["count_all"]) for row in counts.to_pylist())


def changes_of(store: Store, report: Report) -> dict[str, int]:
    """Return how many documents a run has added, changed and removed.

    Args:
        store: The data folder.
        report: How the run ended.
    """
    if report.status != "committed":
        return dict.fromkeys(_CHANGES, 0)
    rows = store.scan("changes", ["snapshot", "change"])
    own = rows.filter(pc.equal(rows["snapshot"], report.snapshot))["change"]
    counts = {row["values"]: row["counts"] for row in own.value_counts().to_pylist()}
    return {kind: counts.get(kind, 0) for kind in _CHANGES}


def summary(
    report: Report, rejects: Sequence[tuple[str, str, str, int]], changes: Mapping[str, int]
) -> str:
    """Return what came of a run as Markdown.

    Args:
        report: How the run ended.
        rejects: Stage, component, reason and number of the rejects that stand after it.
        changes: How many documents it has added, changed and removed.
    """
    parts = [
        f"# {report.status.capitalize()}: snapshot {report.snapshot}",
        f"Run `{report.run_id}`, {report.seconds:.1f} s.",
        "Documents since the run before: "
        + ", ".join(f"{number} {kind}" for kind, number in changes.items())
        + ".",
        funnel(_flow_of(report.accounts)),
        "## Rejects",
        _table(("stage", "component", "reason", "number"), rejects) if rejects else "None.",
        "## Tables",
        "\n".join(f"- `{place}`" for place in report.export) or "No exporter is selected.",
        _table(("table", "rows"), sorted(report.rows.items())),
    ]
    failures = (*report.unlinked, *report.unpublished)
    if failures:
        parts += [
            "## What failed",
            "\n".join(f"- {_cell(told_of(one))}" for one in failures),
            "The next run tries them again. `opsonin status` tells the messages.",
        ]
    if report.broken:
        parts += ["## Plugins that were left out", *(f"- {_cell(one)}" for one in report.broken)]
    return "\n\n".join(parts) + "\n"


def funnel(numbers: Sequence[tuple[str, int]]) -> str:
    """Return numbers as a picture of bars, in Markdown.

    >>> print(funnel([("in", 40), ("out", 10)]))
    ```text
    in   40  ████████████████████████████████
    out  10  ████████
    ```
    """
    largest = max((number for _, number in numbers), default=0) or 1
    name, digits = (max(len(str(pair[at])) for pair in numbers) for at in (0, 1))
    lines = [
        # A bar of what there is at all has a length.
        f"{what:<{name}}  {number:>{digits}}  {'█' * -(-number * _BAR // largest)}".rstrip()
        for what, number in numbers
    ]
    return "\n".join(["```text", *lines, "```"])


def _flow_of(accounts: Sequence[Account]) -> list[tuple[str, int]]:
    """Return how many documents came in, how many left the clean stage, and what was lost."""
    whole = {line.stage: line for line in accounts if line.component == WHOLE_STAGE}
    ingested, cleaned = whole["ingest"], whole["clean"]
    return [
        ("in", ingested.documents_in),
        ("rejected at ingest", ingested.documents_rejected),
        ("further copies, dropped", ingested.documents_dropped),
        ("rejected at clean", cleaned.documents_rejected),
        ("out", cleaned.documents_out),
    ]


def _table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(value: object) -> str:
    """Return a value that can neither end its cell nor become markup."""
    text = " ".join(str(value).split())
    return text.translate(_ESCAPES)


_ESCAPES: Mapping[int, str] = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_[]|"}, "<": "&lt;", ">": "&gt;", "&": "&amp;"}
)
