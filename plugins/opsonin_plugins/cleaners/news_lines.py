"""Lines around a story that agencies and portals print: source, editors, times, sign-offs.

Translated with the story, they keep the order and the labels of their own language.
"""

from __future__ import annotations

import re

from opsonin_plugins.cleaners.citations import MONTH, edtf
from opsonin_plugins.cleaners.dateline_parts import WIRE

Values = dict[str, tuple[str, int, int]]

#: Source: what Chinese, Korean, Russian, Spanish and Arabic sites print above and below a story,
#: in the wordings that general translators give it.
_LABEL = (
    r"(?P<source>Source|Sources|Article source|Source of information)|"
    r"(?P<author>Author|Authors|Reporters?|Correspondents?|Interns?|Books|Wrote|Written by|Text)|"
    r"(?P<time>Release time|Release date|Published|Publication time|Time|Date|Input|Entered|"
    r"Registered|Approval|Post time|Issued)|"
    r"(?P<other>Original title|Responsible editor|Editor[ -]in[ -]charge|Editor in chief|"
    r"Duty editor|Editors?|Edited by|Proofread(?:er|ing)|Font size|Font|Views?|Clicks|"
    r"Correction|Corrected|Modified|Updated|Revised|Column|Category|Keywords|Copyright|Photo)"
)
_ITEM = re.compile(
    rf"(?:(?<=^)|(?<=[\s|/(\[<\u3000\u3010\uff08]))(?:{_LABEL}) ?[:\uff1a]\s?", re.IGNORECASE
)
_BARE = re.compile(
    r"(?:^|(?<=\| ))(?:(?P<author>(?:[A-Z][\w ]{2,30} )?(?i:reporter|correspondent)) (?=[A-Z])|"
    r"(?P<time>Input|Entered|Registered|Approval|Release time) (?=\d{4}))"
)
_CORRECTION = re.compile(r"\s(?:Correction|Corrected|Modified|Updated|Revised) (?=\d{4})")
_WRAP = {"(": ")", "[": "]", "\u3010": "\u3011", "\uff08": "\uff09", "<": ">"}
_TIME = r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?"
_WHEN = re.compile(
    rf"(?:{_TIME}[ ,]{{1,3}})?(?:(?P<year>(?:19|20)\d\d)[-./](?P<month>\d{{1,2}})[-./]"
    rf"(?P<day>\d{{1,2}})\.?|(?P<month2>\d{{1,2}})/(?P<day2>\d{{1,2}})/(?P<year2>(?:19|20)\d\d)|"
    rf"(?P<day4>\d{{1,2}})\.(?P<month4>\d{{1,2}})\.(?P<year4>(?:19|20)\d\d)|"
    rf"(?P<day3>\d{{1,2}}) (?P<month3>{MONTH}),?(?: (?P<year3>(?:19|20)\d\d))?)"
    rf"(?:[ ,|-]{{1,3}}{_TIME})?",
    re.IGNORECASE,
)
_ONLY_TIMES = re.compile(
    rf"{_TIME}(?: Local Time)?(?:[ ,/]{{1,3}}{_TIME}(?: GMT)?)?", re.IGNORECASE
)
#: ``EFE Lima 3 May 2022``: the agency's own head, on a line of its own.
_AGENCY_LINE = re.compile(
    rf"(?P<agency>{WIRE}),? ?[|-]? ?(?P<place>[A-Z][\w'-]+(?: [A-Z][\w'-]+){{0,2}}),? (?=\d|[A-Z])"
)
_NAME = re.compile(r"[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019-]*){1,3}")
_EMAIL = re.compile(r"\S{2,40}@[\w.-]{3,60}")
#: Initials of who wrote and who edited, or the agency's own.
_INITIALS = re.compile(
    r"[a-z]{2,4}(?:/[a-z]{2,4}){1,4}\.?|--? ?[A-Z]{2,5}|\((?:End|END|Finish|Over)\)"
)
_NOTICE = re.compile(
    r"<?(?:copyright (?:holder|owner)|copyrights?|\(c\)|\u24d2|\u00a9)[^\n]{0,120}\b"
    r"(?:unauthori[sz]ed|without permission|prohibited|forbidden)\b[^\n]{0,80}|"
    r"(?:no )?unauthori[sz]ed (?:reproduction|reprint(?:ing)?|copying)[^\n]{0,100}",
    re.IGNORECASE,
)
_MAX_CHARS = 240
_MONTHS_A_YEAR = 12
_STRONG = ("other", "source", "time")


def read_news_line(content: str) -> tuple[str, Values] | None:
    """Read a line that is nothing but labels of a story with their values.

    Returns:
        The kind of its segment and what it says, with offsets in the line; None when it is text.

    >>> read_news_line("2021-11-03 19:42 Source: Tea Net")[1]["original_publisher"]
    ('Tea Net', 25, 32)
    """
    if len(content) > _MAX_CHARS:
        return None
    start, end = _inside(content)
    when = _WHEN.match(content, start, end)
    if when is not None and when.end() == end:
        return "metadata", _date(when)
    agency = _AGENCY_LINE.match(content)
    when_below = _WHEN.match(content, agency.end()) if agency else None
    if agency is not None and when_below is not None and when_below.end() == len(content):
        names = {"publisher": "agency", "dateline_place": "place"}
        named = {name: (agency[group], *agency.span(group)) for name, group in names.items()}
        return "metadata", {**named, **_date(when_below)}
    items = list(_ITEM.finditer(content, start, end)) or list(_BARE.finditer(content, start, end))
    if items:
        before = content[start : items[0].start()].strip(" |")
        is_dated = when is not None and when.end() >= items[0].start() - 3
        if before and not is_dated:
            return None
        return _labelled(content, items, end, _date(when) if when and is_dated else {})
    is_other = any(form.fullmatch(content) for form in (_EMAIL, _INITIALS, _NOTICE, _ONLY_TIMES))
    return ("metadata", {}) if is_other else None


def _inside(content: str) -> tuple[int, int]:
    """Return where a line begins and ends without the brackets around it."""
    if len(content) > 1 and _WRAP.get(content[0]) == content[-1]:
        return 1, len(content) - 1
    return 0, len(content)


def _labelled(
    content: str, items: list[re.Match[str]], end: int, values: Values
) -> tuple[str, Values] | None:
    kind = "byline"
    ends = [*(item.start() for item in items[1:]), end]
    for item, stop in zip(items, ends, strict=True):
        group = item.lastgroup or ""
        first = item.end()
        cut = _CORRECTION.search(content, first, stop)
        value = content[first : cut.start() if cut else stop].strip(" |/\u3000")
        if not value:
            return None
        place = content.index(value, first)
        if group == "time" and (when := _WHEN.match(content, place, stop)):
            values = {**_date(when), **values}
        elif group == "source":
            values["original_publisher"] = (value, place, place + len(value))
        elif group == "author":
            name = _NAME.match(content, place, stop)
            if name is None:
                return None
            values["authors"] = (name[0], *name.span())
        kind = "metadata" if group in _STRONG else kind
    return kind, values


def _date(match: re.Match[str]) -> Values:
    for suffix in ("", "2", "3", "4"):
        if not match["day" + suffix]:
            continue
        year, month, day = (match[name + suffix] for name in ("year", "month", "day"))
        if month.isdecimal():
            if not 1 <= int(month) <= _MONTHS_A_YEAR:
                return {}
            # 05/06/2021 may be read in two ways.
            if suffix == "2" and int(day) <= _MONTHS_A_YEAR:
                return {}
            value, precision = f"{year}-{int(month):02d}-{int(day):02d}", "day"
        else:
            value, precision = edtf(year, month, day)
        names = [name + suffix for name in ("year", "month", "day") if match[name + suffix]]
        start = min(match.start(name) for name in names)
        end = max(match.end(name) for name in names)
        return {
            "published_value": (value, start, end),
            "published_precision": (precision, start, end),
            "published_basis": ("stated", start, end),
        }
    return {}
