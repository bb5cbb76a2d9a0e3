"""One person under two spellings, or with two pronouns."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from opsonin_plugins.cleaners.damage.page import Damage, Page

VARIANT = "name_variant"
PRONOUN = "mt_pronoun"

_NAME = r"(?:Ma?c|O['\u2019])?[A-Z][a-z\u00df-\u00ff]{2,20}"
_FIRST = r"[A-Z][a-z\u00df-\u00ff'\u2019-]{1,20}"
_SAID = (
    r"(?:said|says|told|tells|added|adds|explained|explains|noted|notes|wrote|writes|"
    r"commented|concluded|warned|argued|mentioned|stated|instructed)"
)
_TITLE = r"(?:Dr\.?|Prof\.?|Professor|Doctor)"
#: A person with a first name: ``Jane Roe, a virologist``, ``Dr. Jane Roe``, ``Jane Roe said``.
_IN_FULL = re.compile(
    rf"(?P<first>{_FIRST})(?: [A-Z]\.){{0,2}} (?P<last>{_NAME})"
    rf"(?:,? (?:MD|M\.D\.|PhD|Ph\.D\.)|, (?:an?|the|who|head|chief|chair|senior|lead|co-)\b|"
    rf" {_SAID}\b)|"
    rf"{_TITLE} (?P<first2>{_FIRST})(?: [A-Z]\.){{0,2}} (?P<last2>{_NAME})\b|"
    rf"{_SAID} (?:[a-z][a-z-]+ ){{0,3}}(?:{_TITLE} )?(?P<first3>{_FIRST})"
    rf"(?: [A-Z]\.){{0,2}} (?P<last3>{_NAME})\b"
)
#: A person by the last name alone.
_IN_SHORT = re.compile(
    rf"{_TITLE} (?P<a>{_NAME})\b(?! [A-Z])|\b(?P<b>{_NAME}) {_SAID}\b|"
    rf"\b{_SAID} (?P<c>{_NAME})(?=[.,;\u201d])|"
    rf"\b(?P<d>{_NAME}) and (?:his|her|their|colleagues)\b|"
    rf"\b(?P<e>{_NAME})['\u2019]s? (?:team|group|lab|laboratory|colleagues)\b"
)
#: Words that stand where names do. Source: AP Stylebook, what speaks besides people.
_NO_NAMES = frozenset(
    ("They", "This", "That", "These", "Those", "Experts", "Researchers", "Scientists", "Doctors",
     "Officials", "Authorities", "Police", "Others", "Some", "Many", "Authors", "Study", "Report",
     "Company", "Hospital", "University", "Institute", "Center", "Centre", "Agency", "Reuters",
     "Ministry", "Department", "Council", "Committee", "Association", "Society", "Which", "What",
     "Team", "Group", "Investigators", "Physicians", "Patients", "Critics", "People", "Health")
)  # fmt: skip

#: Spellings of one sound in transliterated names, in the order in which they are replaced.
#: Source: ISO 9, ALA-LC and Hepburn romanisations, where they differ from each other.
_SOUNDS = (
    ("sch", "sh"), ("tsch", "ch"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("kh", "h"),
    ("dt", "t"), ("tz", "z"), ("c", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]")
_MIN_LETTERS = 5
#: More names of one sound are a list of names.
_MAX_ALIKE = 20

#: Stands in every text that has something for `name_variants` or `pronouns`.
SIGN = rf"{_TITLE} [A-Z]|{_SAID} (?:{_TITLE} )?[A-Z]|[A-Z][a-z]+ {_SAID}\b"

_SPOKEN = re.compile(
    rf"{_TITLE} (?P<who>{_NAME}) {_SAID} (?:that )?(?P<pronoun>he|she) |"
    rf"(?<![A-Za-z] )\b(?P<who2>{_NAME}) {_SAID} (?:that )?(?P<pronoun2>he|she) "
)
_CLOSING = re.compile(r"[,.?!][\u201d\"] (?P<pronoun>he|she) " + _SAID + r"\b")
_OTHERS = re.compile(
    r"\b(?:man|woman|boy|girl|mother|father|wife|husband|son|daughter|sister|brother|patient|"
    r"men|women|Mr|Mrs|Ms|President|nurse|child)\b"
)


def name_variants(page: Page) -> Iterator[Damage]:
    """Yield all mentions of a person whose last name is spelt in more than one way.

    Whoever is known by the last name alone must have been introduced; a name that was not, and
    differs from one that was by what transliterations differ in, is the same.
    """
    firsts = _people(page)
    if len(firsts) < 2:  # noqa: PLR2004 - a pair
        return
    for names in _spelt_alike(firsts):
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
        for match in pattern.finditer(page.text):
            if page.paragraph_at(match.start()):
                yield Damage(*match.span(), VARIANT, " / ".join(names))


def _people(page: Page) -> dict[str, set[str]]:
    """Return last names with the first names that they stand with."""
    firsts: dict[str, set[str]] = defaultdict(set)
    for content in page.paragraphs():
        for match in _IN_FULL.finditer(content):
            for first, last in (("first", "last"), ("first2", "last2"), ("first3", "last3")):
                if match[last]:
                    firsts[match[last]].add(match[first])
        for match in _IN_SHORT.finditer(content):
            firsts[str(match[str(match.lastgroup)])] |= set()
    return {name: known for name, known in firsts.items() if name not in _NO_NAMES}


def _spelt_alike(firsts: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of last names that are one name."""
    by_sound: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in firsts:
        sound = _sound(name)
        if len(name) >= _MIN_LETTERS:
            by_sound[sound[:1], _VOWELS.sub("", sound)].append(name)
    groups = []
    for names in by_sound.values():
        if len(names) > _MAX_ALIKE:
            continue
        near = {
            name
            for one, other in combinations(names, 2)
            if _is_near(_sound(one), _sound(other))
            for name in (one, other)
        }
        known: set[str] = set().union(*(firsts[name] for name in near))
        if near and len(known) == 1:
            groups.append(sorted(near))
    return groups


def _sound(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for written, heard in _SOUNDS:
        plain = plain.replace(written, heard)
    return _DOUBLE.sub(r"\1", plain)


def _is_near(one: str, other: str) -> bool:
    """Return whether at most one vowel is other, too many or missing."""
    if one == other:
        return True
    longer, shorter = sorted((one, other), key=len, reverse=True)
    if len(longer) == len(shorter):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def pronouns(page: Page) -> Iterator[Damage]:
    """Yield pronouns that do not agree with an earlier one for the only person spoken of."""
    for start, end in page.prose:
        content = page.text[start:end]
        spoken = _SPOKEN.search(content)
        if spoken is None or _OTHERS.search(content):
            continue
        who = spoken["who"] or spoken["who2"]
        people = {name for match in _IN_SHORT.finditer(content) for name in match.groups() if name}
        if people - {who} - _NO_NAMES or _IN_FULL.search(content) or who in _NO_NAMES:
            continue
        for closing in _CLOSING.finditer(content, spoken.end()):
            if closing["pronoun"] != (spoken["pronoun"] or spoken["pronoun2"]):
                place = start + closing.start("pronoun")
                detail = f"{who} is both he and she"
                yield Damage(place, place + len(closing["pronoun"]), PRONOUN, detail)
