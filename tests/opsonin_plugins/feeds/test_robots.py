from __future__ import annotations

import pytest

from opsonin_plugins.feeds.robots import robots_of
from runaway import must_end

TEXT = """\
User-agent: other
Disallow: /

User-Agent: *   # everybody
Disallow: /private
Allow: /private/open$
Disallow: /*.pdf
Disallow: /search?*q=
Crawl-delay: 2.5
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [
        *(("/", True), ("/private", False), ("/private/a", False), ("/private/open", True)),
        *(("/private/open/a", False), ("/a.pdf", False), ("/a.pdf?x", False), ("/a.html", True)),
        *(("/search?a=1&q=2", False), ("/search", True)),
    ],
)
def test_longest_rule_holds(path: str, is_allowed: bool) -> None:  # noqa: FBT001
    assert robots_of(TEXT).allow(path) is is_allowed


def test_rules_that_name_us_hold_instead_of_those_for_all() -> None:
    rules = robots_of(TEXT + "\nUser-agent: Opsonin\nUser-agent: more\nDisallow: /mine\n")
    assert rules.allow("/private")
    assert not rules.allow("/mine/a")
    assert rules.delay_s == 0.0


def test_pause_is_read() -> None:
    assert robots_of(TEXT).delay_s == 2.5


@pytest.mark.parametrize("text", ["", "<html>", "Disallow: /", "User-agent: *\nDisallow:\n"])
def test_what_says_nothing_allows_everything(text: str) -> None:
    assert robots_of(text).allow("/a")


def test_group_without_rules_for_us_allows_everything() -> None:
    assert robots_of("User-agent: *\nDisallow: /\n\nUser-agent: opsonin\nAllow: /\n").allow("/a")


def test_many_wildcards_take_no_time() -> None:
    rules = robots_of("User-agent: *\nDisallow: " + "/*a" * 300 + "b\n")
    with must_end():
        assert not rules.allow("/a" * 900)
