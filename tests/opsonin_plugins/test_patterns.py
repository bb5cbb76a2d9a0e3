"""Every regular expression of every built-in component takes time that grows with its text."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

pytestmark = pytest.mark.slow

PACKAGE = "opsonin_plugins"
SENTENCE = "In a study of 659 patients with severe COVID-19, 23 (3.5%) carried autoantibodies. "
#: A character or two again and again, as hostile files have them.
BAITS: Mapping[str, str] = {
    "digits": "1" * 16_000,
    "dots": "1.2,3.4,5;" * 1_600,
    "commas": "," * 16_000,
    "brackets": "[" * 16_000,
    "round": "(((" * 5_400,
    "letters": "a" * 16_000 + "!",
    "capitals": "ABC" * 5_400,
    "addresses": "a@" * 8_000,
    "dashes": "-" * 16_000,
    "blanks": "x" + " " * 16_000 + "x",
    "lines": "\n" * 16_000 + "x",
    "authors": "Smith A, " * 1_800,
    "quotes": "\u201c" * 8_000 + '"' * 8_000,
    "p_values": "p = 0." + "0" * 16_000 + "1",
    "urls": "http://" * 2_300,
    "years": "(2020)" * 2_700,
    "dois": "10.1038/" + "a.-_;()/:" * 1_800,
    "initials": "A. " * 5_400,
    "prose": SENTENCE * 200,
}
#: Patterns that are given short strings alone: the most characters of them, from the code.
SHORT: Mapping[str, int] = {
    # Those without a name have that of their module.
    "cleaners.citations:": 160,
    "cleaners.citations._AUTHOR": 160,
    "cleaners.datelines._AGENCY_FIRST": 200,
    "cleaners.datelines._CAPITALS": 200,
    "cleaners.datelines._DAY_IN_BRACKETS": 200,
    "cleaners.datelines._NAME": 200,
    "cleaners.datelines._PLACE_AND_DATE": 200,
    "cleaners.datelines._PLACE_FIRST": 200,
    "cleaners.datelines._PRESS": 200,
    "cleaners.foreign_datelines._PAPER_FIRST": 200,
    "cleaners.foreign_datelines._PLACE_DAY": 200,
    # It is matched at the start of a line, in a row of others.
    "cleaners.markdown._COMMENT": 2_100,
    "cleaners.post_lines._CUT": 180,
    "cleaners.reference_marks._BRACKETED": 400,
    "cleaners.reference_marks._DASHED": 400,
    # An operator's own pattern.
    "sources.globs:": 1_000,
    "taggers.matching.coordination._PART": 200,
    "taggers.people.organisations._OF_GROUP": 60,
    "taggers.quantities.lookalikes._NAME_BEFORE": 30,
}
#: What makes a pattern of words that it is given, when it is given them.
MADE_LATER = {
    "cleaners.content.reading:",
    "cleaners.damage.people.pattern",
    "cleaners.furniture.finding:",
    "cleaners.reference_marks:",
    "sources.globs:",
    "sources.xml_splitting.opening",
    "sources.xml_splitting:",
    "taggers.citations.prose:",
    "taggers.dates.months:",
    "taggers.dates.years:",
    "taggers.matching.eponyms:",
    "taggers.matching.translated:",
    "taggers.quotes.resolving.noun",
}
#: Four times the text takes less than so many times as long: 16 would be quadratic.
MOST = 8.0
#: What is done in less CPU time than this is not looked at closer.
_QUICK_S, _LIMIT_S = 0.004, 1.0


class _TooLongError(Exception):
    """A search has had its time."""


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _LIMIT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cost(use: Callable[[str], object], text: str) -> float:
    """Return the CPU seconds of a search, at most about the limit."""
    began = time.process_time()
    try:
        with _limited():
            use(text)
    except _TooLongError:
        return 2 * MOST * _LIMIT_S
    return time.process_time() - began


def is_linear(use: Callable[[str], object], bait: str) -> bool:
    """Tell whether four times the text takes about four times as long, in one of three trials."""
    for _ in range(3):
        small = cost(use, bait[: len(bait) // 4])
        if small < _QUICK_S:
            return True
        if small < _LIMIT_S and cost(use, bait) < MOST * small:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Use:
    """A pattern, where it stands, and what is done with it.

    Attributes:
        name: Its module and variable, or its line.
        pattern: What it is.
        scans: Whether it is searched for, and not only matched at one place.
    """

    name: str
    pattern: re.Pattern[Any]
    scans: bool

    def __call__(self, text: str) -> None:
        """Do with a text what components do."""
        given = text.encode() if isinstance(self.pattern.pattern, bytes) else text
        if self.scans:
            for _ in self.pattern.finditer(given):
                pass
        else:
            self.pattern.match(given)
            self.pattern.fullmatch(given)


@pytest.fixture(scope="module")
def sites() -> list[dict[str, Any]]:
    """All places of the package that compile a pattern."""
    program = str(Path(__file__).parents[1] / "pattern_sites.py")
    done = subprocess.run([sys.executable, program, PACKAGE], capture_output=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    for site in found:
        site["name"] = re.sub(r"(?<=:)\d+\Z", "", site["name"].removeprefix(f"{PACKAGE}."))
    return found


@pytest.fixture(scope="module")
def uses(sites: list[dict[str, Any]]) -> list[Use]:
    return [
        Use(
            site["name"],
            re.compile(pattern.encode("latin-1") if is_bytes else pattern, flags),
            site["scans"],
        )
        for site in sites
        for pattern, flags, is_bytes in site["patterns"]
    ]


def test_no_pattern_is_overlooked(sites: list[dict[str, Any]]) -> None:
    assert {site["name"] for site in sites if not site["patterns"]} == MADE_LATER
    assert len(sites) > 700


def test_every_pattern_is_linear_on_baits(uses: list[Use]) -> None:
    found = []
    for use in uses:
        for bait, text in BAITS.items():
            if use.name in SHORT:
                is_good = cost(use, text[: SHORT[use.name]]) < _LIMIT_S
            else:
                is_good = is_linear(use, text)
            if not is_good:
                found.append(f"{use.name} on {bait}: {use.pattern.pattern!r:.60}")
    assert found == []


def test_short_strings_are_given_to_patterns_that_are_there(uses: list[Use]) -> None:
    assert SHORT.keys() <= {use.name for use in uses}
