"""Numbers that state no quantity: years and dates, times, citations, parts of names and labels."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.quantities.numbers import Number
from opsonin_plugins.taggers.quantities.units import Unit
from opsonin_plugins.taggers.quantities.word_list import word_set

_MONTHS = word_set(
    "Jan January Feb February Mar March Apr April May Jun June Jul July Aug August Sep Sept",
    "September Oct October Nov November Dec December",
)
_MONTH_BEGINNINGS = frozenset(month[:3] for month in _MONTHS)
#: Words before a number that it is a label of.
LABELS = word_set(
    "category chapter section row unit page pages pp p.p table tables tab figure figures fig",
    "figs volume vol number no nos type types phase stage grade level class part article step",
    "line room suite flight route highway act game day days-of-life season version v model",
    "series cd covid interstate title question item group groups apartment floor ref refs",
    "reference references eq equation appendix supplementary file files panel lane lanes exon",
    "exons intron codon position residue residues chromosome chr case patient visit cycle",
    "experiment study arm cohort box schedule protocol grant code id isbn issn doi pmid nct",
    "week month week's lesson rank ranked top-ranked channel domain helix site cluster",
    "subtype subtypes serotype serotypes genotype genotypes isoform variant lot cat catalog",
    "catalogue build release windows office iphone boeing airbus model-year minute min-mark",
    "area brca hla il ifn tnf cd4 cd8 who ii iii iv trial trials",
)
#: Labels that are also what is counted or measured when a unit or noun follows.
_WEAK_LABELS = word_set(
    "group groups study case level week day month cohort unit no grade id site trial trials",
    "minute patient who area top",
)
_SENTENCE_WORDS = word_set(
    "the a an in on at of for from to with by and or but about around over under nearly",
    "almost some up down than that these those all only just more less least most between",
    "after before since until within during when while as its his her their our there here it",
    "he she they we this out is are was were has have had if so not or per plus minus total",
    "roughly approximately another first last next every each both any us u.s among overall",
    "additionally approximately whereas however moreover mean median average age aged ages",
    "then thus further other others additional finally what which who where why how also even",
    "including currently today yesterday tomorrow results methods conclusions background",
    "objective conclusion setting participants findings sd se sem bmi range iqr usa uk you i",
    "my your via versus vs consisting were contains containing see",
    "or hr rr ci p n ci iqr sd aor ahr arr smd md wmd auc icc ratio cri range ior",
)
_NAME_BEFORE = re.compile(r"([A-Za-z][\w&/.\u2019'+-]*)[ \u00a0]\Z")
#: Longer words are looked at more closely.
_LONGEST_WORD = 24
#: What it ends in, besides letters and digits.
_SPACES, _NAME_ENDS = frozenset(" \u00a0"), frozenset("_&/.\u2019'+-")
_BRACKETED = re.compile(r"[0-9][0-9,;\s\u2013\u2010-]*[)\]]")
_LIST_MARK = re.compile(r"[.)]\s+[A-Z(\u201c\"]")
#: Issue and pages behind a volume: "20(10):585-586".
_VOLUME = re.compile(r"\([0-9]+(?:[-\u2013][0-9]+)?\):\s?[A-Za-z]?[0-9]+(?:[-\u2013][0-9]+)?")
#: A chemical group: "25(OH)D".
_GROUP = re.compile(r"\([A-Z]{1,2}[0-9]?\)")
#: A share as the stock exchange lists it: "688000.SH".
_SHARE = re.compile(r"\.(?:SH|SZ|HK|SS|KS|KQ|T|TW)\b")
#: The power of a test.
_POWER = re.compile(r"\s?[-\u2212\u2013]\s?(?:\u03b2|beta)\b")
_CHEMICAL = re.compile(
    r"-(?:[A-Z]|sided\b|tailed\b|way\b|dimensional\b|[a-z]\b|[a-z]*(?:hydroxy|oxo|amino|methyl|"
    r"ethyl|phenyl|deoxy|fluoro|chloro|"
    r"bromo|"
    r"nitro|keto|beta|alpha|gamma|azido|acet)[a-z]*|[a-z]*(?:ine|ol|yl|ase|ate|ide|acid|oic|ene|"
    r"ane|cin|one|al|an)\b)"
)
_PLAIN_WORD = re.compile(r"-[a-z]+")
_YEAR_COUNTS = re.compile(
    r"[ \u00a0](?:\w+[ ])?(?:patients|people|participants|cases|deaths|women|men|children|"
    r"subjects|individuals|adults|"
    r"samples|genes|miles|units|years|rpm|users|jobs|workers|homes|steps|students|births|"
    r"controls|mg|m|km|ml|kg|g)\b"
)
APPROXIMATE = word_set(
    "about nearly almost than over some around least approximately roughly to",
)
_TIME_AFTER = re.compile(r"\s?(?:[ap]\.?m\b|[AP]\.?M\b|o['\u2019]clock|hrs\b|GMT|CET|EST|ET\b)")
_TIME_BEGINNINGS = frozenset("apAPohGCE")
_IDLE_BEFORE = re.compile(
    r"(?:\b(?:no|any|every|some|each|the|this|that|another|which|at|day|only|good|right|wrong|"
    r"loved|big|just as|as|number|last|first|new|old|other|an?|"
    r"[a-z]+er|same)|-)\s?\Z",
    re.IGNORECASE,
)
_IDLE_AFTER = re.compile(
    r"[-\u2019']|\s(?:another|day|can|who|that|is|was|would|should|could|may|might|must|has|will|"
    r"to|by\sone|way|thing|hand|side|does|cannot|knows|more\sthing)\b"
    r"|\sof\s(?:the|its|our|his|her|their|my|your|these|those)?\s?(?:\w+[\u2019']s\s)?(?:most|"
    r"main|major|few|best|biggest|largest|leading|key|first|many|more|greatest|\w{3,}est)\b"
    r"|\s?[.,;!?)]|\s?\Z|\n"
)
#: "the second half of the year" is a time, and no share.
_NAMED_HALF = re.compile(r"\b(?:[Ff]irst|[Ss]econd|[Ll]atter|[Oo]ther|[Bb]ack|[Bb]etter)\s\Z")
#: What is tied to a quantity by a hyphen, and not the quantity to a name.
_QUANTITY_PREFIXES = ("sub-", "-to-", " to-", "under-", "over-", "plus-")
_ID_PREFIX = "#^_\u00a7\u2116@&\\"


def lookalike_end(  # noqa: PLR0911 - one question after the other
    text: str, number: Number, unit: Unit | None, last_end: int, *, is_plain: bool = False
) -> int:
    """Return where a stretch ends in which nothing is counted, or 0 if a number is a quantity.

    Args:
        text: The text.
        number: A number of it.
        unit: Its unit.
        last_end: Where the quantity before it ends.
        is_plain: Whether what stands right before it tells nothing.
    """
    start, end = number.start, number.end
    if number.is_word:
        return end if _is_idle_word(text, number, unit) else 0
    after = text[end : end + 1]
    if number.currency:
        return 0
    begun = 0 if is_plain else _begun_end(text, start, end, last_end)
    if begun:
        return begun
    if _is_tied(text, end, after, unit) or _marks_list(text, number, after):
        return end
    if after == "(" and (volume := _VOLUME.match(text, end)):
        return volume.end()
    if _is_time_or_year(text, number, unit, after, is_plain=is_plain):
        return end
    may_be_name = unit is None and not is_plain
    return end if may_be_name and _is_name(text, start, end, after, number.decimals) else 0


def _begun_end(text: str, start: int, end: int, last_end: int) -> int:
    """Return where a stretch ends that a bracket or glue before a number begins, or 0."""
    before = text[start - 1] if start else " "
    if before in "([":
        bracket = _BRACKETED.match(text, start)
        is_own = bracket and not _follows(text, start - 1, last_end, before)
        return bracket.end() if bracket and is_own else 0
    is_glued = not before.isspace() and _is_glued(text, start, end, before, last_end)
    return end if is_glued else 0


def _marks_list(text: str, number: Number, after: str) -> bool:
    """Tell whether a number counts the items of a list: "2. Eat less"."""
    is_mark = after in ".)" and number.decimals == 0 and _LIST_MARK.match(text, number.end)
    return bool(is_mark) and _begins_line(text, number.start)


def _begins_line(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t(")
    return not before or before[-1] == "\n"


def _follows(text: str, bracket: int, last_end: int, kind: str) -> bool:
    """Tell whether a bracket stands right behind a quantity: "45 (12)"."""
    at = bracket
    while at and text[at - 1] == " ":
        at -= 1
    return kind == "(" and 0 < at <= last_end


def _is_glued(  # noqa: PLR0911 - one question after the other
    text: str, start: int, end: int, before: str, last_end: int
) -> bool:
    """Tell whether what stands right before a number makes it a part of something else."""
    if before.isalnum() or before in _ID_PREFIX or before == ")":
        # Behind a bracket without a space stands the next cell of a damaged table.
        return True
    two = text[start - 2] if start > 1 else " "
    if before in "-\u2013\u2010\u2011\u2212":
        return (two.isalnum() or two == ")") and not text.endswith(_QUANTITY_PREFIXES, 0, start)
    if before == "\u00d7" and not two.isalnum():
        # A magnification; a product has a number on its left.
        return "magnif" in text[max(0, start - 40) : start]
    if before == ".":
        # A citation behind a full stop, but "infection.89 year old" lacks a space.
        return two.isalnum() and not re.match(
            r"[ -](?:year|month|patient|people|percent)", text[end : end + 9]
        )
    if before in ",/:":
        return two.isdigit() and start - 1 != last_end
    if before == "(":
        return two.isalpha()
    return False


def _is_tied(text: str, end: int, after: str, unit: Unit | None) -> bool:  # noqa: PLR0911 - one question after the other
    """Tell whether what stands right behind a number makes it a part of something else."""
    if unit is not None or not after:
        return False
    if after.isalpha() or after in "_'\u2019\u2032@":
        return True
    if after == "(":
        return bool(_GROUP.match(text, end))
    if after == "-" and _CHEMICAL.match(text, end):
        return True
    if after == "." and _SHARE.match(text, end):
        return True
    if after == ":":
        return text[end + 1 : end + 2].isdigit()
    if after == "/":
        return bool(re.match(r"/[0-9]+/|/[A-Za-z]|/0\b", text[end : end + 8]))
    if after in "\u2212\u2013-" or text[end : end + 2] in (" \u2212", " \u2013", " -"):
        return bool(_POWER.match(text, end))
    return after == "." and text[end + 1 : end + 2].isdigit()


def _is_time_or_year(  # noqa: PLR0911 - one question after the other
    text: str, number: Number, unit: Unit | None, after: str, *, is_plain: bool
) -> bool:
    start, end, value = number.start, number.end, number.value or 0.0
    if number.decimals == 2 and _is_time(text, end, after):  # noqa: PLR2004 - "8.30 am"
        return True
    if number.decimals or value > 2099 or value != int(value):  # noqa: PLR2004 - the last year
        return False
    if value <= 31 and unit is None:  # noqa: PLR2004 - days of a month
        is_month = after == " " and text[end + 1 : end + 4] in _MONTH_BEGINNINGS
        if is_month and _word_at(text, end + 1) in _MONTHS:
            return True
        if _is_time(text, end, after):
            return True
    is_year = value >= 1500 and end - start == 4  # noqa: PLR2004 - years of four digits
    if not is_plain and (is_year or value <= 31) and _month_before(text, start):  # noqa: PLR2004 - days of a month
        return True
    if not is_year:
        return False
    if unit is not None:
        return unit.word == "s" and after == "s"
    words = text[max(0, start - 16) : start].split()
    if (
        words
        and words[-1].lower() in APPROXIMATE
        and not (words[-1] == "to" and words[-2:-1] != ["up"])
    ):
        return False
    return _YEAR_COUNTS.match(text, end) is None and not (words and words[-1] == "=")


def _is_time(text: str, end: int, after: str) -> bool:
    first = text[end + 1 : end + 2] if after == " " else after
    return first in _TIME_BEGINNINGS and _TIME_AFTER.match(text, end) is not None


def _word_at(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end].isalpha() and end - start < 10:  # noqa: PLR2004 - September
        end += 1
    return text[start:end]


def _month_before(text: str, start: int) -> bool:
    """Tell whether a month stands before a number: "Oct. 2020", "May 5", "5 May, 2020"."""
    before = text[max(0, start - 13) : start].rstrip(" ,.\u00a0")
    return before[-1:].isalpha() and before.split()[-1].lstrip("(") in _MONTHS


def _may_be_named(text: str, start: int) -> bool:
    """Tell whether the word before a number may be a name or label; most are neither."""
    last = text[start - 2 : start - 1]
    if text[start - 1 : start] not in _SPACES or not (last.isalnum() or last in _NAME_ENDS):
        return False
    space = text.rfind(" ", max(0, start - _LONGEST_WORD), start - 1)
    word = text[space + 1 : start - 1] if space >= 0 else ""
    return not (word.isalpha() and word.islower() and word.isascii()) or word in LABELS


def _is_name(text: str, start: int, end: int, after: str, decimals: int) -> bool:
    """Tell whether a number belongs to the label or name before it: "type 1", "Table 2"."""
    if not _may_be_named(text, start):
        return False
    first = max(0, start - 30)
    before = _NAME_BEFORE.search(text[first:start])
    if before is None:
        return False
    word = before[1]
    lower = word.lower().rstrip(".")
    if lower in LABELS:
        return not (lower in _WEAK_LABELS and _counts_something(text, end))
    is_name = word[0].isupper() or any(sign.isdigit() for sign in word)
    if not is_name or decimals > 1 or lower in _SENTENCE_WORDS or word.endswith(("\u2019s", "'s")):
        return False
    head = (
        text[: first + before.start(1)].rstrip()
        if first == 0
        else text[max(0, first - 8) : first + before.start(1)].rstrip()
    )
    is_begin = not head or head[-1] in '.!?:;\u201c"'
    if is_begin and not word.isupper():
        return False
    return not (after == "-" and _PLAIN_WORD.match(text, end)) and not _counts_something(text, end)


_COUNTED_AFTER = re.compile(r"\s[a-z]+s\b|\s[a-z]+\s[a-z]+s\b|\s?(?:%|\u00b0)")
_NO_COUNTED = re.compile(
    r"\s(?:was|is|has|as|vs|versus|shows|does|comprises|includes|its|this|his|levels|alters|plus|"
    r"across)\b|\s[a-z]+\s(?:is|was|has|as|its|this)\b"
)


def _counts_something(text: str, end: int) -> bool:
    return _COUNTED_AFTER.match(text, end) is not None and not _NO_COUNTED.match(text, end)


_MEMBER = re.compile(r"\b(?:is|was|be|been|being|becomes?|became|as|among) (?:now |just |only )?\Z")


def _is_idle_word(text: str, number: Number, unit: Unit | None) -> bool:
    """Tell whether a number in words counts nothing: "one of them", "no one", "the one who"."""
    start, end = number.start, number.end
    if number.value == 0.5 and _NAMED_HALF.search(text, max(0, start - 10), start):  # noqa: PLR2004 - a half
        return True
    if number.value not in (0.0, 1.0) or end - start > 5 or unit is not None:  # noqa: PLR2004 - "zero"
        return text[end : end + 1] == "-" and bool(_CHEMICAL.match(text, end)) and unit is None
    before = text[max(0, start - 12) : start]
    if text.startswith(" of the ", end) and before.endswith(", "):
        # "Jane Doe, one of the authors"
        return True
    if text.startswith(" of ", end) and _MEMBER.search(before):
        # "is one of 17 million" counts the others, not her.
        return True
    return bool(_IDLE_BEFORE.search(before) or _IDLE_AFTER.match(text, end))
