"""Rows: what the tables allow, and what a reader of them expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Cleaner, Tagger
from opsonin.errors import TableError
from opsonin.testing.awkward_documents import FAULTS
from opsonin.testing.check import check
from opsonin.testing.comparing import label
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.samples import Numbered
from opsonin.testing.staging import TreatedSamples, at_the_end, cleaners_ahead, treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import (
    GIVE_SAMPLES,
    Call,
    declared_tables,
    given_tables,
    on_ordinary,
    ordinary,
    require_rows,
    texts_seen,
)

#: Columns that say who made a row and where, not what it says.
_PLACED = ("segments", "flags")
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
    return f"{len(documents)} documents{_said_types(subject)}, {treated.n_given} rows"


@check("cleaner", "tagger")
def rows_keep_the_contract(subject: Subject) -> None:
    """Its rows pass the models of their tables as those of a selected component do."""
    try:
        treated = treat(subject, ordinary(subject), is_required=True)
    except TableError as error:
        raise CheckFailed(error.message, where=error.where, remedy=_allowed(error)) from error
    require_rows(treated)


@check("cleaner", "tagger")
def works_behind_what_comes_before(subject: Subject) -> None:
    """What it finds in texts as they are read, it finds some of after the cleaners before it."""
    if getattr(subject.component, "scope", "document") == "corpus":
        raise NotApplicable("A corpus tagger is only given what was cleaned.")
    documents = _own(subject)
    alone = given_about(treat(subject, documents, is_alone=True), documents)
    if not alone:
        raise NotApplicable("It finds nothing in texts as they are read.")
    treated, _ = on_ordinary(subject)
    if given_about(treated, documents) or treated.rejects:
        return
    before = ", ".join(one.name for one in cleaners_ahead(subject)) or "nothing"
    raise CheckFailed(
        f"It finds something in {alone} of {len(documents)} samples as they are read, and nothing "
        f"in what it is given in a run, after {before}.",
        remedy="`opsonin try FILE --component NAME` shows the text that it is given. Look for "
        "what stands there; a cleaner can also come earlier, by phase or before=(...).",
    )


@check("cleaner")
def rows_outlive_edits(subject: Subject) -> str:
    """No edit of its own takes away what a row of its own covers; later cleaners leave some."""
    treated, _ = on_ordinary(subject)
    placed = {name: rows.num_rows for name, rows in treated.given.items() if name in _PLACED}
    if not any(placed.values()):
        raise NotApplicable("It gives no rows with a place in the text.")
    notes = []
    for name, n_given in placed.items():
        n_left = _own_rows(treated, name, subject).num_rows
        if n_left < n_given:
            raise CheckFailed(
                f"Of {n_given} rows {n_left} are left after its own edits.",
                where=f"table {name}",
                remedy="A row goes with the text that it covers. Say by the reason of the edit "
                "what was removed, or leave the text.",
            )
        n_last = _own_rows(at_the_end(subject, ordinary(subject)), name, subject).num_rows
        if n_given and not n_last:
            raise CheckFailed(
                f"Of {n_given} rows none is left after the cleaners that follow.",
                where=f"table {name}",
                remedy="They remove what the rows cover: come after them, or say it another way.",
            )
        notes.append(f"{n_last} of {n_given} rows of {name} are left at the end of the stage")
    return "; ".join(notes)


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
    """No span covers white space alone, neither before nor after its own edits."""
    treated, calls = on_ordinary(subject)
    require_rows(treated)
    for name in treated.given:
        for row in _own_rows(treated, name, subject).to_pylist():
            if "clean_start" in row and not row["text"].strip():
                raise CheckFailed(
                    f"After its own edits the span {row['clean_start']}:{row['clean_end']} covers "
                    f"{row['text']!r}.",
                    where=f"table {name}",
                    remedy="Leave out what covers nothing, and rows about what is removed.",
                )
    for name, row, text in _spans(treated, calls):
        covered = text[row["clean_start"] : row["clean_end"]]
        if not covered.strip():
            raise CheckFailed(
                f"The span {row['clean_start']}:{row['clean_end']} covers {covered!r}.",
                where=f"table {name}",
                remedy="Leave out what covers nothing.",
            )


def _spans(
    treated: TreatedSamples, calls: Sequence[Call]
) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    texts = texts_seen(calls)
    for name, rows in treated.given.items():
        if "clean_start" in rows.column_names:
            for row in rows.to_pylist():
                if row["clean_start"] is not None and row["doc_id"] in texts:
                    yield name, row, texts[row["doc_id"]]


def _own(subject: Subject) -> Numbered:
    """Return the documents of the author; the kit's own where there are none."""
    given = {one.text for one in subject.samples.documents()}
    own = tuple(pair for pair in ordinary(subject) if pair[1].text in given)
    return own or ordinary(subject)


def _said_types(subject: Subject) -> str:
    """Say what the author's samples are taken for."""
    given = {one.text for one in subject.samples.documents()}
    own = [one.media_type for _, one in ordinary(subject) if one.text in given]
    counts = ", ".join(f"{n} as {name}" for name, n in sorted(Counter(own).items()))
    return f" (yours: {counts})" if own else ""


def given_about(treated: TreatedSamples, documents: Numbered) -> int:
    """Return of how many documents there are rows or edits."""
    owners = {
        doc_id
        for rows in treated.given.values()
        if "doc_id" in rows.column_names
        for doc_id in rows["doc_id"].to_pylist()
    }
    return sum(doc_id in owners for doc_id, _ in documents)


def _own_rows(treated: TreatedSamples, name: str, subject: Subject) -> pa.Table:
    """Return the rows of a component in a table of the stage, after its own edits."""
    rows = treated.tables.get(name)
    if rows is None or "component" not in rows.column_names:
        return pa.table({})
    return rows.filter(pc.equal(rows["component"], subject.name))


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
