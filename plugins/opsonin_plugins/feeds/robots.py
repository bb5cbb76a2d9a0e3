"""What a host's robots.txt allows.

Source: RFC 9309, "Robots Exclusion Protocol"; ``Crawl-delay`` is no part of it, but common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

#: Name by which a robots.txt speaks to us.
AGENT = "opsonin"
MAX_BYTES = 500 * 1024
"""What is read of a robots.txt. Source: RFC 9309, 2.5."""
_LINE = re.compile(r"\s*([A-Za-z-]{1,40})\s*:\s*([^#]*)")
#: Longer patterns, or ones with more wildcards, are taken up to there.
_MAX_PATTERN, _MAX_WILDCARDS = 1_000, 20
_KEPT = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of a host for us.

    Attributes:
        rules: Patterns of paths, with whether they are allowed.
        delay_s: Seconds between two requests.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float = 0.0

    def allow(self, path: str) -> bool:
        """Tell whether a path may be asked for: the longest rule holds, of equals the one for it.

        >>> Robots((("/a", False), ("/a/b", True))).allow("/a/b/c")
        True
        """
        found = [(len(rule), is_allowed) for rule, is_allowed in self.rules if _fits(rule, path)]
        return max(found, default=(0, True))[1]


def robots_of(text: str, agent: str = AGENT) -> Robots:
    """Return the rules for an agent: those that name it, else those for all.

    Args:
        text: The robots.txt.
        agent: Its name.
    """
    named: list[tuple[str, str]] = []
    general: list[tuple[str, str]] = []
    is_named = False
    for agents, lines in _groups(text):
        if agent in agents:
            is_named = True
            named += lines
        elif "*" in agents:
            general += lines
    lines = named if is_named else general
    rules = tuple(
        (quote(value[:_MAX_PATTERN], safe=_KEPT), name == "allow")
        for name, value in lines
        if name in ("allow", "disallow") and value
    )
    return Robots(
        rules, max((_seconds(v) for name, v in lines if name == "crawl-delay"), default=0)
    )


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[str, str]]]]:
    """Yield groups of rules, each with the agents that it speaks to, in small letters."""
    agents: set[str] = set()
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        name, value = found[1].lower(), found[2].strip()
        if name == "user-agent":
            if lines:
                yield agents, lines
                agents, lines = set(), []
            agents.add(value.lower())
        elif agents and name in ("allow", "disallow", "crawl-delay"):
            lines.append((name, value))
    yield agents, lines


def _seconds(value: str) -> float:
    found = re.match(r"[0-9]{1,6}(?:\.[0-9]{1,3})?", value)
    return float(found[0]) if found else 0.0


def _fits(rule: str, path: str) -> bool:
    """Tell whether a pattern with ``*`` and ``$`` fits the start of a path; in linear time."""
    is_whole = rule.endswith("$")
    first, *rest = rule.removesuffix("$").split("*")[: _MAX_WILDCARDS + 1]
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(rest, start=1):
        if is_whole and number == len(rest):
            return len(path) - len(part) >= at and path.endswith(part)
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at == len(path) or not is_whole
