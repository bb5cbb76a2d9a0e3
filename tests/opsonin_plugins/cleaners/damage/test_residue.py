from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.cleaners.damage.page import Page
from opsonin_plugins.cleaners.damage.residue import residue
from runaway import must_end

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "kind", "hit"),
    [
        ("endless lockdowns-hopeless times", "glued", "lockdowns-hopeless"),
        ("the virus-which is new", "glued", "virus-which"),
        ("one ofthe cells", "glued", "ofthe"),
        ("it rose,and fell", "glued", "rose,and"),
        ("the disease,Scientists say", "glued", "disease,Scientists"),
        ("he was ill.But he rose", "glued", "ill.But"),
        ("users of linkedIn were asked", "", ""),
        ("it wasn\ufffdt there", "mojibake", "\ufffd"),
        ("it don?t work", "mojibake", "on?t"),
        ("it rose\u3002 It fell", "full_width", "\u3002"),
        ("it rose,, and fell", "punctuation", ",,"),
        ("it rose ,and fell", "punctuation", ","),
        ("the exam- ination ended", "", ""),
        ("the infec- tion ended", "hyphenation", "infec- tion"),
    ],
)
def test_residue_is_found(found: Found, text: str, kind: str, hit: str) -> None:
    hits = found(residue, text)
    assert hits == ([(kind, hit)] if kind else [])


@pytest.mark.parametrize(
    "text",
    [
        "news-worthy, sales-able and series-less items; virus-less air",
        "short- and long-term, pre- or post-natal, over-the-counter",
        "Is it? says he. Roe et al., 2019, and so on...",
        "1,000 cases; N,N-dimethyl and cis,trans forms",
        "\u4e2d\u6587\u3002\u4e2d\u6587",
        "x.org/?s=1 and a::b",
    ],
)
def test_ordinary_signs_are_left_alone(found: Found, text: str) -> None:
    assert found(residue, text) == []


@pytest.mark.parametrize("bait", ["a" * 400_000, "as-" * 120_000, "a, " * 120_000, "a- " * 120_000])
def test_bait_takes_linear_time(bait: str) -> None:
    with must_end():
        list(residue(Page(bait, [(0, len(bait))])))
