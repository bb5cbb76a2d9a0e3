"""Lines above an article that say several things: who wrote it, when, under what heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from opsonin_plugins.cleaners.citations import MONTH, edtf

_MAX_CHARS = 180
_DAY = (
    rf"(?:(?P<month>{MONTH})\.?,? (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)|"
    rf"(?P<day2>[0-3]?\d)(?:(?:st|nd|rd|th)?,? |-)(?P<month2>{MONTH})(?:\.?,? |-)"
    r"(?P<year2>(?:19|20)\d\d)|"
    r"(?P<year3>(?:19|20)\d\d)-(?P<month3>[01]\d)-(?P<day3>[0-3]\d)|"
    r"(?P<n1>[0-3]?\d)[/.](?P<n2>[0-3]?\d)[/.](?P<year4>(?:19|20)\d\d))"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? )?"
_CLOCK = r"(?:,? ?(?:at |@ )?[\d:.]{1,8} ?(?:[AaPp]\.?[Mm]\.?)?(?: ?\(?[A-Z]{2,4}\)?)?)?"
#: Sites that date by the minute put the hour first: "Published: 9:05 AM EST, Mon June 1, 2020".
_CLOCK_FIRST = r"(?:\d{1,2}[:.]\d\d ?(?:[AaPp]\.?[Mm]\.?)?(?: ?\(?[A-Z]{2,4}\)?)?,? )?"
_LABEL = (
    r"(?P<label>(?:(?:[Ll]ast |[Ff]irst |[Oo]riginally )?(?:[Pp]ublished|[Pp]osted|[Uu]pdated|"
    r"[Mm]odified|[Rr]eviewed|[Ww]ritten)|Date|Released|"
    r"(?:News|Press|Media) [Rr]elease)(?: on| at)? ?:? |[Oo]n |ON )?"
)
_DATE = re.compile(rf"{_LABEL}{_CLOCK_FIRST}{_WEEKDAY}{_DAY}{_CLOCK}\.?", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:written|posted|published|edited|created|story|words|medically reviewed|"
    r"fact[- ]checked|reviewed|updated|last updated) )?by:? (?P<who>[^\n]{2,80})|"
    r"(?:author|writer|editor): ?(?P<who2>[^\n]{2,80})",
    re.IGNORECASE,
)
_OTHER_HAND = re.compile(r"(?:edited|medically|fact|reviewed|editor)", re.IGNORECASE)
_EXTRA = re.compile(
    r"(?:in|under|filed under|category|categories|tags):? [^\n.]{2,60}|"
    r"(?:last )?updated:? \d[\d:.]{2,7} ?(?:[ap]\.?m\.?)?(?: ?[a-z]{2,4})?|"
    r"\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: ?[a-z]{2,4}(?:[+-]\d{1,2})?)?|"
    r"(?:\d{1,5}|no|leave a|add a) comments?|\d{1,3} ?min(?:ute)?s?(?: read)?|comments? off|share",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    r"(?:in|under|filed under|category|categories|tags):? [^\n.]{2,60}", re.IGNORECASE
)
_TOPIC = re.compile(r"(?:[A-Z][\w&'\u2019-]*|and|&)(?:,? (?:[A-Z][\w&'\u2019-]*|and|&)){0,5}")
# A bar or dash parts fields; so do the small words that begin the next one.
_CUT = re.compile(
    r"\s*[|\u00b7\u2022\u2013\u2014]\s*|\s*/(?=(?:in|by)\s)|\s+[/-]\s+|\s*,\s+(?=(?:[Uu]pdated|[Pp]osted|[Pp]ublished)\b)"
    r"|(?<!sted)(?<!tten)(?<!shed)(?<!ewed)(?<!cked)(?<!ited)(?<!ated)(?<!STED)(?<!TTEN)\s+"
    r"(?=(?:[Bb]y|BY|[Oo]n|ON|[Ii]n)\s)|(?<=[a-z\d])\s+(?=(?:Updated|Published|Posted)\b)"
)
_NAME = re.compile(
    r"(?:(?:Dr|DR|Prof|Mr|Mrs|Ms)\.? )?(?P<name>[A-Z][^\W\d_]*\.?(?:['\u2019-][^\W\d_]+){0,2}"
    r"(?: (?:[A-Z]\.|[A-Z][^\W\d_]*(?:['\u2019-][^\W\d_]+){0,2}|(?:van|von|de|der|den|la|al|bin|el)"
    r"\b)){1,3})(?:,? (?:[A-Z][A-Za-z.]{1,6}|[A-Z][a-z]+ [A-Z][a-z]+)){0,4}"
)
_NO_NAME = re.compile(
    r"\b(?:Staff|Team|Editor|Editorial|Admin|Desk|News|Writer|Health|Life|Daily|Press|Bureau)\b",
    re.IGNORECASE,
)
#: Those who keep a blog sign with one name.
_SINGLE = re.compile(r"\s*(?P<name>[A-Z][a-z]{2,14})\s*")
_NOBODY = frozenset(
    ("Guest", "Anonymous", "Author", "Webmaster", "Moderator", "Contributor", "Administrator",
     "Reuters", "Agencies", "Staff", "User", "Member", "Owner", "Sponsored", "Partner", "Email")
)  # fmt: skip
#: What a byline adds to a name: "Ada Byron, Example Times Reporter".
_ROLE = re.compile(
    r", [^,\n]{0,40}\b(?:reporter|correspondent|writer|editor|contributor|journalist|columnist)s?\b"
    r"[^,\n]{0,30}\Z",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<!Mc)(?<!Mac)(?<!De)(?<!Di)(?<!La)(?<!Le)(?<!Fitz)(?<=[a-z])[A-Z]")
_EMBARGO = re.compile(
    r"(?:strictly )?(?:under )?embargo(?:ed)?(?: for release)?[: ]{0,2}"
    r"(?:until|till|to|for|by|date)?\b[^\n]{3,100}",
    re.IGNORECASE,
)
_ANY_DAY = re.compile(_DAY, re.IGNORECASE)
_DIGITS = re.compile(r"\d{4}")
_MONTHS_OF_YEAR = 12

Value = tuple[str, int, int]


@dataclass(slots=True)
class PostLine:
    """What a line above an article says.

    Attributes:
        date: Columns of the date of publication -> (value, start, end), offsets in the line.
        authors: Names with their offsets.
        is_update: Whether the date is that of an update.
        has_author: Whether the line says who wrote it, if only that an admin did.
        is_of_blog: Whether it names a category, or a writer by one name or by none.
    """

    date: dict[str, Value] = field(default_factory=dict)
    authors: list[Value] = field(default_factory=list)
    is_update: bool = False
    has_author: bool = False
    is_of_blog: bool = False


def read_post_line(content: str) -> PostLine | None:
    """Read a line of date, author and category as blogs print it; None when it is none.

    Every field of it has to be one of these, and one of them has to be a date.

    >>> read_post_line("May 2, 2021 by Ada Byron").authors
    [('Ada Byron', 15, 24)]
    """
    if len(content) > _MAX_CHARS or _DIGITS.search(content) is None:
        return None
    if content[:1] in "EeSsUu" and _EMBARGO.fullmatch(content):
        day = _ANY_DAY.search(content)
        return PostLine(date=_date_of(day, 0) if day else {})
    if content[:3] in ("In ", "in "):
        return None
    line = PostLine()
    for start, words in _fields(content):
        if not _read_field(line, words, start):
            return None
    return line if line.date else None


def _fields(content: str) -> Iterator[tuple[int, str]]:
    place = 0
    for cut in [*_CUT.finditer(content), None]:
        stop = len(content) if cut is None else cut.start()
        if content[place:stop].strip():
            yield place, content[place:stop]
        place = stop if cut is None else cut.end()


def _read_field(line: PostLine, words: str, start: int) -> bool:
    date = _DATE.fullmatch(words)
    if date is not None:
        found = _date_of(date, start)
        is_update = (date["label"] or "").lower().startswith(("updated", "last", "modified"))
        if found and (not line.date or line.is_update):
            line.date, line.is_update = found, is_update
        return True
    by = _BY.fullmatch(words)
    if by is not None:
        name = "who" if by["who"] else "who2"
        if not _OTHER_HAND.match(words):
            names = list(_names(by[name], start + by.start(name)))
            line.has_author = True
            line.is_of_blog = line.is_of_blog or not any(" " in name for name, _, _ in names)
            line.authors.extend(names)
        return len(by[name].split()) <= 8  # noqa: PLR2004 - more words are a sentence
    line.is_of_blog = line.is_of_blog or _CATEGORY.fullmatch(words) is not None
    return _EXTRA.fullmatch(words) is not None or (
        bool(line.date or line.has_author) and _TOPIC.fullmatch(words) is not None
    )


def _names(who: str, start: int) -> Iterator[Value]:
    role = _ROLE.search(who)
    who = who[: role.start()] if role else who
    single = _SINGLE.fullmatch(who)
    if single is not None and not _NO_NAME.search(who) and single["name"] not in _NOBODY:
        yield single["name"], start + single.start("name"), start + single.end("name")
        return
    match = _NAME.fullmatch(who.strip())
    if match is not None and not _NO_NAME.search(match["name"]) and not _CAMEL.search(who):
        name = match["name"].title() if match["name"].isupper() else match["name"]
        yield name, start + match.start("name"), start + match.end("name")


def _date_of(match: re.Match[str], start: int) -> dict[str, Value]:
    """Return the columns of a date; none where day and month cannot be told apart."""
    groups = match.groupdict()
    if groups["n1"]:
        first, second = int(groups["n1"]), int(groups["n2"])
        # A day above twelve tells the order; else nobody knows.
        if (first > _MONTHS_OF_YEAR) == (second > _MONTHS_OF_YEAR):
            return {}
        day, month = (first, second) if first > second else (second, first)
        value, precision = f"{groups['year4']}-{month:02}-{day:02}", "day"
        names = ("n1", "n2", "year4")
    elif groups["year3"]:
        value, precision = f"{groups['year3']}-{groups['month3']}-{groups['day3']}", "day"
        names = ("year3", "month3", "day3")
    else:
        names = ("year", "month", "day") if groups["year"] else ("year2", "month2", "day2")
        if not groups[names[0]]:
            return {}
        value, precision = edtf(groups[names[0]], groups[names[1]].title(), groups[names[2]])
    place = (
        start + min(match.start(name) for name in names),
        start + max(match.end(name) for name in names),
    )
    return {
        "published_value": (value, *place),
        "published_precision": (precision, *place),
        "published_basis": ("stated", *place),
    }
