"""Names of statistics right before a number: "n = ", "p < ", "OR ", "95% CI: ", "mean ".

Source: the reporting items of CONSORT 2010 and STROBE 2007, and the statistical abbreviations of
the AMA Manual of Style, 11th edition, chapter 19.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from opsonin_plugins.taggers.quantities.word_list import word_set

_RATIOS = {
    "odds_ratio": r"(?:[Aa]djusted |[Pp]ooled |[Cc]rude |[Uu]nadjusted )?[Oo]dds ratios?|a?ORs?|"
    # As spinners exchange the words.
    r"[Cc]hances ratios?|"
    r"AOR|COR|cOR",
    "hazard_ratio": r"(?:[Aa]djusted )?[Hh]azards? ratios?|a?HRs?|AHR|sHR|SHR",
    "risk_ratio": r"(?:[Rr]isk|[Dd]anger|[Tt]hreat) ratios?|[Rr]elative risks?|[Rr]ate ratios?|"
    r"[Pp]revalence ratios?|a?RRs?|ARR|PRs?|IRRs?",
    "standardised_ratio": r"S[MI]Rs?",
}
_OTHERS = {
    "p_value": r"(?:[Pp][- ]?[Vv]alues?|[Pp](?:[- ]?(?:for )?(?:trend|interaction|"
    r"heterogeneity))?|[Pp]\s?(?:trend|interaction|adj))",
    "sample": r"[nN]s?",
    "coefficient": r"(?:r|R2|R\u00b2|r2|r\u00b2|\u03b2|beta|B|\u03ba|kappa|ICC|AUC|AUROC|\u03b1|"
    r"rho|\u03c1|\u03b7p?2|\u03b72|d|SMD|MD|WMD|I2|I\u00b2)",
    "test_statistic": r"(?:t|F|z|Z|U|H|W|Q|\u03c72|\u03c7\u00b2|X2|[Cc]hi-?square|df)",
    "spread": r"(?:IQR|SD|SE|SEM|sd|s\.d\.|S\.D\.|[Ss]tandard deviation|[Ss]tandard error)",
    "mean": r"(?:[Mm]ean|[Aa]verage|M)",
    "median": r"(?:[Mm]edian|Mdn)",
}
_FORMS = {**_RATIOS, **_OTHERS}
_LINK = (
    r"(?:\s?\((?:[A-Za-z]{1,4}|[0-9]{1,3}(?:,\s?[0-9]{1,3})?)\)|\s?\[[A-Za-z]{1,4}\])?"
    r"(?:\s?[=\u00b1<>\u2264\u2265\u2a7d\u2a7e:\u2248~]{1,2}|,| of| was| is| were| equal to|"
    r" less than| greater than| as low as)?"
    r"\s{0,2}[\[(]?\Z"
)
_LABEL = re.compile(
    # Every name begins with a letter: to ask that first spares most places all the names.
    r"(?<![A-Za-z0-9_\u00b2-])(?=[^\W\d_])(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items())
    + r")(?:\s?[\])])?(?P<link>"
    + _LINK[: _LINK.rindex(r"\Z")]
    + r")\Z"
)
_MARKS = "\u00b1=<>\u2264\u2265\u2a7d\u2a7e:\u2248~,"
#: Last words, without brackets, behind which a number has a name. What ends in a letter and is
#: none of them is most text.
LAST_WORDS = word_set(
    "of was is were than to ratio ratios risk risks low",
    "OR ORs aOR aORs AOR COR cOR HR HRs aHR aHRs AHR sHR SHR RR RRs aRR ARR PR PRs IRR IRRs",
    "SMR SMRs SIR SIRs SD SDs SE SEM sd IQR",
)
#: Those that only join a name to its number, and small words that such a name ends in.
_LINKS = frozenset({"of", "was", "is", "were", "to", "than", "low"})
_LINKED = word_set(
    "ratio ratios risk risks value values trend interaction heterogeneity adj p deviation error sd",
    "equal less greater as",
)
_INTERVAL = re.compile(
    r"(?:(?P<ci>(?:[0-9.·]{2,4}\s?(?:%|percent|per cent)[\s-])?(?:CIs?|CrIs?|"
    r"(?:[Ss]elf-)?[Cc]onfidence [Ii]ntervals?|[Cc]redible [Ii]ntervals?)(?:\s?\[CI\]|\s?\(CI\))?)"
    r"|(?P<iqr>[Ii]nter-?quartile [Rr]anges?(?:,? ?[\[(]IQR[\])])?|IQRs?)"
    r"|(?P<range>[Rr]anges?|[Rr]anging|[Rr]anged|min-max))"
    r"(?:\s?[\])])?\s?(?:[:=,;]|of|from|was|is|between)?\s?(?:from\s|between\s)?[\[({]?\Z"
)
#: What every form of it holds: to look for them takes a tenth of the time.
_INTERVAL_SIGNS = ("CI", "CrI", "nterval", "IQR", "ang", "min-max")
_LEVEL_AFTER = re.compile(
    r",?[ \u00a0-]?(?:of\s)?(?:CIs?\b|CrIs?\b|(?:[Ss]elf-)?[Cc]onfidence|[Cc]redible|HDI\b|LoA\b|"
    r"[Ll]imits of agreement)"
)
_MEANS = re.compile(
    r"\b(?:(?P<mean>[Mm]eans?|averages?|Average(?= (?:age|of|time)\b)|averaging|averaged)|"
    r"(?P<median>[Mm]edians?))\b(?P<age>(?:\s\w+){0,2}?\s[Aa]ge)?"
    r"(?:\s\(s\.d\.\))?[^.;,=<>]{0,24}\Z"
)
_AGE = re.compile(
    r"\b(?:[Aa]ges?|[Aa]ged|ages? of|years of age)\b(?:[\s,:=(]|of|was|were|is|from|between|the|"
    r"range|mean|median|SD|\u00b1|over|under|about|than|at|least|up|to){0,9}\Z"
)
#: The words in it: behind all others no number is an age.
AGE_WORDS = word_set(
    "age ages aged of was were is from between the range mean median over under about than at",
    "least up to",
)


#: "Ada Byron, 67, a retired" and "people over 60". Source: AP Stylebook, ages, for the first.
_NAMED_BEFORE = re.compile(
    r"(?<![\w-])(?!In |At |On |From |To |The |By |Near |Outside )"
    r"(?:\b(?:[A-Z][\w\u2019'-]+|[A-Z]\.)\s){1,3}(?:[A-Z][\w\u2019'-]+),(?: now)?\s\Z"
)
_KIN_BEFORE = re.compile(
    r"\b(?:(?:grand|step)?(?:mother|father|son|daughter)|husband|wife|brother|sister|man|woman|"
    r"aunt|uncle|boy|girl|widow|widower|friend|neighbou?r),(?: now)?\s\Z"
)
_APPOSED_AFTER = re.compile(
    r",\s(?:[\u201c\"]|(?:an?|the|who|whose|of|from|and|said|says|told|was|is|had|has|died|lost|lives|lived|"
    r"[a-z]{3,}ed)\b)"
)
_PEOPLE_BEFORE = re.compile(
    r"\b(?:[Cc]hildren|People|Adults|Women|Men|Patients|Those|people|persons|adults|men|women|patients|those|anyone|everyone|participants|"
    r"individuals|volunteers|smokers|residents|workers|someone)\s"
    r"(?:over|under|above|below|older than|younger than)\s(?:the\s)?\Z"
)
#: What stands right before a number behind them.
_PEOPLE_ENDS = ("over", "under", "above", "below", "than", "the")
_OLDEST = 110


class Label(NamedTuple):
    """What a number is called.

    Attributes:
        kind: Kind of the statistic.
        role: What exactly it is; None where the kind says all.
        start: First code point of its name.
    """

    kind: str
    role: str | None
    start: int


def label_before(text: str, start: int) -> Label | None:
    """Return the name of a statistic that stands right before a number.

    >>> label_before("odds ratio, 1.9", 12)
    Label(kind='ratio', role='odds_ratio', start=0)
    """
    at = start - 1
    while at >= 0 and text[at] in " \u00a0\u2009\u202f([":
        at -= 1
    if at < 0 or not _may_name(text, at):
        return None
    first = max(0, start - 40)
    hit = _LABEL.search(text[first:start])
    if hit is None or hit.lastgroup is None:
        return None
    return _named(hit, first)


def _may_name(text: str, at: int) -> bool:
    """Tell whether a name of a statistic can end with the character at a place."""
    last = text[at]
    if last == ",":
        at -= 1
    elif not last.isalpha():
        return last in _MARKS or last in ")]"
    space = text.rfind(" ", max(0, at - 10), at)
    word = text[space + 1 : at + 1]
    if word not in LAST_WORDS:
        return word.lstrip("([") in LAST_WORDS
    if word not in _LINKS or space < 1:
        return True
    named = text[text.rfind(" ", max(0, space - 24), space) + 1 : space]
    return named in _LINKED or not (named.isalpha() and named.islower() and named.isascii())


def _named(hit: re.Match[str], first: int) -> Label | None:
    name = next(key for key, part in hit.groupdict().items() if part is not None)
    link = hit["link"]
    is_bare = not any(sign in _MARKS and sign != "," for sign in link)
    start = first + hit.start()
    if name in _RATIOS:
        return Label("ratio", name, start)
    if name in ("mean", "median"):
        return None if is_bare else Label(name, name, start)
    if is_bare and name != "spread" and not (name == "p_value" and link.strip()):
        return None
    if name == "sample":
        return Label("count", "sample", start)
    return Label(name, None, start)


def interval_before(text: str, start: int) -> Label | None:
    """Return what an interval is called that begins with a number here.

    >>> label_before("(95% CI 1.1", 8), interval_before("(95% CI 1.1", 8).role
    (None, 'confidence_interval')
    """
    first = max(0, start - 48)
    before = text[first:start]
    if not any(sign in before for sign in _INTERVAL_SIGNS):
        return None
    hit = _INTERVAL.search(before)
    if hit is None:
        return None
    role = "confidence_interval" if hit["ci"] else "interquartile_range" if hit["iqr"] else "range"
    return Label("interval", role, first + hit.start())


def is_level(text: str, end: int) -> bool:
    """Tell whether a percentage that ends here is the level of an interval: "95% CI"."""
    return _LEVEL_AFTER.match(text, end) is not None


def average_before(text: str, start: int) -> str | None:
    """Return ``mean`` or ``median`` if a number is said to be one."""
    before = text[max(0, start - 48) : start]
    if "ean" not in before and "edian" not in before and "verag" not in before:
        return None
    hit = _MEANS.search(before)
    return hit and ("mean" if hit["mean"] else "median")


def is_age(text: str, start: int) -> bool:
    """Tell whether the words before a number say that it is an age."""
    before = text[max(0, start - 36) : start]
    return "ge" in before and _AGE.search(before) is not None


def is_age_by_its_place(text: str, start: int, end: int, value: float | None) -> bool:
    """Tell whether a bare number is an age because of who stands before it.

    >>> text = "Ada Byron, 67, a retired"
    >>> is_age_by_its_place(text, 11, 13, 67.0)
    True
    """
    if value is None or not 1 <= value <= _OLDEST or value != int(value):
        return False
    first = max(0, start - 48)
    if text.startswith(",", end) and text.endswith((", ", " now "), 0, start):
        if _APPOSED_AFTER.match(text, end) is None:
            return False
        return any(form.search(text, first, start) for form in (_NAMED_BEFORE, _KIN_BEFORE))
    if not text[first:start].rstrip().endswith(_PEOPLE_ENDS):
        return False
    return _PEOPLE_BEFORE.search(text, first, start) is not None
