"""The closing balance of a run: what went in, what came out, and where it is."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from opsonin.cli.computed import computed_line
from opsonin.cli.opening import is_readable
from opsonin.cli.text import counted, visible
from opsonin.manager.config import Settings
from opsonin.runner.drift.band import Drift
from opsonin.runner.shards import pipeline_of
from opsonin.store.store import Store
from opsonin.tables.accounts import WHOLE_STAGE
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import Table

#: Tables that are about runs, not about documents.
_ACCOUNTS = frozenset({"rejects", "changes", "ledger", "runs", "vocabularies"})

_Accounts = Sequence[Mapping[str, Any]]


def balance_lines(report: Mapping[str, Any], settings: Settings) -> Iterator[str]:
    """Yield the balance of a run, line by line.

    Args:
        report: The fields of `opsonin.runner.run.Report` as JSON values.
        settings: What the run was told.
    """
    accounts: _Accounts = report["accounts"]
    changed = "committed" if report["status"] == "committed" else "found nothing to change in"
    yield f"Run {report['run_id']} {changed} snapshot {report['snapshot']}: {_time(report)}."
    yield ""
    totals = document_totals(accounts, is_backfill=settings.only != "all")
    yield "documents  " + ", ".join(f"{number:,} {what}" for what, number in totals.items())
    computed = computed_line(accounts, _store(settings.data), report["run_id"])
    if computed:
        yield f"computed   {visible(computed)}"
    yield from _reject_lines(settings)
    yield "tables     " + _rows(report["rows"], _tables(settings))
    for place in report["export"]:
        yield f"written to {visible(place)}"
    for broken in report["broken"]:
        yield f"left out   {visible(broken)}"
    for failed in report.get("unlinked", ()):
        yield from _unlinked_lines(failed)
    for failed in report.get("unpublished", ()):
        yield f"not published: {visible(failed)}"
        yield "           The tables are committed; the next run tries the exporter again."
    for drift in report.get("drift", ()):
        yield f"drift      {visible(str(Drift(**drift)))}"
    yield ""
    yield "Next: " + " · ".join(_next(settings.data, totals))


def document_totals(accounts: _Accounts, *, is_backfill: bool = False) -> dict[str, int]:
    """Return the documents of a run: in = out + rejected + dropped; cached ones are part of out.

    A document is out when it has a clean text: what a tagger rejects is its own rows. It is cached
    when no component was called on it.

    Args:
        accounts: The lines of the run's ledger.
        is_backfill: Whether the run has read no inputs: what came in was chosen from the store.
    """
    whole = {line["stage"]: line for line in accounts if line["component"] == WHOLE_STAGE}
    ingested, cleaned, tagged = (whole[stage] for stage in ("ingest", "clean", "tag"))
    return {
        "in": (cleaned if is_backfill else ingested)["documents_in"],
        "out": cleaned["documents_out"],
        "rejected": ingested["documents_rejected"] + cleaned["documents_rejected"],
        "dropped": ingested["documents_dropped"],
        "cached": tagged["documents_cached"],
    }


def _unlinked_lines(failed: str) -> Iterator[str]:
    name = visible(failed.partition(" ")[0])
    yield f"not linked: {visible(failed)}"
    yield "           Its earlier rows stand where their documents have not changed; the next run"
    yield f"           calls it again. Mend it, give it more under [limits.{name}], or leave it out"
    yield f'           with disabled = ["{name}"] under [stages].'


def _time(report: Mapping[str, Any]) -> str:
    return f"{report['seconds']:.1f} s"


def _reject_lines(settings: Settings) -> Iterator[str]:
    store = _store(settings.data)
    reasons = Counter(store.scan("rejects", ["reason"])["reason"].to_pylist())
    if reasons:
        listed = ", ".join(f"{number:,} {reason}" for reason, number in reasons.most_common())
        yield f"rejects    {listed} (all that stand: opsonin rejects{_data_option(settings.data)})"


def _tables(settings: Settings) -> Mapping[str, type[Table]]:
    """Return the models of all tables; the run has built the pipeline already."""
    return {**pipeline_of(settings.to_json()).tables, **INTERNAL}


def _rows(rows: Mapping[str, int], tables: Mapping[str, type[Table]]) -> str:
    shown = [
        f"{number:,} {name}"
        for name, number in rows.items()
        if number and name not in _ACCOUNTS and is_readable(name, tables)
    ]
    empty = counted(sum(not rows.get(name) for name in CONTRACT), "table")
    return "; ".join([*([", ".join(shown)] if shown else []), f"{empty} without rows"])


def _next(data: Path, totals: Mapping[str, int]) -> Iterator[str]:
    option = _data_option(data)
    yield f"opsonin status{option}"
    yield f"opsonin tables{option}"
    if totals["out"]:
        yield f"opsonin show {_store(data).all_owners('documents')[0][:8]}{option}"


def _store(data: Path) -> Store:
    return Store(data, {**CONTRACT, **INTERNAL})


def _data_option(data: Path) -> str:
    return "" if data == Settings().data else f" --data {shlex.quote(visible(str(data)))}"
