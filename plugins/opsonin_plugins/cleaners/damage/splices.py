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
_PRONOUNS = (
    "The|It|He|She|They|We|An|This|These|There|Those|That|Who|Another|Its|Their|Was|Were|Has|Had|"
    "Is|Are|Could|Would|Should"
)
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
    r"United|Allied|Limited|Sayed|Rashed|Majed|Saeed) "
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

_STARTERS = (
    "Called|Known|Published|Led|Including|Based|According|Such|All|Both|Each|Every|Most|Some|Many|"
    "Several|For|In|As|At|On|To|With|From|By|Not|Also|Even"
)

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
_ONE_CAPITAL_ON = re.compile(rf"(?<=[a-z] )[A-Z][a-z]{{2,16}} (?:On|In|By) {_DAYS}\b")
_ARTICLES = re.compile(r"(?<=[a-z]{2} )(?:an?|the) (?:A|An|The)(?= [a-z]{2})")
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
_SOURCE = re.compile(rf"\b{_SOURCES}(?= [a-z]| {_REPORTED}\b)")
#: A year ends a clause, and the next one follows without a stop.
_AFTER_YEAR = re.compile(
    r"\b(?:in|of|since|until|by|from) (?:19|20)\d\d "
    rf"(?:{_PRONOUNS}|{_CONJUNCTIONS})(?= [a-z]{{2}})"
)
_NAME_SAID = re.compile(
    r"(?<=[a-z] )(?:Said|Told|Added|Explained|Noted)(?= (?:that|the|a|in|he|she|it|they|to)\b)"
)
_MISSING_ARTICLE = re.compile(
    rf"\b{_DAYS} \d{{1,3}}[ -]years?[ -]old (?:man|woman|boy|girl|male|female|patient)\b"
)
#: Words that only begin a sentence with a capital.
_STARTING = (
    "such|and|but|as|which|because|while|where|when|although|however|the|this|these|they|that|"
    "there|it|in|with|for|if|we|he|she|also|including|according|or|said|says|patients|people|"
    "researchers|scientists|doctors|experts|children|women|vaccines?|studies|results|some|many|most|"
    "after|before|during|since"
)
_SMALL_START = re.compile(rf"\.(?<=[a-z]{{5}}\.) (?P<word>{_STARTING})(?=\s)")
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

_INSIDE = "a capital in the middle of a sentence"
#: What is damage wherever it stands in a sentence: pattern, kind, detail.
_PLACES = (
    (_ARTICLES, LINK_LOSS, "two articles around a gap"),
    (_ARTICLES, CASE, _INSIDE),
    (_ONE_CAPITAL_ON, LINK_LOSS, "a clause begins behind a gap"),
    (_AFTER_YEAR, CASE, "a clause begins behind a year"),
    (_NAME_SAID, CASE, _INSIDE),
    (_SOURCE, LINK_LOSS, "a link's own capital in a sentence"),
    (_MISSING_ARTICLE, LINK_LOSS, "words are missing before an age"),
)

#: Stands in every text that has something for `splices`.
SIGN = "|".join(
    (
        rf"[a-z\d],? (?:{_PRONOUNS}|{_CONJUNCTIONS}) [a-z\d]",
        rf"[a-z] {_REPORTED}",
        rf"[a-zA-Z] (?:On|In|By) {_DAYS}",
        rf", (?:{_ADVERBS}|{_STARTERS}) ",
        rf", [A-Z][a-z]+ing (?:{_DETERMINERS}) ",
        r" (?:an?|the) (?:A|An|The) [a-z]",
        rf"{_SOURCES} [a-zA-Z]",
        rf" (?:19|20)\d\d (?:{_PRONOUNS}|{_CONJUNCTIONS}) [a-z]",
        r"[a-z] (?:Said|Told|Added|Explained|Noted) (?:that|the|a|in|he|she|it|they|to) ",
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
        at = match.start("word")
        is_part_of_loss = any(0 <= start - at < _NEAR for start in losses)
        if (
            not is_part_of_loss
            and not is_small
            and page.paragraph_at(at)
            and not _is_shortened(page.text, match)
        ):
            yield Damage(at, match.end(), CASE, "a sentence begins with a small letter")


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
            yield Damage(at, splice.end(), CASE, _INSIDE)


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
    for pattern, kind, detail in _PLACES:
        for match in pattern.finditer(page.text):
            at = match.start()
            if page.paragraph_at(at) and not _is_title(page.text, at, is_comma=True):
                yield Damage(at, match.end(), kind, detail)
