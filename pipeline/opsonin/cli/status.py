"""``opsonin status``: the last runs, the tables, what changed, what was rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import click

from opsonin.cli.opening import is_readable, open_store
from opsonin.cli.text import column_lines, counted, echo_json, one_line
from opsonin.inspection.leftovers import find_leftovers
from opsonin.store.store import Store

#: Runs and snapshots that are shown.
LAST = 5


def show_status(options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write the status of a data folder to stdout."""
    status = read_status(open_store(options))
    if as_json:
        echo_json(status)
    else:
        click.echo("\n".join(_lines(status)))


def read_status(store: Store) -> dict[str, Any]:
    """Return the status of a data folder as JSON values."""
    leftovers = find_leftovers(store)
    rejects = store.scan("rejects", ["stage", "reason"]).to_pylist()
    counts = Counter((row["stage"], row["reason"]) for row in rejects)
    return {
        "data": str(store.root),
        "snapshot": store.head(),
        "runs": store.runs()[-LAST:],
        "rows": {
            name: rows for name, rows in store.counts().items() if is_readable(name, store.tables)
        },
        "changes": _changes(store),
        "rejects": [
            {"stage": stage, "reason": reason, "rows": number}
            for (stage, reason), number in sorted(counts.items())
        ],
        "leftovers": {
            "unfinished_shards": leftovers.shards,
            "files": leftovers.files,
            "size_bytes": leftovers.size_bytes,
        },
    }


def _changes(store: Store) -> list[dict[str, Any]]:
    rows = store.scan("changes", ["snapshot", "change"]).to_pylist()
    counts: dict[int, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row["snapshot"], Counter())[row["change"]] += 1
    return [
        {"snapshot": number, **{kind: counts[number][kind] for kind in _KINDS}}
        for number in sorted(counts)[-LAST:]
    ]


_KINDS = ("added", "changed", "removed")


def _lines(status: Mapping[str, Any]) -> Iterator[str]:
    yield f"{one_line(status['data'])}: snapshot {status['snapshot']}"
    yield ""
    yield from column_lines(
        ("started", "took", "status", "engine", "in", "rejected", "snapshot"),
        [_run(record) for record in status["runs"]],
    )
    for record in status["runs"]:
        if record.get("error"):
            yield f"  {record['run_id']}: {one_line(str(record['error']))}"
        for drift in record.get("drift", ()):
            yield f"  {record['run_id']}: drift: {one_line(str(drift))}"
    yield ""
    rows = [(name, number) for name, number in status["rows"].items() if number]
    yield from column_lines(("table", "rows"), rows)
    if status["changes"]:
        yield ""
        changes = [tuple(change.values()) for change in status["changes"]]
        yield from column_lines(("snapshot", *_KINDS), changes)
    yield ""
    yield from _reject_lines(status["rejects"])
    yield from _leftover_lines(status["leftovers"])


def _run(record: Mapping[str, Any]) -> tuple[object, ...]:
    started, finished = (
        datetime.fromisoformat(str(record[name])) for name in ("started_at", "finished_at")
    )
    documents = record.get("documents") or {}
    return (
        started.isoformat(" ", "seconds"),
        f"{(finished - started).total_seconds():.1f} s",
        record["status"],
        record["engine"],
        documents.get("in"),
        documents.get("rejected"),
        record.get("snapshot"),
    )


def _reject_lines(rejects: list[dict[str, Any]]) -> Iterator[str]:
    if not rejects:
        yield "Nothing was rejected."
        return
    rows = [(one["stage"], one["reason"], one["rows"]) for one in rejects]
    yield from column_lines(("stage", "reason", "rejects"), rows)
    yield "`opsonin rejects` lists them."


def _leftover_lines(leftovers: Mapping[str, int]) -> Iterator[str]:
    if leftovers["unfinished_shards"]:
        shards = counted(leftovers["unfinished_shards"], "finished shard")
        yield f"{shards} of a run that did not end: the same run adopts them."
    if leftovers["files"]:
        files = counted(leftovers["files"], "file")
        yield f"{files} ({leftovers['size_bytes']:,} bytes) belong to no snapshot."
