from __future__ import annotations

import pytest

from opsonin_plugins.taggers.people.capitals import find_runs


def _runs(text: str) -> list[str]:
    return [text[run.start : run.end] for run in find_runs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("However, Jane Doe said so.", ["Jane Doe"]),
        ("In June Ludwig van der Rohe met J. K. Roe.", ["Ludwig van der Rohe", "J. K. Roe"]),
        ("Doe\u2019s team; O\u2019Neil-Smith", ["Doe", "O\u2019Neil-Smith"]),
        ("Jane\nDoe", ["Jane", "Doe"]),
        ("iPhone mRNA xDoe", []),
        ("the U.S. Senate", ["U.S. Senate"]),
    ],
)
def test_runs_are_cut_at_words_of_no_name(text: str, expected: list[str]) -> None:
    assert _runs(text) == expected


def test_words_of_a_run_slice() -> None:
    text = "Then Dr. Jane van Doe left"
    (run,) = find_runs(text)
    assert [text[start:end] for start, end in run.words] == list(run.texts)
    part = run.part(1, 3)
    assert (text[part.start : part.end], part.texts) == ("Jane van", ("Jane", "van"))
