from __future__ import annotations

import re

import pytest

from opsonin_plugins.taggers.quotes.attribution import find_quotes
from opsonin_plugins.taggers.quotes.resolving import Known, Named, Voice, voices

_KNOWN = {
    0: Known("Ann Roe", "virologist", "Dr.", "Lund University"),
    1: Known("Paul Poe", "nurse", "Mr.", None),
    2: Known("World Health Organization", None, None, None),
}
_NAMES = {
    "Dr. Roe": 0,
    "Ann Roe": 0,
    "Paul Poe": 1,
    "Poe": 1,
    "the World Health Organization": 2,
}


def _voices(text: str) -> list[Voice]:
    found: dict[int, Named] = {}
    for name, entity in _NAMES.items():
        for hit in re.finditer(re.escape(name), text):
            inside = any(one.start <= hit.start() < one.end for one in found.values())
            if not inside:
                found[hit.start()] = Named(*hit.span(), entity, is_person=entity < 2)
    named = sorted(found.values(), key=lambda one: one.start)
    return voices(text, find_quotes(text), named, _KNOWN)


def _who(text: str) -> list[tuple[str | None, int | None]]:
    return [(one.speaker, one.entity) for one in _voices(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It works,” said Dr. Roe.", ("Ann Roe", 0)),
        ("“It works,” said study author Ann Roe.", ("Ann Roe", 0)),
        ("“It works,” said Jane Low.", ("Jane Low", None)),
        ("“It works,” a spokesman for Ann Roe said.", ("a spokesman for Ann Roe", None)),
        ("“It works,” the World Health Organization said.", ("World Health Organization", 2)),
        ("Ann Roe came. “It works,” the virologist said.", ("Ann Roe", 0)),
        ("Ann Roe came. “It works,” the chemist said.", ("the chemist", None)),
        ("Ann Roe came late. “It works,” she said.", ("Ann Roe", 0)),
        ("Ann Roe met Paul Poe.\n\n“It works,” she said.", ("Ann Roe", 0)),
        ("Ann Roe met Paul Poe.\n\n“It works,” he said.", ("Paul Poe", 1)),
        ("Paul Poe met Ann Roe.\n\n“It works,” she said.", ("Ann Roe", 0)),
        ("“It works,” he said.", ("he", None)),
    ],
)
def test_who_speaks(text: str, expected: tuple[str | None, int | None]) -> None:
    assert _who(text) == [expected]


def test_pronoun_stands_for_whoever_spoke_last() -> None:
    text = "“It works,” said Ann Roe.\n\n“We saw it twice,” she added. “It is new.”"
    assert _who(text) == [("Ann Roe", 0)] * 3


def test_names_inside_marks_are_no_antecedents() -> None:
    text = "“It works,” said Ann Roe.\n\n“I told Paul Poe in May,” she added."
    assert _who(text)[-1] == ("Ann Roe", 0)


def test_pronoun_does_not_reach_back_for_ever() -> None:
    text = "Ann Roe came." + " It rained." * 200 + " “It works,” she said."
    assert _who(text) == [("she", None)]


def test_span_is_that_of_the_name_and_the_affiliation_that_of_the_entity() -> None:
    text = "“It works,” said study author Ann Roe."
    (voice,) = _voices(text)
    assert voice.span is not None
    assert text[slice(*voice.span)] == "Ann Roe"
    assert voice.affiliation == "Lund University"
