"""Sentences run into each other: capitals in the middle, small letters at the beginning.

Where a link stood, its words often keep their own capital or are gone, so that a clause begins
with a capital behind a word that cannot end a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.cleaners.damage.page import Damage, Page

LINK_LOSS = "link_loss"
CASE = "mt_case"

# Closed classes: none of these begins a name that goes on in small letters.
# Source: Quirk et al., A Comprehensive Grammar of English (1985), 2.34, function words.
_PRONOUNS = "The|It|He|She|They|We|An|This|These|There|Those|Another|Its|Their"
_CONJUNCTIONS = (
    "If|But|Although|While|When|Because|However|Since|Though|Whereas|Unless|Which|Where|And|So|"
    "Whether|Therefore|Thus|Moreover"
)
#: Participles and verbs of reporting, with the word that they need behind them.
_REPORTED = (
    r"(?:[A-Z][a-z]{0,14}[a-df-z]ed|Found|Led|Said|Shown|Known|Seen) "
    "(?:[Bb]y|[Ii]n|[Oo]n|[Aa]t|[Tt]hat|to|as|of|during|after|from|with|the|a|this|last|her|his|"
    "their|earlier|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
)
#: Names that end like participles.
_NAMED = re.compile(
    r"(?:Ahmed|Moham+ed|Muhammed|Hamed|Khaled|Waleed|Javed|Jared|Alfred|Fred|Wilfred|Mildred|Manfred|"
    r"United|Allied|Limited|Incorporated|Med|Red|Ted|Ned|Bed|Said|Sayed|Rashed|Majed|Saeed) "
)
_DAYS = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DETERMINERS = "these|those|this|the|an?|their|its|his|her|our"
#: What names a source, which link texts often begin with.
_SOURCES = (
    "(?:new|recent|latest|previous|earlier|separate|another) (?:Study|Studies|Research|Report|"
    "Analysis|Review|Survey|Investigation|Paper|Trial|Statement|Article)"
)
_ADVERBS = (
    "Newly|Recently|Currently|Previously|Finally|Usually|Generally|Typically|Probably|Possibly|"
    "Fortunately|Unfortunately|Similarly|Additionally|Especially|Particularly|Mainly|Mostly|"
    "Nearly|Approximately|Simply|Clearly|Directly|Eventually|Immediately|Initially|Originally|"
    "Potentially|Significantly|Specifically|Subsequently|Consequently"
)

_STARTERS = "Called|Known|Published|Led|Including|Based|According|Such"

_RUN_ON = re.compile(
    rf"(?P<loss>(?:{_PRONOUNS})(?= [a-z]{{2}}| \d)|{_REPORTED}\b|(?:On|In|By)(?= {_DAYS}\b))|"
    rf"(?P<case>(?:{_CONJUNCTIONS})(?= [a-z]))"
)
_AFTER_COMMA = re.compile(
    rf"(?:(?:{_PRONOUNS}|{_CONJUNCTIONS}|{_ADVERBS})(?= [a-z]{{2}})|(?:{_STARTERS})(?= [a-z])|"
    rf"[A-Z][a-z]{{2,16}}ing(?= (?:{_DETERMINERS}) [a-z]))"
)
#: A capital in the middle. The capital comes first, as that is searched for the fastest.
_CAPITAL = re.compile(r"[A-Z](?:(?<=[a-z] [A-Z])|(?<=[a-z\d], [A-Z]))(?=[a-z])")
_ONE_CAPITAL_ON = re.compile(r"[A-Z][a-z]{2,16} (?P<prep>On|In|By) " + _DAYS + r"\b")
_ARTICLES = re.compile(r"(?<=[a-z]{2} )(?:an?|the) (?:A|An|The) (?=[a-z]{2})")
_LAST_WORD = re.compile(r"(?:^|[\s(\u201c\"'\u2018\u2014\u2013/-])([a-z][a-z'\u2019]+)$")
#: Chinese and Korean surnames, and words that names and labels end with.
_SURNAME = re.compile(r"(?:He|She|An|So|We) (?:et|and|was born)\b")
#: Before the title of a work, or a name that begins with an article.
_BEFORE_TITLE = frozenset(
    ("titled", "entitled", "called", "named", "headlined", "film", "book", "series", "song",
     "novel", "movie", "album", "documentary", "show", "podcast", "magazine", "journal", "of",
     "in", "by", "at", "on", "from", "for", "to", "with", "and", "or", "the", "a", "an", "vs",
     "versus", "as", "de", "la", "van", "von", "word", "words", "term", "phrase", "arm", "group",
     "option", "see")
)  # fmt: skip
_SOURCE = re.compile(rf"\b{_SOURCES}(?= [a-z])")
_MISSING_ARTICLE = re.compile(
    rf"\b{_DAYS} \d{{1,3}}[ -]years?[ -]old (?:man|woman|boy|girl|male|female|patient)\b"
)
#: Words that only begin a sentence with a capital.
_STARTING = (
    "such|and|but|as|which|because|while|where|when|although|however|the|this|these|they|that|"
    "there|it|in|with|for|if|we|he|she|also|including|according|or"
)
_SMALL_START = re.compile(rf"\.(?<=[a-z]{{5}}\.) (?=(?:{_STARTING})\s)")
#: Source: ISO 4 and common usage; abbreviations of five letters and more.
_SHORTENED = frozenset(
    ("approx", "subsp", "suppl", "assoc", "pharm", "manuf", "refrig", "temp", "equiv", "respec",
     "prelim", "unpubl", "commun", "figure", "incl", "excl", "corresp", "chapt", "biovar",
     "subfam", "cultiv", "hosp", "admin", "environ", "spect", "calcd", "recryst")
)  # fmt: skip
_SMALL_I = re.compile(r" i(?:'m|\u2019m)? [a-z]")
_NEAR = 30
#: Running text has few capitals; headings and titles of works have many.
_CONTEXT, _MAX_CAPITALS = 60, 0.5

#: Stands in every text that has something for `splices`.
SIGN = "|".join(
    (
        rf"[a-z\d],? (?:{_PRONOUNS}|{_CONJUNCTIONS}) [a-z\d]",
        rf"[a-z] {_REPORTED}",
        rf"[a-zA-Z] (?:On|In|By) {_DAYS}",
        rf", (?:{_ADVERBS}|{_STARTERS}) ",
        rf", [A-Z][a-z]+ing (?:{_DETERMINERS}) ",
        r" (?:an?|the) (?:A|An|The) [a-z]",
        rf"{_SOURCES} [a-z]",
        r"day \d+[ -]years?[ -]old",
        rf"[a-z]{{5}}\. (?:{_STARTING})\s",
    )
)


def splices(page: Page) -> Iterator[Damage]:
    """Yield the places where two sentences or clauses run into each other.

    Source: comma splices and fused sentences as in Quirk et al. (1985), appendix III.
    """
    found = [*_capitals(page), *_gaps(page)]
    yield from found
    losses = [damage.start for damage in found if damage.kind == LINK_LOSS]
    # Some write without capitals altogether.
    is_small = _SMALL_I.search(page.text) is not None
    for match in _SMALL_START.finditer(page.text):
        at = match.end()
        is_part_of_loss = any(0 <= start - at < _NEAR for start in losses)
        if (
            not is_part_of_loss
            and not is_small
            and page.paragraph_at(at)
            and not _is_shortened(page.text, match)
        ):
            end = page.text.find(" ", at)
            yield Damage(at, end, CASE, "a sentence begins with a small letter")


def _is_shortened(text: str, match: re.Match[str]) -> bool:
    word = _LAST_WORD.search(text[max(match.start() - 30, 0) : match.start()])
    return word is None or word[1] in _SHORTENED


def _capitals(page: Page) -> Iterator[Damage]:
    text = page.text
    for match in _CAPITAL.finditer(text):
        at = match.start()
        is_comma = text[at - 2] == ","
        splice = (_AFTER_COMMA if is_comma else _RUN_ON).match(text, at)
        if splice is None:
            continue
        if page.paragraph_at(at) is None or _is_title(text, at, is_comma=is_comma):
            continue
        if is_comma:
            yield Damage(at, splice.end(), CASE, "a capital behind a comma")
        elif splice.lastgroup == "loss":
            yield Damage(*_around(text, splice), LINK_LOSS, "a clause begins behind a gap")
        else:
            yield Damage(at, splice.end(), CASE, "a capital in the middle of a sentence")


def _is_title(text: str, at: int, *, is_comma: bool) -> bool:
    """Return whether a capital may belong to the title of a work or to a name."""
    if _SURNAME.match(text, at) or _NAMED.match(text, at):
        return True
    before = text[max(at - _CONTEXT, 0) : at]
    words = before.split()[1:]
    n_capitals = sum(word[:1].isupper() for word in words)
    if n_capitals > len(words) * _MAX_CAPITALS:
        return True
    if is_comma:
        return False
    word = _LAST_WORD.search(before.rstrip())
    return word is None or word[1] in _BEFORE_TITLE


def _around(text: str, splice: re.Match[str]) -> tuple[int, int]:
    """Return a splice with the word in front of it."""
    return text.rfind(" ", 0, splice.start() - 1) + 1, splice.end()


def _gaps(page: Page) -> Iterator[Damage]:
    text = page.text
    for match in _ARTICLES.finditer(text):
        if page.paragraph_at(match.start()):
            start, end = match.start(), match.end() - 1
            yield Damage(start, end, LINK_LOSS, "two articles around a gap")
            yield Damage(start, end, CASE, "a capital in the middle of a sentence")
    for match in _ONE_CAPITAL_ON.finditer(text):
        before = _LAST_WORD.search(text[max(match.start() - 30, 0) : match.start()].rstrip())
        is_there = before is not None and page.paragraph_at(match.start())
        if is_there and not _is_title(text, match.start("prep"), is_comma=True):
            yield Damage(*match.span(), LINK_LOSS, "a clause begins behind a gap")
    for match in _SOURCE.finditer(text):
        if page.paragraph_at(match.start()) and not _is_title(text, match.end(), is_comma=True):
            yield Damage(*match.span(), LINK_LOSS, "a link's own capital in a sentence")
    for match in _MISSING_ARTICLE.finditer(text):
        if page.paragraph_at(match.start()):
            yield Damage(*match.span(), LINK_LOSS, "words are missing before an age")
