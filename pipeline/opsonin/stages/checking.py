"""What the result of a cleaner has to be, and how it is read back from what was kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any

import pyarrow as pa

from opsonin.components.adapters import rows_to_table
from opsonin.components.component import Cleaner
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.spans.alignment import check_edits
from opsonin.spans.edit import Edit
from opsonin.stages.calling import Failure, failure
from opsonin.stages.page import FILLED, Page
from opsonin.tables.internal import Edits
from opsonin.tables.model import Table
from opsonin.tables.parts import author_columns, complete
from opsonin.tables.validation import check_part

_PART_TABLES: Mapping[str, type[Table]] = {**FILLED, "edits": Edits}


def problem_of(page: Page, cleaner: Cleaner[Any], cleaned: object) -> Failure | None:
    """Tell what is wrong with a cleaner's result, apart from the columns of its rows."""
    if not isinstance(cleaned, Cleaned):
        return Failure(page.doc_id, "contract", f"gave {type(cleaned).__name__}, not Cleaned")
    detail = next(_shape_problems(cleaned, cleaner), "")
    if detail:
        return Failure(page.doc_id, "contract", detail)
    try:
        check_edits(cleaned.edits, len(page.text))
    except ValueError as error:
        return failure(page.doc_id, error)
    for rows in cleaned.rows.values():
        for row in rows:
            inside = not isinstance(row, Span) or 0 <= row.start < row.end <= len(page.text)
            if not inside:
                detail = f"{row!r} lies outside a text of {len(page.text)} code points"
                return Failure(page.doc_id, "span_outside", detail)
    return None


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
            if not isinstance(row, Span | Row):
                yield f"gave {type(row).__name__} as a row of {name}"
            elif isinstance(row, Span) and not (
                isinstance(row.start, Integral) and isinstance(row.end, Integral)
            ):
                yield f"gave {row!r} with an offset that is not an int"


def checked_parts(cleaner: Cleaner[Any], done: Mapping[str, Cleaned]) -> dict[str, pa.Table]:
    """Return the rows and edits of a cleaner as parts that passed their models.

    Args:
        cleaner: Who gave them.
        done: What it gave for each document.

    Raises:
        TableError: A row breaks the contract of its table.
    """
    parts: dict[str, pa.Table] = {}
    for name in (*cleaner.fills, "edits"):
        found = [
            (doc_id, _edit_rows(entry.edits) if name == "edits" else entry.rows.get(name, ()))
            for doc_id, entry in done.items()
        ]
        rows = rows_to_table(found)
        if rows.num_rows:
            table = _PART_TABLES[name]
            given = complete(rows, table, part=cleaner.name, version=cleaner.version)
            parts[name] = check_part(given, table, component=f"{cleaner.name} {cleaner.version}")
    return parts


def _edit_rows(edits: Sequence[Edit]) -> list[Row]:
    return [
        Row(start=edit.start, end=edit.end, replacement=edit.replacement, reason=edit.reason)
        for edit in edits
    ]


def remembered(cached: Mapping[str, pa.Table]) -> dict[str, Cleaned]:
    """Read what a cleaner gave in an earlier run."""
    edits: dict[str, list[Edit]] = {}
    rows: dict[str, dict[str, list[Span | Row]]] = {}
    for name, table in cached.items():
        if name == "edits":
            for row in table.to_pylist():
                edit = Edit(row["start"], row["end"], row["replacement"], row["reason"])
                edits.setdefault(row["doc_id"], []).append(edit)
            continue
        names = [column.name for column in author_columns(FILLED[name])]
        for row in table.to_pylist():
            cells = {key: row[key] for key in names if key not in ("clean_start", "clean_end")}
            found: Span | Row = Row(**cells)
            if row["clean_start"] is not None:
                found = Span(row["clean_start"], row["clean_end"], **cells)
            rows.setdefault(row["doc_id"], {}).setdefault(name, []).append(found)
    return {
        doc_id: Cleaned(edits.get(doc_id, []), rows.get(doc_id, {})) for doc_id in {**edits, **rows}
    }
