from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.wrapping import wrap_edits
from runaway import must_end

PROSE = (
    "We examined whether early mobilisation of patients was associated with mortality in a "
    "regional cohort of adults who had been admitted to one of nine hospitals. None of the nine "
    "hospitals had taken part in an earlier study. Those who had been admitted twice "
    "were counted once."
)


def joined(text: str) -> str:
    return apply_edits(text, wrap_edits(text)[0])


def with_cut(first: str, second: str, also: str = "") -> str:
    """Return wrapped prose with a word that a line end cuts."""
    lines = textwrap.wrap(PROSE, 72)
    lines[1] += f" {first}"
    lines[2] = f"{second} {lines[2]}"
    lines[-1] += f" {also}."
    return "\n".join(lines)


@pytest.mark.parametrize("width", [50, 72])
def test_wrapped_prose_becomes_one_line(width: int) -> None:
    wrapped = textwrap.fill(PROSE, width)
    assert joined(wrapped) == PROSE
    assert joined(f"A title\n\n{wrapped}\n\n{wrapped}") == f"A title\n\n{PROSE}\n\n{PROSE}"
    assert {edit.reason for edit in wrap_edits(wrapped)[0]} == {"line_end"}


@pytest.mark.parametrize(
    ("first", "second", "also", "expected"),
    [
        ("hospi-", "talisation", "hospitalisation", " hospitalisation "),
        ("long-", "term", "long-term", " long-term "),
        ("infec-", "tion", "", " infection "),
        ("voltage-", "gated", "", " voltage-gated "),
        ("medium-", "sized", "", " medium-sized "),
        ("age-", "related", "", " age-related "),
        ("COVID-", "19", "", " COVID-19 "),
        ("pre-", "and postnatal", "", " pre- and postnatal "),
        ("not all \u2013", "but most", "", " all \u2013 but "),
    ],
)
def test_cut_words_become_what_they_were(first: str, second: str, also: str, expected: str) -> None:
    text = joined(with_cut(first, second, also))
    assert expected in text
    assert "\n" not in text


def test_words_that_may_have_a_hyphen_keep_it_and_are_flagged() -> None:
    text = with_cut("immuno-", "suppressed")
    edits, [flag] = wrap_edits(text)
    assert " immuno-suppressed " in apply_edits(text, edits)
    assert text[flag.start : flag.end] == "immuno-\nsuppressed"
    assert flag.columns["kind"] == "hyphenation"
    assert wrap_edits(with_cut("infec-", "tion"))[1] == []


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(["roses are red and violets", "are blue and sugar is sweet"] * 3),
        "\n".join(
            f"Patient {n}: one short entry of a list that stands alone here" for n in range(9)
        ),
        "\n".join(f"- an item of a list that goes on for as long as line {n}" for n in range(9)),
        "\n".join(
            f"    if (a_long_name == {n}) return the_other_long_name_of({n});" for n in range(9)
        ),
        "\n".join(f"some diet of oats     {n}12     {n}45     a further column" for n in range(9)),
        "\n".join([PROSE, PROSE.lower()] * 3),
    ],
)
def test_lines_that_are_meant_stay(text: str) -> None:
    assert wrap_edits(text) == ([], [])


def test_paragraphs_without_a_blank_line_and_headings_stay_apart() -> None:
    wrapped = textwrap.fill(PROSE, 72)
    text = f"Methods\n{wrapped}\n{wrapped}\n1. {wrapped}"
    assert joined(text) == f"Methods\n{PROSE}\n{PROSE}\n1. {PROSE}"


@given(st.lists(st.sampled_from(["word", "re-", "tion", "a.", "  ", "\n", "\n\n", "(b)", "\t"])))
def test_only_white_space_and_hyphens_at_line_ends_change(parts: list[str]) -> None:
    text = "".join(f"{part} {'x' * 44}" if part == "word" else part for part in parts)
    edits, flags = wrap_edits(text)
    assert all(left.end <= right.start for left, right in pairwise(edits))
    for edit in edits:
        assert text[edit.start : edit.end].strip() in {"", "-"}
        assert "\n" in text[edit.start : edit.end]
    assert all(text[flag.start : flag.end].strip() for flag in flags)


@pytest.mark.parametrize(
    "bait", ["a-\n", "word word word word word word word word word\n", " \n", "-"]
)
def test_long_bait_ends(bait: str) -> None:
    with must_end():
        wrap_edits(bait * 50_000)


def test_short_paragraphs_of_one_width_prove_each_other_wrapped() -> None:
    paragraphs = [textwrap.fill(PROSE[:150] + ".", 72), textwrap.fill(PROSE[-160:], 72)]
    text = "\n\n".join(paragraphs)
    assert joined(text) == "\n\n".join(" ".join(one.split("\n")) for one in paragraphs)


def test_one_short_paragraph_proves_nothing() -> None:
    text = f"{textwrap.fill(PROSE[:100] + '.', 72)}\n\nA line of its own."
    assert joined(text) == text
