from __future__ import annotations

import pytest

from opsonin_plugins.taggers.matching.abbreviations import find_definitions
from runaway import must_end


def found(text: str) -> list[tuple[str, str]]:
    return [(d.short, text[d.long_start : d.long_end]) for d in find_definitions(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "patients with systemic lupus erythematosus (SLE) had",
            "SLE",
            "systemic lupus erythematosus",
        ),
        ("the androgen receptor (AR; encoded by X) binds", "AR", "androgen receptor"),
        ("heat shock protein 70 [HSP70]", "HSP70", "heat shock protein 70"),
        ("\u0130\u0130 natural killer (NK) cells", "NK", "natural killer"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert found(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "lupus (see below) and",
        "no such words (XYZ)",
        "first sentence. Second (FS)",
        "the group (2020) found",
        "(SLE)",
        "in lower case (abc)",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert found(text) == []


def test_bait_takes_linear_time() -> None:
    with must_end():
        find_definitions("(A" * 80_000 + "word " * 80_000 + "(ABCDEFGHI)" * 20_000)
