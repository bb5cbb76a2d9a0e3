from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.matching.folding import fold


def words(text: str) -> list[str]:
    folded = fold(text)
    return [
        folded.letters[start:end].tobytes().decode("ascii", "replace")
        for start, end in zip(folded.starts, folded.ends, strict=True)
    ]


def covered(text: str) -> list[str]:
    folded = fold(text)
    spans = zip(folded.text_starts.tolist(), folded.text_ends.tolist(), strict=True)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Autoantibodies", "autoantibody"),
        ("auto-antibodies", "autoantibodies"),
        ("metastases", "metastasis"),
        ("diagnoses", "diagnosis"),
        ("viruses", "virus"),
        ("lymphomas", "lymphoma"),
        ("tumours", "tumor"),
        ("haemorrhage", "hemorrhage"),
        ("oesophagus", "esophagus"),
        ("sulphate", "sulfate"),
        ("immunisation", "immunization"),
        ("type I interferon", "type 1 interferon"),
        ("Phase III", "phase 3"),
        ("TNF-\u03b1", "TNF-alpha"),
        ("interferon alfa", "interferon alpha"),
        ("Crohn's disease", "Crohn disease"),
        ("Crohn\u2019s disease", "Crohn disease"),
        ("caf\u00e9", "cafe"),
        ("cafe\u0301", "cafe"),
        ("CO\u2082", "CO2"),
        ("COVID\u00ad-19", "covid 19"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one).letters.tobytes() == fold(other).letters.tobytes()


@pytest.mark.parametrize(
    ("one", "other"),
    [("AIDS", "aid"), ("gas", "ga"), ("pancreas", "pancrea"), ("I am", "1 am"), ("lupus", "lupu")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one).letters.tobytes() != fold(other).letters.tobytes()


def test_letters_and_digits_are_separate_words() -> None:
    assert words("CD19+ B cells") == ["cd", "19", "b", "cell"]


def test_spans_cover_the_endings_that_fold_away() -> None:
    text = "viruses, tumours"
    assert covered(text) == ["viruses", "tumours"]


def test_offsets_hold_where_lower_case_is_longer_than_the_letter() -> None:
    text = "\u0130\u0130 \u00df \U0001f600 cafe\u0301s lupus"
    assert len(text.lower()) > len(text)
    assert covered(text) == ["\u0130\u0130", "\u00df", "cafe\u0301s", "lupus"]


def test_a_mark_belongs_to_the_letter_before_it() -> None:
    text = "cafe\u0301 x"
    assert covered(text)[0] == "cafe\u0301"


def test_numerals_are_not_folded_across_lines() -> None:
    assert words("blood type\nI went") == ["blood", "type", "i", "went"]


def test_signs_of_units_with_a_number_are_gaps() -> None:
    assert words("30 mg/㎡ of dexamethasone") == ["30", "mg", "of", "dexamethasone"]


@given(st.text(max_size=60))
@example("㍸")
@settings(max_examples=150, deadline=None)
def test_words_lie_in_order_inside_the_text(text: str) -> None:
    folded = fold(text)
    assert (folded.text_starts < folded.text_ends).all()
    assert (folded.text_ends[:-1] <= folded.text_starts[1:]).all()
    assert (folded.starts < folded.ends).all()
    assert int(folded.text_ends.max(initial=0)) <= len(text)
    assert np.array_equal(folded.ends[:-1], folded.starts[1:])


@given(st.lists(st.text("abcdeE sS'\u00e9\u03b1-", max_size=8), max_size=6))
@settings(max_examples=100, deadline=None)
def test_lines_fold_independently(lines: list[str]) -> None:
    together = fold("\n".join(lines)).letters.tobytes()
    assert together == b"".join(fold(line).letters.tobytes() for line in lines)
