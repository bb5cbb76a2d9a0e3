"""Corpus taggers: what they give for all documents together."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Tagger
from opsonin.testing.check import NotApplicable, check
from opsonin.testing.comparing import outcome, require_equal
from opsonin.testing.samples import numbered
from opsonin.testing.staging import treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import ordinary


@check("tagger")
def earlier_rows_do_not_matter(subject: Subject) -> None:
    """With its rows of an earlier run it gives what it gives from scratch."""
    component = _corpus(subject)
    documents = ordinary(subject)
    scratch = treat(subject, documents)
    expected = outcome(subject, scratch, documents)
    for n_changed in (0, 1, len(documents) // 2):
        changed = [doc_id for doc_id, _ in documents[:n_changed]]
        earlier = {name: _unchanged(scratch.tables[name], changed) for name in component.fills}
        found = treat(subject, documents, earlier=earlier)
        require_equal(
            expected,
            outcome(subject, found, documents),
            f"when the rows of all but {n_changed} documents are known",
            "Use rows of an earlier run only to save work; they may be missing.",
        )


@check("tagger")
def a_corpus_may_be_small(subject: Subject) -> None:
    """No document and a single document are no errors."""
    _corpus(subject)
    samples = [one for _, one in ordinary(subject)]
    for size in (0, 1, 2):
        treat(subject, numbered(samples[:size]))


def _corpus(subject: Subject) -> Tagger[Any]:
    component = subject.component
    if not isinstance(component, Tagger) or component.scope != "corpus":
        raise NotApplicable("It is no corpus tagger.")
    return component


def _unchanged(rows: pa.Table, changed: list[str]) -> pa.Table:
    """Return the rows that name no document that has changed."""
    gone = pa.array(changed, pa.string())
    for name in rows.column_names:
        if name == "doc_id" or name.endswith("_doc_id"):
            rows = rows.filter(pc.invert(pc.is_in(rows[name], value_set=gone)))
    return rows
