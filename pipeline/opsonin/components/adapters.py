"""Adapters that keep authors away from Arrow and from offsets."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast, overload

import numpy as np
import pyarrow as pa

from opsonin.components.component import Clean, Reject, Tag
from opsonin.components.context import Context
from opsonin.components.documents import Document, Documents
from opsonin.components.rows import DROP, Cell, Cleaned, Drop, Row, Span
from opsonin.deprecation import warn_of_old_form
from opsonin.errors import PluginError
from opsonin.spans.compare import edits_between
from opsonin.tables.parts import ABSENT, column_of

O = TypeVar("O")  # noqa: E741 - the options of a component

#: What becomes of a row: the cells that change, or `DROP`.
Changes = Mapping[str, Cell] | Drop
Change = Callable[[Mapping[str, Any], Document, Context[O]], Changes]
OldChange = Callable[[str, Mapping[str, Any]], Mapping[str, Cell] | None]
_OLD_ARGUMENTS = 2


def per_document(find: Callable[[str], Iterable[Span | Row]], table: str) -> Tag[object]:
    """Make a tagger's function out of one that finds spans in a text.

    Args:
        find: Gets the clean text of one document, gives its rows in any order.
        table: The table that the rows belong to.
    """

    def tag(documents: Documents, _context: Context[object]) -> Mapping[str, pa.Table]:
        found = zip(documents.ids, map(find, documents.texts), strict=True)
        return {table: rows_to_table(found)}

    return tag


def tables_per_document(
    find: Callable[[Document, Context[O]], Mapping[str, Iterable[Span | Row]]],
) -> Tag[O]:
    """Make a tagger's function out of one that finds the rows of several tables in a document.

    For a tagger with options, with tables that it ``needs`` or ``refines``, or with more than one
    that it ``fills``; `per_document` is enough for the others.

    Args:
        find: Gets a document (its ``text``, and as ``tables`` the rows that the tagger needs or
            refines) and the context (its ``options``); gives the rows of each table by name. A
            refiner gives a `Row` with the id of each row that stays, and the columns that change:
            ``Row(mention_id=row["mention_id"], negated=True)``; rows that it leaves out are taken
            away, and a `Span` without an id is a new one.

    Example::

        def find(document, context):
            drugs = [row for row in document.tables["mentions"] if row["type"] == "chemical"]
            ...
            return {"doses": [Span(5, 9, amount=5.0, mention_id=drugs[0]["mention_id"])]}
    """

    def tag(documents: Documents, context: Context[O]) -> Mapping[str, pa.Table]:
        found: dict[str, list[tuple[str, Iterable[Span | Row]]]] = {}
        for document in documents:
            for table, rows in find(document, context).items():
                found.setdefault(table, []).append((document.doc_id, rows))
        return {
            table: rows_to_table(rows, notes_absent=table in documents.table_names)
            for table, rows in found.items()
        }

    return tag


@overload
def per_row(change: Change[O], table: str) -> Tag[O]: ...


@overload
def per_row(change: OldChange, table: str) -> Tag[object]: ...


def per_row(change: Change[O] | OldChange, table: str) -> Tag[O]:
    """Make a refiner's function out of one that looks at a single row.

    Args:
        change: Gets the row with all its columns, its document (with ``text``, and ``tables`` for
            what the tagger ``needs``) and the context (with ``options``). Gives the columns that
            change, none (an empty dictionary), or `DROP` to take the row away.
        table: The table that the tagger ``refines``.

    Raises:
        PluginError: When called: ``change`` gave something else, such as None.

    Example::

        def change(row, document, context):
            before = document.text[: row["clean_start"]]
            return {"negated": True} if before.endswith("no ") else {}

        Tagger(name="no", version="1", tag=per_row(change, "mentions"), refines=("mentions",))
    """
    judge = _current_form(change)

    def tag(documents: Documents, context: Context[O]) -> Mapping[str, pa.Table]:
        by_id = {document.doc_id: document for document in documents}
        given = documents.table(table)
        judged = [(row, judge(row, by_id[row["doc_id"]], context)) for row in given.to_pylist()]
        kept = given.filter(pa.array([new is not DROP for _, new in judged], pa.bool_()))
        news = [(row, _changed(new, table)) for row, new in judged if new is not DROP]
        columns = {name: kept[name] for name in kept.schema.names}
        for name in dict.fromkeys(name for _, new in news for name in new):
            cells = [new.get(name, row.get(name)) for row, new in news]
            columns[name] = column_of(cells, columns[name].type if name in columns else None)
        return {table: pa.table(columns)}

    return tag


def _changed(new: object, table: str) -> Mapping[str, Cell]:
    if not isinstance(new, Mapping):
        kind = "None" if new is None else type(new).__name__
        raise PluginError(
            f"The function of per_row gave {kind} for a row of table {table!r}.",
            remedy="Return the cells that change, {} for none, or opsonin.DROP to take it away.",
        )
    return new


def _current_form(change: Change[O] | OldChange) -> Change[O]:
    """Return a function of row, document and context, whatever form it was given in."""
    if len(inspect.signature(change).parameters) != _OLD_ARGUMENTS:
        return cast("Change[O]", change)
    warn_of_old_form(
        "per_row with a function of (text, row)",
        "a function of (row, document, context), which returns opsonin.DROP to take a row away",
        until="0.2",
    )
    old = cast("OldChange", change)

    def judge(row: Mapping[str, Any], document: Document, _context: Context[O]) -> Changes:
        new = old(document.text, row)
        return DROP if new is None else new

    return judge


def each_document(
    clean: Callable[[Document, Context[O]], Cleaned | Reject],
) -> Clean[O]:
    """Make a cleaner's function out of one that treats a single document.

    Args:
        clean: Gets a document and the context; gives what it did, or why the document must not go
            on.
    """

    def clean_batch(documents: Documents, context: Context[O]) -> Sequence[Cleaned | Reject]:
        return [clean(document, context) for document in documents]

    return clean_batch


def from_string(clean: Callable[[str], str], *, reason: str) -> Clean[object]:
    """Make a cleaner's function out of one that turns a text into a cleaner text.

    What the function did is found by comparison of words, then of characters.

    Args:
        clean: Gets the text, gives the clean text. It must not reorder the text.
        reason: The reason of every edit.
    """

    def clean_batch(documents: Documents, _context: Context[object]) -> Sequence[Cleaned]:
        return [
            Cleaned(edits=edits_between(text, clean(text), reason=reason))
            for text in documents.texts
        ]

    return clean_batch


def rows_to_table(
    found: Iterable[tuple[str, Iterable[Span | Row]]], *, notes_absent: bool = False
) -> pa.Table:
    """Gather the rows of several documents into one Arrow table.

    Args:
        found: Pairs of ``doc_id`` and the rows found in that document.
        notes_absent: Tell what a row leaves out from what is null in it, in column ``absent``:
            of a row that a refiner gives back, the former stays as it was.

    Returns:
        Rows x (``doc_id``, ``clean_start``, ``clean_end``, the columns that the rows have). A
        column whose cells have no common Arrow type becomes one of their ``repr`` as binary, so
        that validation names it instead of this function.
    """
    owners: list[str] = []
    counts: list[int] = []
    rows: list[Span | Row] = []
    for doc_id, given in found:
        before = len(rows)
        rows.extend(given)
        if len(rows) > before:
            owners.append(doc_id)
            counts.append(len(rows) - before)
    if not rows:
        return pa.table({"doc_id": pa.array([], pa.string())})
    columns = dict(_columns([row.columns for row in rows]))
    places = np.repeat(np.arange(len(owners)), counts)
    columns["doc_id"] = pa.array(owners, pa.string()).take(pa.array(places))
    if not all(type(row) is Row for row in rows):
        for name, side in (("clean_start", "start"), ("clean_end", "end")):
            columns[name] = column_of([getattr(row, side, None) for row in rows])
    if notes_absent:
        columns[ABSENT] = _absent(rows, [*columns])
    return pa.table(columns)


def _absent(rows: Sequence[Span | Row], names: Sequence[str]) -> pa.Array:
    """Return the names of the columns that each row leaves out."""
    places = [name for name in names if name in ("clean_start", "clean_end")]
    cells = [name for name in names if name not in places and name != "doc_id"]
    absent = [
        [name for name in cells if name not in row.columns]
        + ([] if isinstance(row, Span) else places)
        for row in rows
    ]
    return pa.array(absent, pa.list_(pa.string()))


def _columns(cells: Sequence[Mapping[str, Cell]]) -> Iterator[tuple[str, pa.Array]]:
    """Yield name and cells of each column that one of the rows has."""
    shapes = dict.fromkeys(map(tuple, cells))
    if len(shapes) == 1:
        names = next(iter(shapes))
        for name, column in zip(
            names, zip(*(row.values() for row in cells), strict=True), strict=True
        ):
            yield name, column_of(column)
        return
    for name in dict.fromkeys(name for shape in shapes for name in shape):
        yield name, column_of([row.get(name) for row in cells])
