"""Which runs name places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.people.capitals import Range, Run
from opsonin_plugins.taggers.people.gazetteer import ALIASES, PLACES, REALMS, SMALL
from opsonin_plugins.taggers.people.words import NO_PERSON
from opsonin_plugins.taggers.word_lists import word_set

_IN = re.compile(r"(?:\b(?:in|near|from|at|outside|of|around)(?: the)?|,|\() \Z")
_IN_ONLY = re.compile(r",? in(?: the)? \Z")
#: Names of countries that lost their capital: "in the netherlands".
_SMALL = re.compile(r"\b(?:in|from|across|throughout)(?: the)? ([a-z]{4,15})\b")
#: Words of no person's name that names of cities begin or end with.
_CITY_WORDS = word_set(
    """
    New Old Great Saint San Los Las Santa Fort Port Cape El North South East West City Island
    Beach Bay Lake Mount Park Valley River County Upper Lower Big Grand
    """
)
#: No name of a city has more words; how far before a run is looked at, in code points.
_MAX_WORDS, _BEFORE = 3, 16


def find_places(
    text: str,
    runs: Sequence[Run],
    free: set[int],
    organisations: Sequence[Range],
    dateline: str | None,
) -> Iterator[tuple[Range, int]]:
    """Yield names of places.

    Args:
        text: The text.
        runs: All its runs, in order.
        free: The places of those that name nothing else.
        organisations: Where organisations are named; "in" and a run after one is a place.
        dateline: Where the document says that it was written.

    Yields:
        Where the name stands, and the place of its run.
    """
    ends = {end for _, end in organisations}
    for place in sorted(free):
        run = runs[place]
        name = text[run.start : run.end]
        if name in PLACES or name == dateline or _is_city(text, runs, place, ends):
            yield (run.start, run.end), place


def small_places(text: str) -> Iterator[Range]:
    """Yield names of countries in small letters."""
    for found in _SMALL.finditer(text):
        if found[1] in SMALL:
            yield found.span(1)


def place_name(name: str) -> str:
    """Return what a place is usually called."""
    name = ALIASES.get(name, name)
    return name if name[:1].isupper() else name.capitalize()


def _is_city(text: str, runs: Sequence[Run], place: int, organisations: set[int]) -> bool:
    run = runs[place]
    if len(run.texts) > _MAX_WORDS or run.texts[-1].isupper():
        return False
    if any(word in NO_PERSON and word not in _CITY_WORDS for word in run.texts):
        return False
    before = text[max(0, run.start - _BEFORE) : run.start]
    if not _IN.search(before):
        return False
    is_after = any(
        end in organisations and _IN_ONLY.match(text[end : run.start])
        for end in range(max(0, run.start - 9), run.start)
    )
    if is_after:
        return True
    following = runs[place + 1] if place + 1 < len(runs) else None
    if following is None or text[run.end : following.start] != ", ":
        return False
    return text[following.start : following.end] in REALMS
