"""A vocabulary: compounds of a laboratory; the built-in tagger ``concepts`` finds their names."""

from __future__ import annotations

from opsonin import Term, Vocabulary, from_terms, hookimpl

#: CURIE, preferred name, further names. A longer list would stand in a file of the package.
COMPOUNDS = [
    ("lab:0017", "XR-17", "XR-17 hydrochloride"),
    ("lab:0042", "deltamorphine", "XR-42"),
]


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    """Offer the vocabulary."""
    terms = [
        Term(curie=curie, label=label, term=name, type="chemical")
        for curie, label, *others in COMPOUNDS
        for name in (label, *others)
    ]
    return [from_terms(terms, name="compounds", version="2026-11", licence="CC0-1.0")]
