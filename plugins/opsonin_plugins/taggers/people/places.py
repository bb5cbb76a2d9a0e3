"""Which runs name places."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from opsonin_plugins.taggers.people.capitals import Range, Run
from opsonin_plugins.taggers.people.gazetteer import ALIASES, PLACES, REALMS, SMALL
from opsonin_plugins.taggers.people.words import NO_PERSON
from opsonin_plugins.taggers.word_lists import word_set

_IN = re.compile(r"(?:\b(?:in|near|from|at|outside|of|around)(?: the)?|,|\() \Z")
_IN_ONLY = re.compile(r",? in(?: the)? \Z")
#: Before names of countries that lost their capital: "in the netherlands".
_BEFORE_SMALL = re.compile(r"\b(?:in|from|across|throughout)(?: the)? \Z")
#: Words of no person's name that names of cities begin or end with.
_CITY_WORDS = word_set(
    """
    New Old Great Saint San Los Las Santa Fort Port Cape El North South East West City Island
    Beach Bay Lake Mount Park Valley River County Upper Lower Big Grand
    """
)
#: No name of a city has more words; how far before a run is looked at, in code points.
_MAX_WORDS, _BEFORE = 3, 16
#: " throughout the " is the longest of what stands before a name in small letters.
_LONGEST = 16


def find_places(
    text: str,
    runs: Sequence[Run],
    marked: Iterable[int],
    free: set[int],
    organisations: Sequence[Range],
    dateline: str | None,
) -> Iterator[tuple[Range, int]]:
    """Yield names of places.

    Args:
        text: The text.
        runs: All its runs, in order.
        marked: The places of runs of several words, and of those that are `PLACES`.
        free: The places of those that name nothing else.
        organisations: Where organisations are named; "in" and a run after one is a place.
        dateline: Where the document says that it was written.

    Yields:
        Where the name stands, and the place of its run.
    """
    realms: set[int] = set()
    found: set[int] = set()
    for place in marked:
        name = text[runs[place].start : runs[place].end]
        if name in PLACES or name == dateline:
            found.add(place)
            if name in REALMS:
                realms.add(place)
    in_realms = {place - 1 for place in realms if _is_joined(text, runs, place)}
    ends = {end for _, end in organisations}
    after = {bisect_left(runs, end, key=lambda run: run.start) for end in ends}
    for place in (in_realms | after) - found:
        if place < len(runs) and _is_city(text, runs[place], ends, in_realm=place in in_realms):
            found.add(place)
    for place in sorted(found & free):
        yield (runs[place].start, runs[place].end), place


def small_places(text: str, words: Sequence[Range]) -> Iterator[Range]:
    """Yield names of countries in small letters.

    Args:
        text: The text.
        words: Where words stand that may be such names, in order.
    """
    for start, end in words:
        is_word = text[start:end] in SMALL and text[end : end + 1] != "_"
        if is_word and _BEFORE_SMALL.search(text, max(0, start - _LONGEST), start):
            yield start, end


def place_name(name: str) -> str:
    """Return what a place is usually called."""
    name = ALIASES.get(name, name)
    return name if name[:1].isupper() else name.capitalize()


def _is_joined(text: str, runs: Sequence[Run], place: int) -> bool:
    """Tell whether a comma joins a run to the one before it: "Erlangen, Germany"."""
    return place > 0 and text[runs[place - 1].end : runs[place].start] == ", "


def _is_city(text: str, run: Run, organisations: set[int], *, in_realm: bool) -> bool:
    """Tell whether a run is a city by what stands before it.

    Args:
        text: The text.
        run: The run.
        organisations: Where names of organisations end.
        in_realm: Whether a country or state follows.
    """
    if len(run.texts) > _MAX_WORDS or run.texts[-1].isupper():
        return False
    if any(word in NO_PERSON and word not in _CITY_WORDS for word in run.texts):
        return False
    before = text[max(0, run.start - _BEFORE) : run.start]
    if not _IN.search(before):
        return False
    return in_realm or any(
        end in organisations and _IN_ONLY.match(text[end : run.start])
        for end in range(max(0, run.start - 9), run.start)
    )
