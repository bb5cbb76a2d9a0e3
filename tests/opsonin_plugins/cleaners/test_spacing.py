from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin import Edit
from opsonin_plugins.cleaners.signs import may_hold
from opsonin_plugins.cleaners.spacing import SPACING_SIGN, spacing_edits
from runaway import must_end


def mended(text: str) -> str:
    for edit in sorted(spacing_edits(text), key=lambda one: one.start, reverse=True):
        assert edit == Edit(edit.start, edit.end, "", "stray_space")
        text = text[: edit.start] + text[edit.end :]
    return text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("raises BDNF , a factor", "raises BDNF, a factor"),
        ("in 40 people ( all women ), too", "in 40 people (all women), too"),
        ("it fell . The rest", "it fell. The rest"),
        ("It hurts the patient .", "It hurts the patient."),
        ("Last year , and 5 % , too", "Last year, and 5 %, too"),
        ("She said : it works", "She said: it works"),
        (
            "A small study in the journal  looked at twelve women who had fasted for long.",
            "A small study in the journal looked at twelve women who had fasted for long.",
        ),
    ],
)
def test_stray_spaces_are_taken_out(text: str, wanted: str) -> None:
    assert mended(text) == wanted
    assert may_hold(pa.array([text]), SPACING_SIGN) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "le taux : 5 %",
        "run . /script",
        "It is available at .",
        "as described by the , which",
        "a .NET library and p < .05",
        "wait . . . what",
        "a  b  c",
        "Name      Age      Dose      Result  of  it all",
    ],
)
def test_spaces_that_may_be_meant_stay(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    "bait", [" ." * 200_000, "word , " * 80_000, "said :" * 80_000, "( " * 200_000]
)
def test_bait_takes_linear_time(bait: str) -> None:
    with must_end():
        list(spacing_edits(bait))
