from __future__ import annotations

import pyarrow as pa

from opsonin import Documents, Term, from_terms
from opsonin_statistical.term_words import CHEMICAL, DISEASE, STEP_RADIX, TermWords
from opsonin_statistical.training.term_counts import term_words
from opsonin_statistical.words import words_of


def codes(counted: TermWords, word: str) -> list[int]:
    batch = pa.record_batch({"doc_id": pa.array(["0" * 32]), "text": pa.array([word])})
    words = words_of(Documents(batch).analysis, counted)
    found: list[int] = words.codes[words.which[0]].tolist()
    return found


def terms(*named: tuple[str, str]) -> TermWords:
    made = [
        Term(curie=f"MONDO:{number}", label=name, term=name, type=type_)
        for number, (name, type_) in enumerate(named)
    ]
    return term_words([from_terms(made, name="made", version="1", licence="CC0-1.0")])


COUNTED = terms(
    ("zonal neuropathy", "disease"),
    ("Neuropathies, coastal", "disease"),
    ("rapid neuropathy", "phenotype"),
    ("rapid neuropathy", "disease"),
    ("coastal acid", "chemical"),
    ("acid", "organism"),
)


def test_words_are_counted_where_they_stand_without_case() -> None:
    # In two names, at the end of both: a step of two each.
    assert codes(COUNTED, "NEUROPATHY")[DISEASE] == 2 * STEP_RADIX + 2


def test_a_plural_is_the_same_word() -> None:
    assert codes(COUNTED, "acids") == codes(COUNTED, "acid")
    assert codes(COUNTED, "coastals") == codes(COUNTED, "coastal")


def test_kinds_of_terms_are_told_apart() -> None:
    found = codes(COUNTED, "coastal")
    assert (found[DISEASE], found[CHEMICAL]) == (STEP_RADIX + 1, 1)


def test_words_of_one_term_and_unknown_ones_say_nothing() -> None:
    assert not any(codes(COUNTED, "zonal"))
    assert not any(codes(COUNTED, "quarry"))


def test_without_vocabularies_nothing_is_said() -> None:
    assert not any(codes(term_words([]), "neuropathy"))
