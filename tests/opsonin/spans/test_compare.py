from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.spans.alignment import Alignment, apply_edits, check_edits
from opsonin.spans.compare import edits_between
from single_texts import removed_spans

_HOSTILE = "ab é\u0301\u200d\u202e😀👩🏽\u05d0\u0627\u064b\r\n\0\u2028.,<&;"
_WORDS = st.sampled_from(["the", "Ã©tude", "étude", "cell", "cell-", "\n", " ", "\r\n", ".", "😀"])
_TEXTS = st.text(max_size=60) | st.text(_HOSTILE, max_size=60) | st.lists(_WORDS).map("".join)


def _edits(before: str, after: str) -> list[tuple[str, str]]:
    """Compare, check that the edits lead to the text, return what each replaces by what."""
    edits = edits_between(before, after, reason="scrape")
    check_edits(edits, len(before))
    assert apply_edits(before, edits) == after
    return [(before[edit.start : edit.end], edit.replacement) for edit in edits]


@given(_TEXTS, _TEXTS)
def test_edits_lead_exactly_from_one_text_to_the_other(before: str, after: str) -> None:
    assert all(old != new for old, new in _edits(before, after))


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, 14), max_size=9), st.integers(0, 9))
def test_removing_lines_replaces_no_words(gone: set[int], seed: int) -> None:
    lines = _article(random.Random(seed), sentences=45).splitlines(keepends=True)  # noqa: S311

    edits = _edits("".join(lines), "".join(x for i, x in enumerate(lines) if i not in gone))

    # Which of two equal words at the seam stayed is open; only white space may show it.
    assert not [new for _, new in edits if new.strip()]


@pytest.mark.parametrize("text", ["", "a", "a\r\nb", "\0\u202e😀"])
def test_equal_texts_need_no_edit(text: str) -> None:
    assert _edits(text, text) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "new", [("", "new")]),
        ("old", "", [("old", "")]),
        ("the  cell", "the cell", [(" ", "")]),
        ("treat-\nment of", "treatment of", [("-\n", "")]),
        ("he art failure", "heart failure", [(" ", "")]),
        ("the colour", "the color", [("u", "")]),
        ("a &amp; b", "a & b", [("amp;", "")]),
        ("don\u2019t", "don't", [("\u2019", "'")]),
        ("cafe\u0301 noir", "caf\u00e9 noir", [("e\u0301", "\u00e9")]),
        ("line one\r\nline two\r\n", "line one\nline two\n", [("\r", ""), ("\r", "")]),
        ("heart failure is", "cardiac arrest is", [("heart", "cardiac"), ("failure", "arrest")]),
        ("high blood pressure is", "HTN is", [("high blood pressure", "HTN")]),
    ],
)
def test_small_repairs_are_small_edits(
    before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert _edits(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Share Tweet CafÃ© is", "Café is", [("Share Tweet ", ""), ("Ã©", "é")]),
        (
            "Skip to content\n&ldquo;We",
            "\u201cWe",
            [("Skip to content\n", ""), ("&ldquo;", "\u201c")],
        ),
        (
            "&hellip;\nRead more: here\nIt",
            "\u2026 It",
            [("&hellip;\n", "\u2026 "), ("Read more: here\n", "")],
        ),
        ("one Share\ntwo", "one\ntwo", [(" Share", "")]),
        ("one\tShare two", "one\n\ntwo", [("\t", "\n\n"), ("Share ", "")]),
        ("one.Share two", "one.\n\ntwo", [("Share", ""), (" ", "\n\n")]),
        ("one.Share,two", "one.\ntwo", [("Share,", ""), ("", "\n")]),
    ],
)
def test_what_is_only_removed_has_an_edit_of_its_own(
    before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert _edits(before, after) == expected


def test_moved_text_is_removed_and_inserted() -> None:
    first, second = "Background of this long study. ", "Results. "

    assert _edits(first + second, second + first) == [("", "Results. "), ("Results. ", "")]


def test_letters_that_agree_by_chance_are_not_kept() -> None:
    before = "Sign up for our newsletter and get the best stories"

    assert _edits(before + " today", "[image] today") == [(before, "[image]")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x " + "a " * 100_000 + "y", "z " + "a " * 99_990 + "w"),
        ("b" + "a" * 1_000_000 + "c", "d" + "a" * 999_990 + "e"),
        ("b" + ".," * 30_000 + "c", "d" + ".," * 29_990 + "e"),
        ("<p>" * 30_000, "\n" * 30_000),
        (" \n" * 100_000 + "a", "\n " * 100_000 + "b"),
        (" ".join(map(str, range(30_000))), " ".join(map(str, reversed(range(30_000))))),
    ],
    ids=["equal words", "one word", "punctuation", "tags", "white space", "reversed"],
)
def test_hostile_texts_are_compared_in_bounded_time(before: str, after: str) -> None:
    assert len(_edits(before, after)) <= 3


def _scraped(text: str, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Damage a text as scrapers do; return it and where each character of the text is in it."""
    chrome = ["Skip to main page content\n", "Leave a Reply\n", " - DOI - PMC - PubMed", "Share\n"]
    raw, places, size = [], [], 0
    for line in text.splitlines(keepends=True):
        if rng.random() < 0.3:
            raw.append(rng.choice(chrome))
            size += len(raw[-1])
        for letter in line:
            damaged = letter
            if rng.random() < 0.02:
                damaged = {" ": "  ", "'": "â€™", ".": "..", "é": "Ã©"}.get(letter, letter + "-\n")
            raw.append(damaged)
            places.append((size, size + len(damaged)))
            size += len(damaged)
    return "".join(raw), places


def _article(rng: random.Random, sentences: int) -> str:
    """Write an article of Zipf-distributed words, so that many repeat."""
    letters = "etaoinshrdlucmfé"
    lexicon = ["".join(rng.choices(letters, k=rng.randint(2, 11))) for _ in range(1_500)]
    weights = [1 / rank for rank in range(1, len(lexicon) + 1)]
    written = [
        " ".join(rng.choices(lexicon, weights, k=rng.randint(5, 25))).capitalize() + "."
        for _ in range(sentences)
    ]
    return "".join(sentence + rng.choice([" ", " ", "\n"]) for sentence in written)


def test_characters_are_led_back_to_where_they_were() -> None:
    rng = random.Random(7)  # noqa: S311 - noise, not secrets
    right = total = gone = told = 0
    for _ in range(3):
        text = unicodedata.normalize("NFC", _article(rng, sentences=200))
        raw, places = _scraped(text, rng)
        edits = edits_between(raw, text, reason="scrape")
        alignment = Alignment.from_edits(edits, len(raw))
        for place, (start, end) in enumerate(places):
            span = alignment.raw_span(place, place + 1)
            if not text[place].isspace():
                total += 1
                right += span is not None and start <= span[0] < span[1] <= end
        gone += len(raw) - sum(end - start for start, end in places)
        identity = Alignment.identity(len(raw))
        told += sum(end - start for start, end, _ in removed_spans(edits, identity))

    assert right / total >= 0.995
    assert told >= 0.995 * gone
