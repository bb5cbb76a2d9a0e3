"""Compares what came of documents in two runs, whatever ids they had."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from opsonin.tables.model import info_of
from opsonin.testing.failing import CheckFailed
from opsonin.testing.samples import Numbered
from opsonin.testing.staging import TreatedSamples
from opsonin.testing.subject import Subject

#: Rows as text, sorted, by document and table: JSON values, so that another process can give them.
Outcome = dict[str, dict[str, list[str]]]

_SHOWN = 60
_SHOWN_ROW = 300


def outcome(subject: Subject, treated: TreatedSamples, documents: Numbered) -> Outcome:
    """Return all rows of a stage by document and table, the document named by its text."""
    labels = {doc_id: label(one.text, place) for place, (doc_id, one) in enumerate(documents)}
    found: Outcome = {}
    models = subject.pipeline.tables
    for name, rows in sorted(treated.tables.items()):
        keys = ("doc_id",) if name == "rejects" else info_of(models[name]).keys
        for row in rows.to_pylist():
            owner = next((row[key] for key in keys if row[key] is not None), "")
            own = found.setdefault(labels.get(owner, owner), {}).setdefault(name, [])
            cells = {key: _named(cell, labels) for key, cell in row.items()}
            own.append(json.dumps(cells, default=str, ensure_ascii=False))
    return {
        document: {name: sorted(rows) for name, rows in tables.items()}
        for document, tables in found.items()
    }


def label(text: str, place: int) -> str:
    """Name a document by its place among the samples and the beginning of its text."""
    return f"document {place + 1} {text[:_SHOWN]!r}"


def require_equal(before: Outcome, after: Outcome, what: str, remedy: str) -> None:
    """Make sure that two outcomes are equal.

    Args:
        before: The one.
        after: The other.
        what: How the second came about, such as "alone in its batch".
        remedy: What the author can do.

    Raises:
        CheckFailed: They are not; the message shows the first row that differs.
    """
    for document in sorted({*before, *after}):
        was, now = before.get(document, {}), after.get(document, {})
        for name in sorted({*was, *now}):
            gone = _missing(was.get(name, []), now.get(name, []))
            new = _missing(now.get(name, []), was.get(name, []))
            if gone or new:
                raise CheckFailed(
                    f"Table {name} is another {what}. {_shown(gone, new)}",
                    where=document,
                    remedy=remedy,
                )


def only(documents: Mapping[str, Any] | set[str], one: Outcome) -> Outcome:
    """Return the outcome of some documents."""
    return {name: tables for name, tables in one.items() if name in documents}


def _missing(rows: list[str], others: list[str]) -> list[str]:
    left = [*others]
    gone = []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            gone.append(row)
    return gone


def _shown(gone: list[str], new: list[str]) -> str:
    """Describe the first difference: the columns that differ, then the row that they stand in."""
    if not gone or not new:
        row, what = (gone[0], "missing") if gone else (new[0], "new")
        return f"A row is {what}: {row[:_SHOWN_ROW]}"
    was = json.loads(gone[0])
    now, differing = min(
        ((row, _differing(was, row)) for row in map(json.loads, new)), key=lambda one: len(one[1])
    )
    cells = "; ".join(
        f"{name} was {_cell(was.get(name))} and is {_cell(now.get(name))}" for name in differing
    )
    return f"In a row {cells}: {gone[0][:_SHOWN_ROW]}"


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]


def _cell(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False)[:_SHOWN]


def _named(cell: object, labels: Mapping[str, str]) -> object:
    if isinstance(cell, str):
        return labels.get(cell.removesuffix(".txt"), cell)
    if isinstance(cell, list):
        return [_named(one, labels) for one in cell]
    return cell
