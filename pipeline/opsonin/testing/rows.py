"""Rows: what the tables allow, and what a reader of them expects."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from opsonin.components.component import Cleaner, Tagger
from opsonin.errors import TableError
from opsonin.testing.awkward_documents import FAULTS
from opsonin.testing.check import CheckFailed, NotApplicable, check
from opsonin.testing.comparing import label
from opsonin.testing.staging import Treated, treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import (
    GIVE_SAMPLES,
    Call,
    declared_tables,
    given_tables,
    on_awkward,
    on_ordinary,
    ordinary,
    require_rows,
    texts_seen,
)

#: Columns that say who made a row and where, not what it says.
_NUMBERS = ("part", "component", "component_version")


@check("cleaner", "tagger")
def ordinary_documents_pass(subject: Subject) -> str:
    """No ordinary document becomes a reject by an error."""
    documents = ordinary(subject)
    treated, _ = on_ordinary(subject)
    for place, (doc_id, one) in enumerate(documents):
        for row in treated.rejects:
            if row["doc_id"] == doc_id and row["reason"] in FAULTS:
                raise CheckFailed(
                    f"It becomes a reject ({row['reason']}): {row['detail']}",
                    where=label(one.text, place),
                    remedy=FAULTS[row["reason"]],
                )
    return f"{len(documents)} documents, {treated.n_given} rows"


@check("cleaner", "tagger")
def rows_keep_the_contract(subject: Subject) -> None:
    """Its rows pass the models of their tables as those of a selected component do."""
    try:
        treated = treat(subject, ordinary(subject), is_required=True)
    except TableError as error:
        raise CheckFailed(error.message, where=error.where, remedy=_allowed(error)) from error
    require_rows(treated)


@check("cleaner", "tagger")
def gives_only_declared_tables(subject: Subject) -> None:
    """It gives rows only of tables that stand in `fills` or `refines`."""
    component = _component(subject)
    for call in on_ordinary(subject)[1]:
        undeclared = sorted(given_tables(call.result) - declared_tables(component))
        if undeclared:
            raise CheckFailed(
                f"It gives rows of {undeclared[0]!r} without declaring it.",
                remedy=f"Add {undeclared[0]!r} to fills, or do not give it.",
            )


@check("cleaner", "tagger")
def reads_only_declared_tables(subject: Subject) -> None:
    """It reads only tables that stand in `needs` or `refines`; that gives the order."""
    for call in on_ordinary(subject)[1]:
        undeclared = sorted({*call.read} - {*call.documents.table_names})
        if undeclared:
            raise CheckFailed(
                f"It reads table {undeclared[0]!r} without declaring it.",
                remedy=f"Add {undeclared[0]!r} to needs.",
            )


@check("cleaner", "tagger")
def fills_what_it_declares(subject: Subject) -> None:
    """Every table that it declares to fill gets rows from the samples."""
    component = _component(subject)
    treated, _ = on_ordinary(subject)
    unfilled = [
        name
        for name in component.fills
        if name not in treated.given or not treated.given[name].num_rows
    ]
    if unfilled:
        raise NotApplicable(f"No row of table {unfilled[0]} was seen.", remedy=GIVE_SAMPLES)


@check("cleaner", "tagger")
def no_row_is_given_twice(subject: Subject) -> None:
    """No document gets two equal rows."""
    treated, _ = on_ordinary(subject)
    require_rows(treated)
    for name, rows in treated.given.items():
        plain = [_cells(name, row) for row in rows.to_pylist()]
        counted = Counter(map(repr, plain)).most_common(1)
        if counted and counted[0][1] > 1:
            raise CheckFailed(
                f"A row is given {counted[0][1]} times: {counted[0][0]}",
                where=f"table {name}",
                remedy="Give each finding once.",
            )


@check("cleaner", "tagger")
def spans_cover_signs(subject: Subject) -> None:
    """No span covers white space alone."""
    treated, calls = on_ordinary(subject)
    require_rows(treated)
    for name, row, text in _spans(treated, calls):
        covered = text[row["clean_start"] : row["clean_end"]]
        if not covered.strip():
            raise CheckFailed(
                f"The span {row['clean_start']}:{row['clean_end']} covers {covered!r}.",
                where=f"table {name}",
                remedy="Leave out what covers nothing.",
            )


@check("cleaner", "tagger")
def numbers_are_finite(subject: Subject) -> None:
    """No cell is infinite or no number at all: neither equals itself nor survives JSON."""
    for treated in (on_ordinary(subject)[0], on_awkward(subject)):
        for name, rows in treated.given.items():
            for row in rows.to_pylist():
                for column, cell in row.items():
                    if isinstance(cell, float) and not math.isfinite(cell):
                        raise CheckFailed(
                            f"Column {column} is {cell}.",
                            where=f"table {name}",
                            remedy="Leave the cell null, or give a number.",
                        )


def _spans(treated: Treated, calls: Sequence[Call]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    texts = texts_seen(calls)
    for name, rows in treated.given.items():
        if "clean_start" in rows.column_names:
            for row in rows.to_pylist():
                if row["clean_start"] is not None and row["doc_id"] in texts:
                    yield name, row, texts[row["doc_id"]]


def _cells(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says, without the number that its component gave it."""
    number = f"{table.removesuffix('s')}_id"
    return {key: cell for key, cell in row.items() if key != number and key not in _NUMBERS}


def _component(subject: Subject) -> Cleaner[Any] | Tagger[Any]:
    if isinstance(subject.component, Cleaner | Tagger):
        return subject.component
    raise NotApplicable(f"A {subject.kind} gives no rows.")


def _allowed(error: TableError) -> str:
    return error.remedy or f"`opsonin tables {error.table}` lists columns, types and values."
