"""Refiners: taggers that change the rows of others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from opsonin.components.component import Tagger
from opsonin.tables.model import id_column
from opsonin.testing.awkward_documents import FAULTS
from opsonin.testing.check import check
from opsonin.testing.comparing import Outcome, outcome, require_equal
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.samples import Sample, numbered
from opsonin.testing.staging import treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import GIVE_SAMPLES, Call, on_ordinary, ordinary


@check("tagger")
def refiner_gives_its_tables_back(subject: Subject) -> None:
    """It gives back every table that it refines, whatever it changes."""
    component = _refiner(subject)
    for call in on_ordinary(subject)[1]:
        missing = [name for name in component.refines if name not in (call.result or {})]
        if missing:
            raise CheckFailed(
                f"It does not give {missing[0]!r} back.",
                remedy="Give all rows that you were given, but for those to be taken away.",
            )


@check("tagger")
def refiner_keeps_ids(subject: Subject) -> None:
    """Rows that it passes on have the id that they were given with, each once."""
    component = _refiner(subject)
    _require_given(subject)
    for call in on_ordinary(subject)[1]:
        for name in component.refines:
            number = id_column(subject.pipeline.tables[name])
            if number is not None and name in (call.result or {}):
                _require_ids(call, name, number)


@check("tagger")
def refining_twice_changes_nothing(subject: Subject) -> None:
    """What it has refined, it does not change again."""
    component = _refiner(subject)
    _require_given(subject)
    documents = ordinary(subject)
    once, twice = (
        outcome(subject, treat(subject, documents, is_twice=is_twice), documents)
        for is_twice in (False, True)
    )
    # What it fills besides is there twice now, and rightly so.
    require_equal(
        _of(once, component.refines),
        _of(twice, component.refines),
        "the second time",
        "Decide by the text and the other columns, not by what was decided before; add a row "
        "only where it is not there yet.",
    )


@check("tagger")
def refiner_needs_no_rows(subject: Subject) -> None:
    """A batch without a single row to refine is no error."""
    _refiner(subject)
    treated = treat(subject, numbered([Sample("."), Sample("")]))
    for row in treated.rejects:
        if row["reason"] in FAULTS:
            raise CheckFailed(
                f"It becomes a reject ({row['reason']}): {row['detail']}",
                where="documents without a row to refine",
                remedy="Give the empty tables back.",
            )


def _of(one: Outcome, names: Collection[str]) -> Outcome:
    """Return the part of an outcome that is about some tables."""
    return {
        document: {name: rows for name, rows in tables.items() if name in names}
        for document, tables in one.items()
    }


def _refiner(subject: Subject) -> Tagger[Any]:
    component = subject.component
    if not isinstance(component, Tagger) or not component.refines:
        raise NotApplicable("It refines no table.")
    return component


def _require_given(subject: Subject) -> None:
    component = _refiner(subject)
    for call in on_ordinary(subject)[1]:
        if any(call.documents.table(name).num_rows for name in component.refines):
            return
    raise NotApplicable("There was no row to refine.", remedy=GIVE_SAMPLES)


def _require_ids(call: Call, name: str, number: str) -> None:
    given, back = call.documents.table(name), call.result[name]
    known = {_said(row) for row in given.to_pylist()}
    ids = {(row["doc_id"], row[number]) for row in given.to_pylist()}
    seen = set()
    for row in back.to_pylist():
        key = (row["doc_id"], row.get(number))
        if key in seen:
            raise CheckFailed(f"It gives row {key[1]} of {name} twice.", where=f"table {name}")
        if key in ids:
            seen.add(key)
        elif _said(row) in known:
            raise CheckFailed(
                f"It gives a row back that it was given, without its {number}.",
                where=f"table {name}",
                remedy=f"Keep the column {number}: a row without one is new, and yours.",
            )


def _said(row: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what tells a row from others besides its id."""
    return (row["doc_id"], row.get("clean_start"), row.get("clean_end"), row.get("type"))
