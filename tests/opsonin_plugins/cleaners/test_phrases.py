from __future__ import annotations

import pytest

from opsonin_plugins.cleaners import phrases
from opsonin_plugins.cleaners.lines import MAX_KEY_CHARS, key_of

LISTS = {
    name: value for name, value in vars(phrases).items() if isinstance(value, frozenset | tuple)
}


@pytest.mark.parametrize("name", sorted(LISTS))
def test_phrases_are_written_as_lines_are_compared(name: str) -> None:
    assert LISTS[name]
    assert [one for one in LISTS[name] if key_of(one.strip()) != one.strip()] == []


@pytest.mark.parametrize(
    "line",
    [
        "privacy policy | e-mail",
        "terms of use | opt-out choices | ad-choices / cookies",
        "contact us - advertise - careers at our company",
        "about us|privacy policy|contact",
        "share this on facebook",
        "copyright 2020 the daily bugle",
        "3 min read",
        "12 comments",
    ],
)
def test_line_of_a_site_is_known(line: str) -> None:
    assert phrases.SITE_LINE.fullmatch(line)


@pytest.mark.parametrize(
    "line",
    [
        "about us",
        "about us-based doctors who say that so many patients wait too long for their treatment",
        "we use cookies to bake in our kitchen",
        "12 comments were made by the reviewers",
        "read more about it. it helps.",
    ],
)
def test_line_of_prose_is_none_of_a_site(line: str) -> None:
    assert phrases.SITE_LINE.fullmatch(line) is None


def test_breadcrumb_has_two_steps_at_least() -> None:
    assert phrases.BREADCRUMB.fullmatch("home > health > heart")
    assert phrases.BREADCRUMB.fullmatch("you are here: home / news")
    assert phrases.BREADCRUMB.fullmatch("home") is None
    assert phrases.BREADCRUMB.fullmatch("home is where the heart is") is None


@pytest.mark.parametrize("step", [" -aa", "-aa", " / aa", "- -", " > aa", "> >", " || ", "\u00a9 "])
@pytest.mark.parametrize("start", ["privacy policy", "home", "copyright", "read more: "])
def test_long_bait_is_read_in_one_way(start: str, step: str) -> None:
    # A pattern that can read it in several ways would not come to an end.
    bait = (start + step * MAX_KEY_CHARS)[: MAX_KEY_CHARS - 1] + "\n"
    for pattern in (phrases.SITE_LINE, phrases.BREADCRUMB, phrases.URL_LINE):
        assert pattern.fullmatch(bait) is None
