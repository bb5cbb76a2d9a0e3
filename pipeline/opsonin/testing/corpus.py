"""Corpus taggers: what they give for all documents together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from opsonin.components.component import Tagger
from opsonin.tables.model import id_column
from opsonin.tables.naming import naming_none
from opsonin.testing.check import check
from opsonin.testing.comparing import outcome, require_equal
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.samples import numbered
from opsonin.testing.staging import treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import GIVE_SAMPLES, Call, on_ordinary, ordinary

_EVIDENCE = "link_evidence"
_EMPTY = pa.table({})


@check("tagger")
def earlier_rows_do_not_matter(subject: Subject) -> None:
    """With its rows of an earlier run it gives what it gives from scratch."""
    component = _corpus(subject)
    documents = ordinary(subject)
    scratch = treat(subject, documents)
    expected = outcome(subject, scratch, documents)
    for n_changed in (0, 1, len(documents) // 2):
        changed = {doc_id for doc_id, _ in documents[:n_changed]}
        earlier = {name: naming_none(scratch.tables[name], changed) for name in component.fills}
        found = treat(subject, documents, earlier=earlier)
        require_equal(
            expected,
            outcome(subject, found, documents),
            f"when the rows of all but {n_changed} documents are known",
            "Use rows of an earlier run only to save work; they may be missing.",
        )


@check("tagger")
def evidence_is_there(subject: Subject) -> None:
    """The link and the row that a row of `link_evidence` names are there."""
    component = _corpus(subject)
    if _EVIDENCE not in component.fills:
        raise NotApplicable(f"It does not fill {_EVIDENCE}.")
    treated, calls = on_ordinary(subject)
    if not treated.tables[_EVIDENCE].num_rows:
        raise NotApplicable(f"It gave no row of {_EVIDENCE}.", remedy=GIVE_SAMPLES)
    links = {
        (row["from_doc_id"], row["link_id"])
        for row in treated.tables.get("links", _EMPTY).to_pylist()
    }
    for row in treated.tables[_EVIDENCE].to_pylist():
        if (row["from_doc_id"], row["link_id"]) not in links:
            raise _missing(f"There is no link {row['link_id']} of {row['from_doc_id']}.")
        if row["table_name"] not in component.needs:
            raise _missing(f"It names rows of {row['table_name']!r}, which it does not read.")
        if (row["doc_id"], row["row_id"]) not in _rows_in(subject, calls, row["table_name"]):
            raise _missing(f"{row['table_name']} has no row {row['row_id']} of {row['doc_id']}.")


@check("tagger")
def a_corpus_may_be_small(subject: Subject) -> None:
    """No document and a single document are no errors."""
    _corpus(subject)
    samples = [one for _, one in ordinary(subject)]
    for size in (0, 1, 2):
        treat(subject, numbered(samples[:size]))


def _missing(problem: str) -> CheckFailed:
    return CheckFailed(
        problem,
        where=f"table {_EVIDENCE}",
        remedy="Name links that you give, and rows of tables in `needs`, by table, doc_id and id.",
    )


def _rows_in(subject: Subject, calls: Sequence[Call], name: str) -> set[tuple[str, int]]:
    """Return document and id of all rows of a table that the tagger was given."""
    number = id_column(subject.pipeline.tables[name])
    rows = [row for call in calls for row in call.documents.table(name).to_pylist()]
    return {(row["doc_id"], row[number]) for row in rows} if number else set()


def _corpus(subject: Subject) -> Tagger[Any]:
    component = subject.component
    if not isinstance(component, Tagger) or component.scope != "corpus":
        raise NotApplicable("It is no corpus tagger.")
    return component
