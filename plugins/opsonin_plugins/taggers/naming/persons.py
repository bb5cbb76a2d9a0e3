"""Finds people by what stands around their names: a title, or who they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: First code point, and first one after it.
Range = tuple[int, int]

_TITLE = r"(?:Dr|Drs|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Sen|Senator|Rep|Gov|President|Minister|Doctor)\b\.?"
_NAME_WORD = r"[A-Z\u00c0-\u00de][^\W\d_]+(?:[\u2019'-][A-Z]?[^\W\d_]+)*"
_PARTICLE = r"(?:de|la|van|von|der|den|bin|al|el|du|di|da|le|dos|del)"
_INITIAL = r"[A-Z]\.(?:-?[A-Z]\.)*"
_NAME = (
    rf"(?:{_NAME_WORD}|{_INITIAL})(?:\s(?:{_PARTICLE}\s){{0,2}}(?:{_NAME_WORD}|{_INITIAL})){{1,4}}"
)
#: Nouns that say what somebody is. Source: occupations of people who speak in health news.
_ROLE = (
    r"(?:researcher|scientist|virologist|immunologist|epidemiologist|microbiologist|biologist|"
    r"geneticist|neurologist|oncologist|cardiologist|rheumatologist|dermatologist|psychologist|"
    r"psychiatrist|pediatrician|paediatrician|physician|doctor|surgeon|nurse|pathologist|"
    r"pharmacologist|chemist|professor|lecturer|director|author|investigator|expert|specialist|"
    r"spokesman|spokeswoman|spokesperson|president|chair|chairman|chairwoman|chief|head|leader|"
    r"officer|minister|secretary|founder|co-founder|analyst|economist|statistician|fellow|student|"
    r"dietitian|nutritionist|therapist|consultant|commissioner|adviser|advisor|editor|"
    r"endocrinologist|gastroenterologist|hematologist|haematologist|nephrologist|bioethicist|"
    r"entomologist|toxicologist|radiologist|gynecologist|gynaecologist|obstetrician|ophthalmologist)"
)
_TITLED = re.compile(rf"\b(?P<title>{_TITLE})\s(?P<name>(?:{_NAME}|{_NAME_WORD}))")
_DESCRIBED = re.compile(
    rf"\b(?P<name>{_NAME}),\s(?P<role>(?:(?:an?|the|one\sof\sthe)\s)?(?:[\w-]+\s){{0,5}}?{_ROLE}s?\b"
    rf"(?:\s(?:and|of\s(?!the\s[A-Z])|in|for\s(?!the\s[A-Z]))\s?[a-z-]+(?:\s[a-z-]+){{0,3}})?)"
    r"(?:\s(?:at|of|from|with|for)\s(?:the\s)?(?P<place>[A-Z][^,.;:()\n\u201c\u201d\"]{2,90}))?"
)
_BEFORE = re.compile(rf"\b(?P<role>(?:[a-z-]+\s){{0,3}}{_ROLE})\s(?P<name>{_NAME})\b")
_AT = re.compile(
    rf"\b(?P<name>{_NAME})\s(?:of|at|from)\s(?:the\s)?(?P<place>(?:[A-Z][\w&\u2019'-]+\s)*(?:University|Institute|College|School|Hospital|Center|Centre|Laboratory|Clinic)\b(?:\sof(?:\s[A-Z][\w-]+)+)?)"
)
#: Words with capital letters that begin no name of a person.
_NO_NAMES = frozenset(
    """
    The A An In On At But And For With From This That These Those It He She They We If When While
    University Institute College School Hospital Center Centre Department Ministry National
    International American British Chinese European United New North South East West World Health
    Science Nature Medicine Journal January February March April May June July August September
    October November December Monday Tuesday Wednesday Thursday Friday Saturday Sunday According
    However Although Study Disease COVID Covid
    """.split()
)
_PLACE_END = re.compile(
    r"\s+(?:who|which|that|and\s+(?:an?|the|colleagues|one)\b|told|said|says|led|was|is|has|had|in\s+an?\b).*$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person where the text says who it is.

    Attributes:
        name: Where the name stands, without title.
        mention: Where name and title stand.
        title: Title before the name.
        role: What the person is.
        affiliation: Where the organisation stands that the person belongs to.
    """

    name: Range
    mention: Range
    title: str | None = None
    role: str | None = None
    affiliation: Range | None = None


def find_persons(text: str) -> list[Person]:
    """Return people whose title or role the text states, in order of their names."""
    by_start: dict[int, Person] = {}
    for one in _found(text):
        if text[slice(*one.name)].split()[0].rstrip(".") in _NO_NAMES:
            continue
        known = by_start.get(one.name[0])
        if known is not None:
            one = Person(
                max(known.name, one.name, key=lambda at: at[1]),
                (min(known.mention[0], one.mention[0]), max(known.mention[1], one.mention[1])),
                known.title or one.title,
                known.role or one.role,
                known.affiliation or one.affiliation,
            )
        by_start[one.name[0]] = one
    return [by_start[start] for start in sorted(by_start)]


def _found(text: str) -> Iterator[Person]:
    for hit in _TITLED.finditer(text):
        yield Person(hit.span("name"), hit.span(), title=hit["title"])
    for hit in _DESCRIBED.finditer(text):
        place = _place(text, hit.span("place")) if hit["place"] else None
        yield Person(hit.span("name"), hit.span("name"), role=_role(hit["role"]), affiliation=place)
    for hit in _BEFORE.finditer(text):
        yield Person(hit.span("name"), hit.span("name"), role=_role(hit["role"]))
    for hit in _AT.finditer(text):
        yield Person(hit.span("name"), hit.span("name"), affiliation=hit.span("place"))


def _place(text: str, at: Range) -> Range:
    return at[0], at[0] + len(_PLACE_END.sub("", text[slice(*at)]).rstrip())


def _role(words: str) -> str:
    return re.sub(r"^(?:an?|the|one\sof\sthe)\s", "", words)
