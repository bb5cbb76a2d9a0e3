"""What the result of a cleaner has to be, and how it becomes tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from numbers import Integral
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.adapters import rows_to_table
from opsonin.components.component import Cleaner, Reject, sound_reject
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.spans.alignments import Ints
from opsonin.spans.apply import check_edits
from opsonin.spans.edit import Edit
from opsonin.stages.calling import Failure, failure
from opsonin.stages.coordinates import NONE, column_ints, positions_in, rows_outside
from opsonin.tables.parts import ENGINE_COLUMNS, column_of

#: The name under which a cleaner that gives tables gives its edits.
EDITS = "edits"
#: What most cleaners give for most documents.
_NOTHING: tuple[object, ...] = ((), [], {})
_EDIT_COLUMNS = ("start", "end", "replacement", "reason")


def tables_of(
    cleaner: Cleaner[Any], documents: Documents, result: object
) -> tuple[dict[str, pa.Table], list[Failure]]:
    """Return what a cleaner gave as tables of rows and edits, and what of it cannot be used.

    Args:
        cleaner: Who gave it.
        documents: The batch that it was given.
        result: One `Cleaned` for each document in order, or a table by name.

    Returns:
        Rows x ``doc_id``, offsets and the columns that were given, by table name, without empty
        tables; and a failure for each document whose edits or spans are wrong.

    Raises:
        ValueError: The result is neither, or of another shape.
    """
    failures: list[Failure] = []
    if isinstance(result, Mapping):
        tables = dict(result)
        _check_shape(cleaner, tables)
    elif isinstance(result, Sequence) and len(result) == len(documents):
        sound, failures = _sound(cleaner, documents, result)
        tables = _gathered(cleaner, sound)
    else:
        raise ValueError(_other_shape(result, len(documents)))
    _check_columns(tables)
    tables = {name: rows for name, rows in tables.items() if rows.num_rows}
    ids = documents.arrow.column("doc_id")
    problems = _misplaced(documents, tables, ids)
    if problems:
        bad = pa.array([one.doc_id for one in problems], pa.string())
        tables = {
            name: rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=bad)))
            for name, rows in tables.items()
        }
    return {name: rows for name, rows in tables.items() if rows.num_rows}, failures + problems


def _other_shape(result: object, n_documents: int) -> str:
    if isinstance(result, Sequence):
        documents = "1 document" if n_documents == 1 else f"{n_documents} documents"
        return f"{len(result)} results for {documents}, expected one for each"
    return (
        f"it gave something of type {type(result).__name__}, expected a list with a Cleaned for "
        "each document; each_document makes one out of a function for single documents"
    )


def _check_shape(cleaner: Cleaner[Any], tables: Mapping[str, object]) -> None:
    for name, rows in tables.items():
        if name != EDITS and name not in cleaner.fills:
            raise ValueError(f"gave rows of {name} undeclared")
        if not isinstance(rows, pa.Table):
            raise ValueError(f"gave {type(rows).__name__} as rows of {name}")  # noqa: TRY004 - a broken result, like the others
        expected = ("doc_id", *_EDIT_COLUMNS) if name == EDITS else ("doc_id",)
        missing = [column for column in expected if column not in rows.column_names]
        if missing:
            raise ValueError(f"gave {name} without the column {missing[0]}")


def _check_columns(tables: Mapping[str, pa.Table]) -> None:
    for name, rows in tables.items():
        taken = sorted(ENGINE_COLUMNS.intersection(rows.column_names))
        if taken:
            raise ValueError(f"gave {name} with a column {taken[0]!r}, which the engine fills")


def _sound(
    cleaner: Cleaner[Any], documents: Documents, given: Sequence[object]
) -> tuple[list[tuple[str, Cleaned]], list[Failure]]:
    """Sort out the documents for which something was given, and those with something unusable."""
    found: list[tuple[str, Cleaned]] = []
    failures: list[Failure] = []
    for doc_id, entry in zip(documents.ids, given, strict=True):
        if type(entry) is Cleaned and entry.edits in _NOTHING and entry.rows in _NOTHING:
            continue
        problem = problem_of(doc_id, cleaner, entry)
        if problem is not None:
            failures.append(problem)
        elif isinstance(entry, Cleaned):
            found.append((doc_id, entry))
    return found, failures


def problem_of(doc_id: str, cleaner: Cleaner[Any], cleaned: object) -> Failure | None:
    """Tell why a document cannot go on: its cleaner says so, or gave what no cleaner may give.

    What is in cells and reasons is judged by the tables that hold them.
    """
    if isinstance(cleaned, Reject):
        told = sound_reject(cleaned)
        return Failure(doc_id, told.reason, told.detail)
    if not isinstance(cleaned, Cleaned):
        return Failure(doc_id, "contract", f"gave {type(cleaned).__name__}, not Cleaned")
    detail = next(_shape_problems(cleaned, cleaner), "")
    if detail:
        return Failure(doc_id, "contract", detail)
    edits = cleaned.edits
    if not all(_is_plain(edit) for edit in edits):
        try:
            check_edits(edits, max((edit.end for edit in edits if _is_plain(edit)), default=0))
        except ValueError as error:
            return failure(doc_id, error)
    return None


def _is_plain(edit: object) -> bool:
    return (
        type(edit) is Edit
        and type(edit.start) is int
        and type(edit.end) is int
        and type(edit.replacement) is str
        and (edit.replacement.isascii() or not _has_surrogate(edit.replacement))
    )


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _shape_problems(cleaned: Cleaned, cleaner: Cleaner[Any]) -> Iterator[str]:
    """Yield what of a result is not even of the declared types."""
    if not isinstance(cleaned.edits, Sequence):
        yield f"gave {type(cleaned.edits).__name__} as edits"
    if not isinstance(cleaned.rows, Mapping):
        yield f"gave {type(cleaned.rows).__name__} as rows"
        return
    for name, rows in cleaned.rows.items():
        if name not in cleaner.fills:
            yield f"gave rows of {name} undeclared"
        if not isinstance(rows, Sequence):
            yield f"gave {type(rows).__name__} as rows of {name}"
            return
        for row in rows:
            if type(row) is Span and type(row.start) is int and type(row.end) is int:
                continue
            if not isinstance(row, Span | Row):
                yield f"gave {type(row).__name__} as a row of {name}"
            elif isinstance(row, Span) and not (
                isinstance(row.start, Integral) and isinstance(row.end, Integral)
            ):
                yield f"gave {row!r} with an offset that is not an int"


def _gathered(cleaner: Cleaner[Any], found: Sequence[tuple[str, Cleaned]]) -> dict[str, pa.Table]:
    """Return the rows and edits of several documents as one table each."""
    tables = {
        name: rows_to_table((doc_id, entry.rows.get(name, ())) for doc_id, entry in found)
        for name in cleaner.fills
    }
    owners = [doc_id for doc_id, entry in found for _ in entry.edits]
    edits = list(chain.from_iterable(entry.edits for _, entry in found))
    tables[EDITS] = pa.table(
        {
            "doc_id": pa.array(owners, pa.string()),
            "start": pa.array([edit.start for edit in edits], pa.int64()),
            "end": pa.array([edit.end for edit in edits], pa.int64()),
            "replacement": pa.array([edit.replacement for edit in edits], pa.string()),
            "reason": column_of([edit.reason for edit in edits]),
        }
    )
    return tables


def _misplaced(
    documents: Documents, tables: Mapping[str, pa.Table], ids: pa.Array
) -> list[Failure]:
    """Reject the documents whose edits cannot be applied, or with a span outside the text."""
    if not tables:
        return []
    problems: dict[str, Failure] = {}
    lengths = column_ints(pc.utf8_length(documents.arrow.column("text")))
    for name, rows in sorted(tables.items(), key=lambda item: item[0] != EDITS):
        at = positions_in(ids, rows["doc_id"])
        if (at == NONE).any():
            stranger = rows["doc_id"][int(np.flatnonzero(at == NONE)[0])].as_py()
            raise ValueError(f"gave rows of {name} for {stranger}, a document it was not given")
        if name == EDITS:
            found = _bad_edits(documents, rows, at, lengths)
        elif "clean_start" in rows.column_names:
            found = _bad_spans(name, rows, at, lengths)
        else:
            continue
        for problem in found:
            problems.setdefault(problem.doc_id, problem)
    return list(problems.values())


def _bad_edits(documents: Documents, edits: pa.Table, at: Ints, lengths: Ints) -> Iterator[Failure]:
    start, end = _offsets(edits, "start"), _offsets(edits, "end")
    is_bad = ~((start >= 0) & (start <= end) & (end <= lengths[at]))
    empty = pc.fill_null(pc.equal(pc.utf8_length(edits["replacement"]), 0), True)  # noqa: FBT003 - a cell
    is_bad |= (start == end) & empty.to_numpy(zero_copy_only=False).astype(np.bool_)
    order = np.argsort(at, kind="stable")
    is_late = np.zeros(len(at), np.bool_)
    is_late[order[1:]] = (start[order[1:]] < end[order[:-1]]) & (at[order[1:]] == at[order[:-1]])
    for place in np.unique(at[is_bad | is_late]).tolist():
        own = edits.filter(pa.array(at == place)).to_pylist()
        given = [Edit(*(row[name] for name in _EDIT_COLUMNS)) for row in own]
        try:
            check_edits(given, int(lengths[place]))
        except ValueError as error:
            yield failure(documents.ids[place], error)


def _bad_spans(name: str, rows: pa.Table, at: Ints, lengths: Ints) -> Iterator[Failure]:
    spans = _offsets(rows, "clean_start"), _offsets(rows, "clean_end")
    for place in rows_outside(rows, at, spans, lengths).tolist():
        row = rows.slice(place, 1).to_pylist()[0]
        made = {
            column: cell
            for column, cell in row.items()
            if column not in ("doc_id", "clean_start", "clean_end") and cell is not None
        }
        span = Span(row["clean_start"], row["clean_end"], **made)
        detail = f"{span!r} lies outside a text of {lengths[at[place]]} code points"
        yield Failure(row["doc_id"], "span_outside", detail, name)


def _offsets(rows: pa.Table, name: str) -> Ints:
    """Return offsets as integers; what is none is outside every text."""
    cells = rows[name]
    if pa.types.is_null(cells.type):
        return np.full(len(cells), NONE, np.int64)
    if not pa.types.is_integer(cells.type):
        raise ValueError(f"gave offsets of type {cells.type} in column {name}")
    return column_ints(cells)
