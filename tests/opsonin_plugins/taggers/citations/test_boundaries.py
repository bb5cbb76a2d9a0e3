from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.boundaries import mended


def _mended(*fields: tuple[str, str]) -> list[tuple[str, str]]:
    """Return label and words of the fields of a reference, mended."""
    text, runs = "", []
    for label, words in fields:
        text += f" {words}" if text else words
        runs.append((label, (len(text) - len(words), len(text))))
    return [(label, text[start:end].strip(" .,")) for label, (start, end) in mended(text, runs)]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            [("author", "Doe J, Roe R. Cells"), ("title", "at work."), ("journal", "Cell.")],
            [("author", "Doe J, Roe R"), ("title", "Cells at work"), ("journal", "Cell")],
        ),
        (
            [("author", "Doe J, Roe-Poe R. Gout."), ("journal", "Cell.")],
            [("author", "Doe J, Roe-Poe R"), ("title", "Gout"), ("journal", "Cell")],
        ),
        (
            [("author", "Doe J, Roe R."), ("journal", "Cell.")],
            [("author", "Doe J, Roe R"), ("journal", "Cell")],
        ),
        (
            [("author", "Jane D. Doe and Rita"), ("title", "R. Roe. Cells."), ("journal", "Cell.")],
            [("author", "Jane D. Doe and Rita R. Roe"), ("title", "Cells"), ("journal", "Cell")],
        ),
        (
            [("author", "Antonio"), ("title", "Doe and Rita Roe. Cells."), ("journal", "Cell.")],
            [("author", "Antonio Doe and Rita Roe"), ("title", "Cells"), ("journal", "Cell")],
        ),
        (
            [
                ("title", "Genes Nkx-"),
                ("volume", "2"),
                ("title", ".1 and Tbr."),
                ("journal", "Cell."),
            ],
            [("title", "Genes Nkx- 2 .1 and Tbr"), ("journal", "Cell")],
        ),
        (
            [("title", "Genes of"), ("translator", "C. elegans."), ("journal", "Cell.")],
            [("title", "Genes of C. elegans"), ("journal", "Cell")],
        ),
        (
            [("title", "\u00abCells\u00a0at work\u00bb, La Revue"), ("date", "2009")],
            [
                ("title", "\u00abCells\u00a0at work\u00bb"),
                ("container-title", "La Revue"),
                ("date", "2009"),
            ],
        ),
        (
            [("title", "Cells at work. Edited by Jane Doe"), ("date", "2009")],
            [
                ("title", "Cells at work"),
                ("editor", "Edited by Jane Doe"),
                ("date", "2009"),
            ],
        ),
        (
            [("title", "Cells at work. N"), ("journal", "Engl J Med.")],
            [("title", "Cells at work"), ("journal", "N Engl J Med")],
        ),
        (
            [("title", "Assay of human"), ("journal", "DNA. Virology"), ("volume", "52")],
            [("title", "Assay of human DNA"), ("journal", "Virology"), ("volume", "52")],
        ),
        (
            [("title", "Cells at work today. La Revue"), ("date", "2000"), ("volume", "63")],
            [
                ("title", "Cells at work today"),
                ("journal", "La Revue"),
                ("date", "2000"),
                ("volume", "63"),
            ],
        ),
        ([], []),
    ],
    ids=[
        "NLM",
        "titles of one word",
        "authors without a title",
        "given",
        "authors",
        "island",
        "gap",
        "quoted",
        "edited",
        "back",
        "ahead",
        "split",
        "none",
    ],
)
def test_fields_begin_and_end_where_punctuation_says(
    fields: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    assert _mended(*fields) == expected
