"""What a number counts: the words behind it up to a plural."""

from __future__ import annotations

import re
from typing import NamedTuple

from opsonin_plugins.taggers.quantities.word_list import word_set

_IRREGULAR = (
    "people|men|women|children|mice|persons|police|staff|teeth|feet|data|criteria|phenomena|"
    "bacteria|"
    "loci|fungi|nuclei|cattle|sheep|fish|aircraft|species|series|offspring|alumni|media|personnel"
)
#: Plurals by form: no "was", "has", "is", "this", "thus", "less", "virus".
_PLURAL = re.compile(
    rf"(?P<of>\s(?:more\s|other\s|further\s|additional\s)?(?:out\s)?of\s(?:(?:the|these|those|"
    rf"its|their|our|his|her|all|all\sthe)\s)?)?"
    rf"(?(of)|[ \u00a0-])(?P<noun>(?:[A-Za-z][\w\u2019'/+-]*[ ]){{0,4}}?"
    rf"(?:(?:{_IRREGULAR})|[A-Za-z][\w/-]*(?:[A-Za-rt-z]s|ases|ses|"
    rf"sses)(?<!ous)(?<!\bis)(?<!\bas)(?<!\bits)(?<!\bwas)(?<!\bhas)(?<!\bthis)(?<!\bvs)(?<!\bthus)(?<!\bdoes)(?<!sis)(?<!\bus)(?<!\w\wirus)(?<!\bplus)(?<!\balways))\b)(?![-'\u2019])"
)
_SINGULAR = re.compile(r"(?:[ \u00a0-])(?P<noun>[a-z]+(?:-[a-z]+)*)\b")
_HYPHENED = re.compile(r"-([a-z]{2,})\b")
_OF = re.compile(
    r"\s(?:of|among|in)\s(?:(?:the|these|those|its|their|our|all|all\sthe)\s)?(?=[A-Za-z])"
)
#: Words that end what is counted.
_STOPS = word_set(
    "a an the of in on at by for from to with and or but as is are was were be been being has",
    "have had do does did will would can could may might must shall should that which who",
    "whom whose when where while than then if not no so because since until after before",
    "during into over under between among per about vs versus died had showed developed",
    "received underwent reported required tested experienced completed were says said",
    "according via compared respectively using used followed within without including against",
    "each it he she they we you i his her its their our there this these those also only both",
    "all even later ago earlier old long wide high tall deep more less fewer further least",
    "most up down off out had met made took got went came became gave felt found left lost",
    "won ran fell rose grew zero two three four five six seven eight nine ten eleven twelve",
    "hundred thousand million billion half increases decreases rises falls comes goes makes",
    "takes gets gives shows says needs wants uses includes contains remains seems appears",
    "becomes requires suggests indicates allows helps",
)
#: The first word behind a number, as far as `_PLURAL` takes it for one.
_FIRST = re.compile(r"[A-Za-z][\w\u2019'/+-]*")
#: Words with which nothing that is counted begins; "of" and what may stand before it can.
_NOTHING = _STOPS - word_set("of out more other further additional")


class Counted(NamedTuple):
    """What is counted.

    Attributes:
        words: The words, without "of the".
        end: First code point after them.
        is_part: Whether "of" stands before them: "two of the patients".
    """

    words: str
    end: int
    is_part: bool


def counted_after(text: str, end: int, value: float | None) -> Counted | None:
    """Return what stands behind a number that counts.

    >>> counted_after("more than 3,000 severely ill patients with", 15, 3000.0)
    Counted(words='severely ill patients', end=37, is_part=False)
    """
    follow = text[end : end + 1]
    if follow not in (" ", "\u00a0", "-"):
        return None
    if follow == "-" and (hit := _HYPHENED.match(text, end)):
        return Counted(hit[1], hit.end(), False)  # noqa: FBT003 - a field's value
    first = _FIRST.match(text, end + 1)
    if first is None:
        return None
    return _singular(text, end) if value == 1.0 else _plural(text, end, first[0])


def _plural(text: str, end: int, first: str) -> Counted | None:
    if first in _NOTHING:
        # Half of all words; what follows costs ten times as much.
        return None
    hit = _PLURAL.match(text, end)
    if hit is None:
        return None
    words = hit["noun"].split(" ")
    for word in words:
        if word in _STOPS or word.lower() in _STOPS:
            return None
    return Counted(hit["noun"], hit.end(), hit["of"] is not None and "of" in hit["of"])


def share_of(text: str, end: int) -> Counted | None:
    """Return what a share is of: "of patients" behind "10%"."""
    hit = _OF.match(text, end)
    if hit is None:
        return None
    found = counted_after(text, hit.end() - 1, None)
    return found and Counted(found.words, found.end, True)  # noqa: FBT003 - a field's value


def _singular(text: str, end: int) -> Counted | None:
    hit = _SINGULAR.match(text, end)
    if hit is None:
        return None
    word = hit["noun"]
    if word in _STOPS or word.endswith(("ly", "ing")):
        return None
    return Counted(word, hit.end(), False)  # noqa: FBT003 - a field's value
