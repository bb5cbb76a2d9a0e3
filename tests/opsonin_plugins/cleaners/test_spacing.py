from __future__ import annotations

import pytest

from opsonin import Edit
from opsonin_plugins.cleaners.spacing import spacing_edits


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
        (
            "A small study in the journal  looked at twelve women who had fasted for long.",
            "A small study in the journal looked at twelve women who had fasted for long.",
        ),
    ],
)
def test_stray_spaces_are_taken_out(text: str, wanted: str) -> None:
    assert mended(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "le taux : 5 %",
        "run . /script",
        "a  b  c",
        "Name      Age      Dose      Result  of  it all",
    ],
)
def test_spaces_that_may_be_meant_stay(text: str) -> None:
    assert mended(text) == text
