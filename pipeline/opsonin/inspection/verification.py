"""Checks of what the tables say against each other: spans, alignments, ids, references, sums.

The store checks that files are what was committed; this checks that what was committed is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any

from opsonin.errors import StageError
from opsonin.inspection.referring import (
    named_problems,
    place_problems,
    row_columns,
    row_problems,
)
from opsonin.runner.commit.ledger import Account
from opsonin.spans.alignment import Alignment, Piece
from opsonin.store.store import Store
from opsonin.tables.model import (
    Role,
    Table,
    arrow_schema,
    column_references,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.naming import naming_columns
from opsonin.tables.parts import has_span

#: Documents that are checked at a time, to bound memory.
BATCH_DOCUMENTS = 500

_PIECE = ("clean_start", "clean_end", "raw_start", "raw_end", "op")
_Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the spans of one document are checked against.

    Attributes:
        text: The clean text.
        raw: The raw text.
        pieces: The rows of table ``alignment``, in text order.
        alignment: The same as a map; None if they are broken.
    """

    text: str
    raw: str
    pieces: Sequence[Piece]
    alignment: Alignment | None


def table_problems(store: Store) -> Iterator[str]:
    """Yield what is wrong with the rows of the newest commit, in words; nothing if all is well.

    Raises:
        StoreError: A file cannot be read.
    """
    yield from place_problems(store)
    documents = frozenset(store.all_owners("documents"))
    for owner in sorted(documents - {*store.all_owners("raw")}):
        yield f"Table documents: document {owner} has no row in table raw."
    tables = [model for model in store.tables.values() if _is_about_documents(model)]
    own = [model for model in tables if info_of(model).keys == ("doc_id",)]
    for model in own:
        name = info_of(model).name
        for owner in sorted({*store.all_owners(name)} - documents):
            yield f"Table {name}: it has rows of document {owner}, which has no clean text."
    for batch in _batches(store, "documents"):
        grounds = read_grounds(store, batch)
        yield from _ground_problems(store, grounds)
        for model in own:
            yield from _row_problems(store, model, batch, grounds, documents)
    for model in tables:
        if model not in own:
            for batch in _batches(store, info_of(model).name):
                yield from _row_problems(store, model, batch, {}, documents)
    yield from ledger_problems(store.scan("ledger").to_pylist())


def read_grounds(store: Store, doc_ids: Sequence[str]) -> dict[str, Ground]:
    """Read what spans are checked against; documents without a clean text are left out."""
    texts, raws = _texts(store, "documents", doc_ids), _texts(store, "raw", doc_ids)
    rows = store.read_rows("alignment", doc_ids, ["doc_id", *_PIECE]).sort_by("clean_start")
    pieces: dict[str, list[Piece]] = {}
    for row in rows.to_pylist():
        pieces.setdefault(row["doc_id"], []).append(Piece(*(row[name] for name in _PIECE)))
    grounds = {}
    for doc_id, text in texts.items():
        own = pieces.get(doc_id, [])
        try:
            alignment = Alignment(own)
        except ValueError:
            # `alignment_problems` says what is wrong.
            alignment = None
        grounds[doc_id] = Ground(text, raws.get(doc_id, ""), own, alignment)
    return grounds


def alignment_problems(ground: Ground) -> Iterator[str]:
    """Yield the first thing that is wrong with the alignment of one document."""
    if ground.alignment is None:
        try:
            Alignment(ground.pieces)
        except ValueError as error:
            yield str(error)
        return
    covered = ground.alignment.clean_length
    if covered != len(ground.text):
        yield f"It covers {covered} of the {len(ground.text)} code points of the clean text."
        return
    for piece in ground.pieces:
        if piece.raw_end > len(ground.raw):
            yield f"{piece} reaches beyond the raw text of {len(ground.raw)} code points."
            return
        kept = ground.raw[piece.raw_start : piece.raw_end]
        if piece.op == "keep" and kept != ground.text[piece.clean_start : piece.clean_end]:
            yield f"{piece} says that text was kept, but the two slices differ."
            return


def span_problems(rows: _Rows, grounds: Mapping[str, Ground]) -> Iterator[str]:
    """Yield the documents in which spans do not lead to their text, with the first such span.

    Args:
        rows: Rows of one span table.
        grounds: What they are checked against, by document.
    """
    wrong: dict[str, list[str]] = {}
    for row in rows:
        ground = grounds.get(row["doc_id"])
        problem = _span_problem(row, ground) if ground else "the document has no clean text"
        if problem:
            span = f"{row['clean_start']}:{row['clean_end']} {row['text']!r:.80}"
            wrong.setdefault(row["doc_id"], []).append(f"{span}: {problem}")
    for doc_id, found in wrong.items():
        yield f"document {doc_id}: {len(found)} wrong spans, the first at {found[0]}."


def id_problems(
    rows: _Rows, model: type[Table], sizes: Mapping[str, Mapping[str, int]]
) -> Iterator[str]:
    """Yield the owners whose ids are not dense in text order, or refer to rows that are not there.

    Args:
        rows: Rows of one table, all of an owner among them.
        model: The table.
        sizes: Table that is referred to -> owner -> number of its rows.
    """
    key, number = info_of(model).keys[0], id_column(model)
    by_owner: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_owner.setdefault(row[key], []).append(row)
    for owner, own in by_owner.items():
        if number is not None:
            ordered = sorted(own, key=lambda row: row[number])
            starts = [row["clean_start"] for row in ordered] if has_span(model) else []
            if [row[number] for row in ordered] != list(range(len(own))):
                yield f"document {owner}: {number} does not count from 0 without gaps."
            elif starts != sorted(starts):
                yield f"document {owner}: {number} does not follow the text."
        for name, target in references_of(model).items():
            known = sizes.get(target, {}).get(owner, 0)
            if any(not 0 <= cell < known for row in own for cell in _numbers(row[name])):
                yield f"document {owner}: {name} holds a number that no row of {target} has."


def references_of(model: type[Table]) -> dict[str, str]:
    """Return the columns that hold ids of rows, with the table that the rows are in."""
    roles = column_roles(model)
    within = {Role.SEGMENT: "segments", Role.PARENT: info_of(model).name}
    placed = {name: within[role] for name, role in roles.items() if role in within}
    return {**placed, **column_references(model)}


def ledger_problems(rows: _Rows) -> Iterator[str]:
    """Yield the lines of the ledger whose sums are off."""
    names = [field.name for field in fields(Account)]
    for row in rows:
        try:
            Account(**{name: row[name] for name in names}).check()
        except StageError as error:
            yield f"Table ledger, run {row['run_id']}: {error.where}: {error.message}"


def _ground_problems(store: Store, grounds: Mapping[str, Ground]) -> Iterator[str]:
    for doc_id, ground in grounds.items():
        for problem in alignment_problems(ground):
            yield f"Table alignment, document {doc_id}: {problem}"
    for name in ("removed", "fields"):
        columns = ["doc_id", "raw_start", "raw_end"]
        for row in store.read_rows(name, list(grounds), columns).to_pylist():
            start, end = row["raw_start"], row["raw_end"]
            is_inside = start is None or 0 <= start <= end <= len(grounds[row["doc_id"]].raw)
            if not is_inside:
                where = f"Table {name}, document {row['doc_id']}"
                yield f"{where}: {start}:{end} is no stretch of the raw text."


def _row_problems(
    store: Store,
    model: type[Table],
    owners: Sequence[str],
    grounds: Mapping[str, Ground],
    documents: AbstractSet[str],
) -> Iterator[str]:
    """Yield what is wrong with the rows of some owners; ``grounds`` may lack some documents."""
    name = info_of(model).name
    columns = _checked_columns(model)
    rows = store.read_rows(name, owners, columns).to_pylist()
    sizes = {
        target: {owner: at.n_rows for owner, at in store.owners(target, owners).items()}
        for target in references_of(model).values()
        if target in store.tables
    }
    problems = [
        *id_problems(rows, model, sizes),
        *named_problems(rows, model, documents),
        *row_problems(rows, model, store),
    ]
    if has_span(model):
        missing = sorted({row["doc_id"] for row in rows} - set(grounds))
        problems += span_problems(rows, {**grounds, **read_grounds(store, missing)})
    yield from (f"Table {name}, {problem}" for problem in problems)


def _span_problem(row: Mapping[str, Any], ground: Ground) -> str:
    start, end = row["clean_start"], row["clean_end"]
    if not 0 <= start < end <= len(ground.text):
        return f"outside the text of {len(ground.text)} code points"
    if ground.text[start:end] != row["text"]:
        return f"the clean text there is {ground.text[start:end]!r:.80}"
    if ground.alignment is None or ground.alignment.clean_length < end:
        return ""
    expected = ground.alignment.raw_span(start, end) or (None, None)
    stated = row["raw_start"], row["raw_end"]
    if stated != expected:
        return f"raw offsets {stated[0]}:{stated[1]}, by the alignment {expected[0]}:{expected[1]}"
    return ""


def _is_about_documents(model: type[Table]) -> bool:
    info = info_of(model)
    return info.is_exported and info.stage in {"clean", "tag"} and bool(info.keys)


def _checked_columns(model: type[Table]) -> list[str]:
    number = id_column(model)
    wanted = {*info_of(model).keys, *references_of(model), *([number] if number else [])}
    wanted |= {*naming_columns(arrow_schema(model))} | row_columns(model)
    if has_span(model):
        wanted |= {"doc_id", "clean_start", "clean_end", "raw_start", "raw_end", "text"}
    return [name for name in arrow_schema(model).names if name in wanted]


def _numbers(cell: object) -> list[Any]:
    if cell is None:
        return []
    return cell if isinstance(cell, list) else [cell]


def _batches(store: Store, table: str) -> Iterator[list[str]]:
    """Yield the owners of a table, those whose rows lie in one file together."""
    by_file: dict[str, list[str]] = {}
    for owner, at in sorted(store.owners(table, store.all_owners(table)).items()):
        by_file.setdefault(at.file, []).append(owner)
    for owners in by_file.values():
        for first in range(0, len(owners), BATCH_DOCUMENTS):
            yield owners[first : first + BATCH_DOCUMENTS]


def _texts(store: Store, table: str, doc_ids: Sequence[str]) -> dict[str, str]:
    rows = store.read_rows(table, doc_ids, ["doc_id", "text"])
    columns = (rows[name].to_pylist() for name in ("doc_id", "text"))
    return {doc_id: text or "" for doc_id, text in zip(*columns, strict=True)}
