from __future__ import annotations

import pytest

from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.punctuation import punctuation_edits
from runaway import must_end


def mended(text: str) -> str:
    edits = sorted(punctuation_edits(text), key=lambda edit: edit.start)
    return apply_edits(text, edits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 5% and 18%,and more", "between 5% and 18%, and more"),
        ("the brigades,made up of ten", "the brigades, made up of ten"),
        (
            "On March 9\uff0cTea Inc\uff08TEA\uff09rose\u3002It",
            "On March 9, Tea Inc (TEA) rose. It",
        ),
        ("a rate of 1\uff0c200", "a rate of 1,200"),
        ('"He said so."\u3002She did not.\u3002', '"He said so." She did not.'),
    ],
)
def test_signs_are_set_right(text: str, expected: str) -> None:
    assert mended(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "f(data,and) = x",
        "\u4ed6\u8bf4\uff0c\u5f88\u597d\u3002",
        "\u3000\u3000Tea",
        "N,N-dimethyl and 1,2-diol",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert mended(text) == text


def test_bait_takes_linear_time() -> None:
    with must_end():
        for bait in ("\uff0c" * 400_000, "abcd,and" * 80_000):
            list(punctuation_edits(bait))
