from __future__ import annotations

from opsonin_plugins.taggers.citations.tokens import MONTH, YEAR, tokenize, tokens_of


def _words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenize(text)]


def test_words_with_a_hyphen_and_doi_are_one_token_each() -> None:
    assert _words("Blanco-Melo D. doi:10.1000/a.b-1") == [
        "Blanco-Melo", "D", ".", "doi", ":", "10.1000/a.b-1",
    ]  # fmt: skip


def test_equal_words_have_equal_columns_whatever_reference_they_are_in() -> None:
    tokens = tokens_of(["Cell 2020", "", "May Cell"])
    assert tokens.sizes.tolist() == [2, 0, 2]
    assert tokens.columns[0].tolist() == tokens.columns[3].tolist()
    assert tokens.columns[:3, 4].tolist()[1] & YEAR
    assert tokens.columns[2, 4] & MONTH


def test_numbers_of_one_length_are_one_word_and_a_year_is_told_from_others() -> None:
    columns = tokens_of(["1999 9999 12"]).columns
    assert columns[0, 0] == columns[1, 0] != columns[2, 0]
    assert [bool(signs & YEAR) for signs in columns[:, 4]] == [True, False, False]
