"""Datelines, bylines and date lines: who published a text, where, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opsonin_plugins.cleaners.citations import MONTH, edtf
from opsonin_plugins.cleaners.dateline_parts import DAY, PLACE, PRESS_WIRE, WIRE
from opsonin_plugins.cleaners.foreign_datelines import FORMS, SURE
from opsonin_plugins.cleaners.headings import ABSTRACT_LABELS

_DAY_FIRST = (
    rf"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)? (?P<month2>{MONTH})\.?,? (?P<year2>(?:19|20)\d\d)"
)
_ISO = r"(?P<year3>(?:19|20)\d\d)-(?P<month3>[01]\d)-(?P<day3>[0-3]\d)(?:T[\d:.+Z-]{0,24})?"
_KNOWN = re.compile(rf"^(?:{WIRE}|{PRESS_WIRE})\b|\b(?:News|Press|Newswire|Agency)\b")
_WEEKDAY = re.compile(r"(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY", re.IGNORECASE)
_DASH = r"\s?(?:--|[-\u2013\u2014:])(?:\s|(?<=-))"
#: ``Xinhua News Agency, Beijing, June 3.`` Source: the usual English form of the electronic
#: head (dian tou) that Chinese agencies print before a story.
_AGENCY_FIRST = re.compile(
    rf"(?:\(?(?P<agency>{WIRE}|[A-Z][\w\u2019']*(?: [A-Z][\w\u2019']*){{0,4}} "
    r"(?:News (?:Agency|Service|Network)|Press Agency|Newswire|Press))(?: News Agency)?),? "
    rf"{PLACE},? {DAY}"
    r"(?:(?: ?\([^()\n]{3,80}\))? ?[.,:\u2013\u2014-]| ?\([^()\n]{3,80}\))\s"
)
#: ``BOSTON (Reuters) -``, ``LONDON, June 3 (AFP) --``. Source: AP Stylebook, datelines.
_PLACE_FIRST = re.compile(
    rf"{PLACE}(?:, {DAY})? \((?P<agency>{WIRE}|{PRESS_WIRE}|"
    rf"[A-Z][\w\u2019'-]*(?: [A-Z][\w\u2019'-]*){{0,3}})\){_DASH}"
)
#: ``WASHINGTON, Oct. 5, 2021 /PRNewswire/ --``, ``BOSTON--(BUSINESS WIRE)--``.
_PRESS = re.compile(
    rf"{PLACE}(?:, {DAY})?,?\s?(?:--|[-\u2013\u2014])?\s?[/(](?P<agency>{PRESS_WIRE})"
    rf"(?:-[A-Za-z -]{{2,40}})?[/)]\s?(?:--|[-\u2013\u2014])"
)
#: ``GENEVA, 3 March`` has no agency: capitals and a dash make it a dateline.
_CAPITALS = re.compile(
    rf"(?P<place>(?:(?:NEW|SAN|LOS|LAS|RIO|ST\.|EL|FORT|SALT) )?[A-Z][A-Z.'\u2019]{{3,}}"
    rf"(?:[ -][A-Z][A-Z.'\u2019]{{2,}}){{0,3}}"
    rf"(?:, [A-Z][A-Za-z.]{{1,14}}(?: [A-Z][A-Za-z.]{{1,14}})?)?)"
    rf"(?:(?:,| ?[\u2013\u2014-]) ?(?:{DAY}|{_DAY_FIRST}))?"
    r"\s?(?:--|[\u2013\u2014]|\s-)(?:\s(?=[A-Z\u201c\"])|\Z)"
)
#: ``Basel, 4 May 2021 -``: with a whole date and a dash no capitals are needed.
_PLACE_AND_DATE = re.compile(
    rf"{PLACE}(?:,| ?[|\u2013\u2014-]) ?(?:{DAY}|{_DAY_FIRST})\s?(?:--|[\u2013\u2014]|\s-)\s"
    r"(?=[A-Z\d\u201c\"])"
)
#: ``(HealthDay News) --``
_AGENCY_ALONE = re.compile(rf"\((?P<agency>{WIRE})\){_DASH}")
#: ``OMAHA, Neb. (May 4, 2023) --``, as universities print it.
_DAY_IN_BRACKETS = re.compile(rf"{PLACE} \({DAY}\)\s?(?:--|[-\u2013\u2014])\s")
#: Paths of headings such as BODY.RESULTS.
_PATH = re.compile(r"[A-Z]{3}\.[A-Z]{3}")
_NO_PLACES = frozenset(
    ("UPDATE", "UPDATED", "CORRECTION", "EXCLUSIVE", "BREAKING", "WATCH", "ANALYSIS", "OPINION",
     "FILE", "NOTE", "WARNING", "VIDEO", "SUMMARY", "IMPORTANT", "QUESTION", "ANSWER", "TITLE",
     "TEXT")
)  # fmt: skip
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|Written by|Reported by|Author:|Authors:|Posted by)\s+(?P<who>[^\n]{3,140})"
)
_TITLE = re.compile(r"\A(?:Dr|Prof|Professor|Mr|Mrs|Ms|DR|PROF)\.? (?=[A-Z])")
_NAME = re.compile(
    r"[A-Z][^\W\d_]*(?:[.'\u2019-][^\W\d_]+)*\.?(?: (?:[A-Z]\.|"
    r"[A-Z][^\W\d_]*(?:['\u2019-][^\W\d_]+)*|(?:van|von|de|der|den|la|al|bin|el)\b)){1,4}"
)
#: Agencies, and those whose articles others print.
_AGENCY_LINE = re.compile(
    rf"{WIRE}|The Conversation|KFF Health News|Medical Xpress|Live Science", re.IGNORECASE
)
_ROLE = re.compile(
    r"\b(?:Staff|Reporters?|Writer|Editor|Desk|Team|Correspondent|Bureau|Agency|News|Press|Service|"
    r"Contributor|University|Institute|Hospital|College|Center|Centre|Times|Post|MD|PhD|M\.D\.|"
    r"Ph\.D\.|Reuters|HealthDay)\b",
    re.IGNORECASE,
)
#: ``ADA BYRON AP Medical Writer``
_SIGNED = re.compile(
    r"(?P<name>[A-Z][^\W\d_]+(?:['\u2019-][^\W\d_]+)?(?: [A-Z]\.)?"
    r"(?: [A-Z][^\W\d_]+(?:['\u2019-][^\W\d_]+)?){1,2}) (?:(?:The )?(?:AP|Associated Press|Reuters|"
    r"AFP|HealthDay|CNN|Staff|Special) )(?:[A-Z][a-z]+ ){0,2}"
    r"(?:Writer|Reporter|Editor|Correspondent)s?"
)
#: The outlet behind the name in a byline.
_OUTLET = re.compile(r",\s+(?P<who>[A-Z][\w&'\u2019-]*(?: (?:of |the )?[A-Z][\w&'\u2019-]*){0,4})$")
#: ``(Reporter Jo Li)``, as Chinese agencies name who reports.
_REPORTERS = re.compile(
    r"\((?:Intern )?(?:Reporter|Correspondent|Intern|Journalist)s?:? (?P<who>[^()\n]{3,80})\)"
)
_OUTLET_WORD = re.compile(
    r"\b(?:News|Times|Post|Press|Daily|Journal|Tribune|Herald|Gazette|Chronicle|Courier|Telegraph|"
    r"Guardian|Observer|Reuters|HealthDay|Magazine|Hub|Blog|Today|Wire|Digest|Insider)\b"
)
_STAMP = re.compile(
    r"(?P<label>(?:First )?(?:Published|Posted|Updated|Last updated|Last modified|Last reviewed|"
    r"Date|Released|Release date|Publication date|Date published|Created)"
    r"(?: on| at| online)?:?\s+)?"
    r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
    rf"(?:{DAY}|{_DAY_FIRST}|{_ISO})"
    r"(?:[,;|\u00b7 -]{1,3}(?:at )?[\d:.]{1,8} ?(?:[AaPp]\.?[Mm]\.?)?(?: ?[A-Z]{2,4})?)?"
    r"(?: (?:[|\u00b7]|[Bb]y) [^\n.]{2,60})?\.?"
)
_DIGIT = re.compile(r"\d")
_TIME_ONLY = re.compile(
    r"(?:Published|Posted|Updated|Last updated)(?: on|"
    r" at)?:? [\d:.]{3,8} ?(?:[AaPp]\.?[Mm]\.?)?(?: ?[A-Z]{2,4})?\.?"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What the head of a news item says.

    Attributes:
        values: Column of ``documents`` -> (value, start, end), offsets in the line.
        kind: ``newswire`` for news agencies, ``press_release`` for distributors of releases,
            ``news`` where no agency is named.
        authors: Who reported, with offsets in the line.
    """

    values: dict[str, tuple[str, int, int]]
    kind: str
    authors: tuple[tuple[str, int, int], ...] = ()


def read_dateline(content: str) -> Dateline | None:
    """Read the dateline that a paragraph begins with; None when there is none.

    >>> read_dateline("PARIS, June 3 (AFP) - Two trials began.").values["published_value"]
    ('XXXX-06-03', 7, 13)
    """
    head = content[:200]
    for pattern, kind in (
        (_PRESS, "press_release"),
        (_AGENCY_FIRST, "newswire"),
        *FORMS,
        (_PLACE_FIRST, "newswire"),
        (_DAY_IN_BRACKETS, "news"),
        (_CAPITALS, "news"),
        (_PLACE_AND_DATE, "news"),
        (_AGENCY_ALONE, "newswire"),
    ):
        match = pattern.match(head)
        if match is not None and _is_place(match):
            return Dateline(_values(match), kind, tuple(_reporters(match)))
    return None


def _reporters(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Yield who is named as the reporter in brackets."""
    found = _REPORTERS.search(match[0])
    if found is None:
        return
    first = match.start() + found.start("who")
    for name in _NAME.finditer(found["who"]):
        yield name[0], first + name.start(), first + name.end()


def _is_place(match: re.Match[str]) -> bool:
    place = match.groupdict().get("place")
    if place is None:
        return True
    if place.lower() in ABSTRACT_LABELS or place.split()[0] in _NO_PLACES or _PATH.search(place):
        return False
    # A name in brackets after a name is an agency only where the rest is a dateline for sure.
    agency = _agency(match)
    is_named = agency is None or _KNOWN.search(match[agency]) is not None
    return is_named or _month(match) is not None or place.isupper() or match.re in SURE


def _values(match: re.Match[str]) -> dict[str, tuple[str, int, int]]:
    values = {}
    place = match.groupdict().get("place")
    if place and not _WEEKDAY.fullmatch(place):
        values["dateline_place"] = (place, *match.span("place"))
    agency = _agency(match)
    if agency is not None:
        start, end = match.span(agency)
        if match.string.startswith(" News Agency", end):
            end += len(" News Agency")
        values["publisher"] = (match.string[start:end], start, end)
    month = _month(match)
    if month is not None:
        suffix = month.removeprefix("month")
        values.update(_date(match, f"year{suffix}", month, f"day{suffix}"))
    return values


def _agency(match: re.Match[str]) -> str | None:
    """Return the name of the group that holds the agency; None if there is none."""
    names = ("agency", "slashed", "dashed", "bracketed", "plain")
    return next((name for name in names if match.groupdict().get(name)), None)


def _month(match: re.Match[str]) -> str | None:
    """Return the name of the group that holds the month; None if there is none."""
    return next((name for name in ("month", "month2") if match.groupdict().get(name)), None)


def _date(match: re.Match[str], *names: str) -> dict[str, tuple[str, int, int]]:
    year, month, day = (match[name] for name in names)
    start = min(match.start(name) for name in names if match[name])
    end = max(match.end(name) for name in names if match[name])
    if month.isdigit():
        value, precision = f"{year}-{month}-{day}", "day"
    else:
        value, precision = edtf(year, month, day)
    return {
        "published_value": (value, start, end),
        "published_precision": (precision, start, end),
        "published_basis": ("stated", start, end),
    }


def read_stamp(content: str) -> tuple[dict[str, tuple[str, int, int]], bool] | None:
    """Read a line of nothing but a publication date.

    Returns:
        The fields, and whether the date is that of an update; None when the line is none.
    """
    if len(content) > 120:  # noqa: PLR2004 - a date line is short
        return None
    if _DIGIT.search(content) is None:
        return None
    if content[:1] in "PUL" and _TIME_ONLY.fullmatch(content):
        return {}, True
    match = _STAMP.fullmatch(content)
    if match is None:
        return None
    is_update = (match["label"] or "").lower().startswith(("updated", "last"))
    for names in (
        ("year", "month", "day"),
        ("year2", "month2", "day2"),
        ("year3", "month3", "day3"),
    ):
        if match[names[1]]:
            return (_date(match, *names), is_update) if match[names[0]] else ({}, is_update)
    return None


def read_outlet(content: str) -> tuple[str, int, int] | None:
    """Return the outlet that a byline names behind its author; None when it names none.

    >>> read_outlet("By Ada Byron, Prairie News")
    ('Prairie News', 14, 26)
    """
    match = _OUTLET.search(content)
    if match is None or not _OUTLET_WORD.search(match["who"]):
        return None
    return match["who"], *match.span("who")


def is_outlet(content: str) -> bool:
    """Return whether a name has a word that newspapers and sites are named by.

    >>> is_outlet("Prairie Courier"), is_outlet("Ada Byron")
    (True, False)
    """
    return _OUTLET_WORD.search(content) is not None


def read_agency(content: str) -> str | None:
    """Return the news agency that a line names and nothing else; None when it names none.

    >>> read_agency("REUTERS"), read_agency("The Associated Press")
    ('REUTERS', 'The Associated Press')
    """
    return content if len(content) < 40 and _AGENCY_LINE.fullmatch(content) else None  # noqa: PLR2004 - longer than any


#: What a byline of several lines begins with.
BY_LINES = frozenset(
    ("by", "author", "authors", "written by", "story by", "perspective by", "analysis by",
     "opinion by", "review by", "column by")
)  # fmt: skip


def read_author(content: str) -> tuple[str, int, int] | None:
    """Return the name with its offsets that a line consists of; None when it is no name."""
    if len(content) > 60 or _ROLE.search(content) or not _NAME.fullmatch(content):  # noqa: PLR2004 - a name
        return None
    return (content.title() if content.isupper() else content, 0, len(content))


def is_role(content: str) -> bool:
    """Return whether a line below a byline says what its author is."""
    return len(content.split()) <= 5 and _ROLE.search(content) is not None  # noqa: PLR2004 - a role


def read_byline(content: str) -> list[tuple[str, int, int]] | None:
    """Read a byline: its authors with offsets, possibly none; None when the line is no byline."""
    match = _BYLINE.fullmatch(content) if content[:1] in "bBWRAP" else None
    if match is None or len(match["who"].split()) > 16:  # noqa: PLR2004 - longer is a sentence
        return None
    names: list[tuple[str, int, int]] = []
    has_role = False
    for part in re.finditer(r"(?:(?! and |[,|;\u00b7/&]).)+", match["who"]):
        words = part[0].strip().removeprefix("and ").strip()
        words = _TITLE.sub("", words)
        if not words:
            continue
        start = match.start("who") + part.start() + part[0].index(words)
        signed = _SIGNED.fullmatch(words)
        if signed is not None and not _ROLE.search(signed["name"]):
            name = signed["name"].title() if signed["name"].isupper() else signed["name"]
            names.append((name, start, start + len(signed["name"])))
            has_role = True
        elif _ROLE.search(words):
            has_role = True
        elif _NAME.fullmatch(words):
            name = words.title() if words.isupper() else words
            names.append((name, start, start + len(words)))
        elif not names:
            return None
    return names if names or has_role else None
