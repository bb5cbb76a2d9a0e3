from __future__ import annotations

import pyarrow as pa

from opsonin.components.vocabulary import Term, Vocabulary, from_terms


def term(name: str, number: int = 1, *others: str) -> Term:
    return Term(
        curie=f"MINI:{number}",
        label="mini",
        term=name,
        type="disease",
        alt_curies=others,
    )


def vocabulary(*terms: Term) -> Vocabulary:
    return from_terms(terms, name="mini", version="1", licence="CC0-1.0")


def test_terms_are_counted_and_loaded_with_the_types_that_the_matcher_reads() -> None:
    found = vocabulary(term("b", 2, "X:1"), term("a"), term("c", 2))
    assert (found.n_concepts, found.n_terms) == (2, 3)
    table = found.load()
    assert table.select(["curie", "term", "alt_curies"]).to_pylist() == [
        {"curie": "MINI:1", "term": "a", "alt_curies": []},
        {"curie": "MINI:2", "term": "b", "alt_curies": ["X:1"]},
        {"curie": "MINI:2", "term": "c", "alt_curies": []},
    ]
    assert table.schema.field("alt_curies").type == pa.list_(pa.string())


def test_digest_follows_the_terms_and_nothing_else() -> None:
    one = vocabulary(term("a"), term("b"))
    assert one.sha256 == vocabulary(term("b"), term("a"), term("b")).sha256
    assert len({one.sha256, vocabulary(term("a")).sha256, vocabulary(term("a", 2)).sha256}) == 3


def test_vocabulary_without_terms_has_its_columns() -> None:
    found = vocabulary()
    assert (found.n_concepts, found.n_terms, found.load().num_rows) == (0, 0, 0)
    assert found.load().schema.names == ["curie", "label", "term", "type", "alt_curies"]


def test_term_that_no_file_could_hold_has_a_digest_all_the_same() -> None:
    assert len(vocabulary(term("lone \ud800 surrogate")).sha256) == 64
