"""Judges what a tagger gave: the contract of its tables, references, offsets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Tagger
from opsonin.components.documents import Documents
from opsonin.errors import TableError
from opsonin.stages.calling import Failure, call
from opsonin.stages.coordinates import NONE, Coordinates, positions_in
from opsonin.stages.gate import Gate
from opsonin.stages.merging import owner_column
from opsonin.stages.placing import spans_outside
from opsonin.stages.references import References, pairs_of, unknown_number
from opsonin.stages.refining import repeated_id, restore_makers, stranger_id
from opsonin.tables.model import Table, column_references, id_column, info_of
from opsonin.tables.parts import ABSENT, ENGINE_COLUMNS, complete

#: What a tagger gave, by table name.
Given = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Judge:
    """What is needed to judge the rows of taggers.

    Attributes:
        tables: Model of every table by name.
        coordinates: Texts, alignments and segments of the documents.
        gate: Checks the rows of single components.
    """

    tables: Mapping[str, type[Table]]
    coordinates: Coordinates
    gate: Gate

    def judge(
        self,
        tagger: Tagger[Any],
        documents: Documents,
        given: Given,
        *,
        is_required: bool,
        again: Callable[[Documents], Given],
    ) -> tuple[dict[str, pa.Table], list[Failure]]:
        """Return the rows that may go on, and the documents that may not.

        Args:
            tagger: Who gave the rows.
            documents: What it was given.
            given: What it gave.
            is_required: Whether a broken contract stops the run.
            again: Calls the tagger again, to tell which document is the cause.

        Raises:
            TableError: A required tagger breaks the contract of a table.
        """
        try:
            _check_shape(tagger, given)
            checked = self._conforming(tagger, documents, given, is_required=is_required)
        except TableError as error:
            if is_required:
                raise
            return self._one_by_one(tagger, documents, error, again)
        failures = self._outside(checked)
        if not failures:
            return checked, []
        bad = pa.array([entry.doc_id for entry in failures], pa.string())
        return {
            name: rows.filter(pc.invert(pc.is_in(rows["doc_id"], value_set=bad)))
            for name, rows in checked.items()
        }, failures

    def _conforming(
        self, tagger: Tagger[Any], documents: Documents, given: Given, *, is_required: bool
    ) -> dict[str, pa.Table]:
        """Return what a tagger gave as rows that the gate has let in."""
        who = f"{tagger.name} {tagger.version}"
        checked = {}
        for name, rows in given.items():
            table = self.tables[name]
            if name in tagger.refines:
                made = restore_makers(documents.table(name), rows, table)
            else:
                # Only of rows that are given back it matters what was left out.
                made = rows.drop_columns([ABSENT]) if ABSENT in rows.column_names else rows
            full = complete(made, table, part=tagger.name, version=tagger.version)
            if name in tagger.refines:
                _check_known(tagger, documents.table(name), full, table)
            checked[name] = self.gate.enter(full, table, component=who, is_required=is_required)
            _check_owners(tagger, name, checked[name], documents)
            if name in tagger.refines:
                _check_once(tagger, checked[name], table)
        for name in checked:
            check_references(tagger, documents, checked, name, self.tables)
        return checked

    def _one_by_one(
        self,
        tagger: Tagger[Any],
        documents: Documents,
        error: TableError,
        again: Callable[[Documents], Given],
    ) -> tuple[dict[str, pa.Table], list[Failure]]:
        """Find the documents that break the contract, so that how batches are cut is no matter.

        Rows of one document may spoil a column for all, so that each is asked for anew.
        """
        if len(documents) == 1:
            table = error.table if error.table in self.tables else None
            return {}, [Failure(doc_id, "contract", str(error), table) for doc_id in documents.ids]
        found: dict[str, list[pa.Table]] = {}
        outcome = call(again, documents, batch_documents=1)
        failures = list(outcome.failures)
        for one, own in outcome.results:
            checked, problems = self.judge(tagger, one, own, is_required=False, again=again)
            failures += problems
            for name, rows in checked.items():
                found.setdefault(name, []).append(rows)
        return {name: pa.concat_tables(rows) for name, rows in found.items()}, failures

    def _outside(self, checked: Given) -> list[Failure]:
        """Reject the documents in which a stretch lies outside the text."""
        problems: dict[str, Failure] = {}
        for name, rows in checked.items():
            outside = spans_outside(rows, self.tables[name], self.coordinates)
            for doc_id, detail in outside.items():
                problems.setdefault(doc_id, Failure(doc_id, "span_outside", detail, name))
        return [problem for _, problem in sorted(problems.items())]


def _check_shape(tagger: Tagger[Any], tables: object) -> None:
    problem = _shape_problem(tagger, tables)
    if problem is not None:
        who = f"{tagger.name} {tagger.version}"
        names = map(str, tables) if isinstance(tables, Mapping) else ()
        raise TableError(problem, component=who, table=", ".join(names) or "none")


def _shape_problem(tagger: Tagger[Any], tables: object) -> str | None:
    if not isinstance(tables, Mapping):
        kind = type(tables).__name__
        return f"It gives {kind}; expected a dictionary with a pyarrow.Table for each table."
    for name, rows in tables.items():
        if name not in tagger.fills and name not in tagger.refines:
            return f"It gives rows of table '{name}' without declaring it in fills or refines."
        if not isinstance(rows, pa.Table):
            return f"It gives {type(rows).__name__} for table {name!r}; expected a pyarrow.Table."
        if "doc_id" not in rows.column_names:
            return f"Its rows of table {name!r} have no column doc_id."
        taken = ENGINE_COLUMNS & {*rows.column_names} if name not in tagger.refines else None
        if taken:
            return f"Its rows of {name!r} have a column {min(taken)!r}, which the engine fills."
    missing = [name for name in tagger.refines if name not in tables]
    return f"It refines {missing[0]!r} but does not give it back." if missing else None


def _check_owners(tagger: Tagger[Any], name: str, rows: pa.Table, documents: Documents) -> None:
    at = positions_in(documents.arrow.column("doc_id"), rows["doc_id"])
    strangers = rows["doc_id"].filter(pa.array(at == NONE)).to_pylist()
    if strangers:
        raise TableError(
            "It gives rows of a document that it was not given.",
            component=f"{tagger.name} {tagger.version}",
            table=name,
            column="doc_id",
            example=min(strangers),
        )


def _check_known(
    tagger: Tagger[Any], before: pa.Table, given: pa.Table, table: type[Table]
) -> None:
    """Check that a refiner gives back only rows that it was given, before their cells are."""
    stranger = stranger_id(before, given, table)
    if stranger is not None:
        problem = "It gives a row with an id that it was not given; new rows have none."
        raise _wrong_id(tagger, problem, stranger, table)


def _check_once(tagger: Tagger[Any], given: pa.Table, table: type[Table]) -> None:
    twice = repeated_id(given, table)
    if twice is not None:
        raise _wrong_id(tagger, "It gives one row of a document twice.", twice, table)


def _wrong_id(tagger: Tagger[Any], problem: str, number: int, table: type[Table]) -> TableError:
    return TableError(
        problem,
        component=f"{tagger.name} {tagger.version}",
        table=info_of(table).name,
        column=id_column(table) or "",
        example=str(number),
    )


def check_references(
    tagger: Tagger[Any],
    documents: Documents,
    given: Given,
    name: str,
    tables: Mapping[str, type[Table]],
) -> None:
    """Check that the rows of a table refer to rows that their tagger gives or has read.

    Args:
        tagger: Who gave the rows.
        documents: What it was given.
        given: What it gave: rows x ``part_schema`` by table name.
        name: The table whose rows are looked at.
        tables: Model of every table by name.

    Raises:
        TableError: A row refers to one that is neither.
    """
    rows, owner = given[name], owner_column(tables[name])
    for column, target in column_references(tables[name]).items():
        if rows[column].null_count == len(rows):
            continue
        known = [*_known(tagger, documents, given, target, tables[target])]
        if name in tagger.refines:
            # What it passes on is right as it stands.
            known.append(pairs_of(documents.table(name), owner, column))
        number = unknown_number(pairs_of(rows, owner, column), *known)
        if number is not None:
            raise TableError(
                f"It refers to row {number} of table {target}, "
                "which it neither gives nor has read.",
                component=f"{tagger.name} {tagger.version}",
                table=name,
                column=column,
                example=str(number),
                remedy=f"Give that row, or declare {target!r} in needs and use the ids there.",
            )


def _known(
    tagger: Tagger[Any], documents: Documents, given: Given, name: str, table: type[Table]
) -> Iterator[References]:
    """Yield the rows of a table that a tagger may refer to: its own, and those that it read."""
    owner, number = owner_column(table), id_column(table)
    if number is None:
        return
    if name in given and name not in tagger.refines:
        yield pairs_of(given[name], owner, number)
    if name in {*tagger.needs, *tagger.refines}:
        yield pairs_of(documents.table(name), owner, number)
