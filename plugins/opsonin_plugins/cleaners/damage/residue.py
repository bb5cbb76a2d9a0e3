"""Signs and spaces that went wrong on the way, where more than one repair is thinkable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opsonin_plugins.cleaners.damage.page import Damage, Page

GLUED = "glued"
MOJIBAKE = "mojibake"
WIDTH = "full_width"
PUNCTUATION = "punctuation"
HYPHEN = "hyphenation"

#: Two function words in one. Source: Quirk et al. (1985), 2.34; none of these is a word.
_TWO_WORDS = (
    "ofthe|inthe|tothe|forthe|onthe|andthe|bythe|fromthe|withthe|thatthe|isthe|asthe|atthe|"
    "wasthe|intothe|ofthis|inthis|ofthese|ofa|tobe|hasbeen|havebeen|canbe|andin|"
    "wasnot|arenot|isnot|didnot|doesnot|suchas|dueto|morethan|lessthan|weused|wefound"
)
#: A dash that lost its spaces: a plural with an adjective, or a word with one that begins a clause.
#: Source: Quirk et al. (1985), appendix I.58: compounds have their first noun in the singular.
_CLAUSES = "which|because|although|whereas|however|they|there"
_DASH = (
    r"\b(?:[a-z]{3,20}[^aious\W\d_]s-[a-z]{2,12}(?:less|ful|ous|able|ible)|"
    rf"[a-z]{{4,20}}-(?:{_CLAUSES}))(?= [a-z])"
)
_SINGULAR = frozenset(
    ("sales", "news", "sports", "arms", "goods", "systems", "services", "hands", "always",
     "perhaps", "sometimes", "towards", "series", "species", "diabetes", "rabies", "herpes")
)  # fmt: skip
_COMMA = (
    r"\b[a-z]{4,},(?:and|but|or|the|which|with|who|while|this|these|we|it|in|as|to|is|was|"
    r"[A-Z][a-z]{2,20})\b"
)
#: What begins a sentence, glued to a word too short or too doubtful for cleaner ``repairs``.
_OPENERS = (
    "The|This|These|There|He|She|It|They|We|But|However|And|In|According|Researchers|Scientists|"
    "Doctors|Patients|People|Experts|Some|Many"
)
_SEAM = rf"\b[a-z]{{2,20}}[.!?]?(?:{_OPENERS}) (?=[a-z]{{2}})"
_GLUED = rf"\b(?:{_TWO_WORDS})\b|{_DASH}|{_COMMA}|{_SEAM}"

#: UTF-8 read as a single-byte code, and what a reader puts in the place of bytes it cannot read.
#: Source: RFC 3629, 3; Unicode Standard, 3.9 (U+FFFD substitution).
_MOJIBAKE = (
    "\ufffd|\u00e2\u20ac|\u00c3[\u0080-\u00bf\u2018-\u203a\u0152-\u017e\u02c6\u02dc]|\u00ef\u00bf\u00bd|"
    "\u00c2[\u00a0-\u00bf]|[a-z]{2}\\?(?:s|t|re|ve|ll)\\b"
)
#: Source: Unicode Standard, block Halfwidth and Fullwidth Forms; CJK Symbols and Punctuation.
_WIDE = "[\uff01-\uff5e\u3001\u3002\u300c\u300d\u3010\u3011\u3000]+"
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]")
#: Signs that do not follow each other. Full stops of abbreviations stand before commas.
_PAIRS = r",,|;;|,;|,\.(?!\d|\.)|(?:^|\s)[,;](?=[A-Za-z])"
#: A word cut at the end of a line that is gone. Source: Chicago Manual of Style, 7.36.
_CUT = (
    r"\b[a-z]{2,12}- (?:tions?|ments?|ings?|ity|ical|ically|ated|ations?|sion|ness|ence|ance|able|"
    r"ous|ized|ised|lated|duced|creased)\b"
)

_ALL = re.compile(
    rf"(?P<glued>{_GLUED})|(?P<mojibake>{_MOJIBAKE})|(?P<width>{_WIDE})|(?P<pairs>{_PAIRS})|"
    rf"(?P<cut>{_CUT})",
    re.MULTILINE,
)
#: Stands in every text that has something for `residue`.
SIGN = "|".join(
    (
        rf"\b(?:{_TWO_WORDS})\b",
        r"[a-z]s-[a-z]+(?:less|ful|ous|able|ible) ",
        rf"-(?:{_CLAUSES}) ",
        _COMMA,
        rf"\b[a-z]{{2,20}}[.!?]?(?:{_OPENERS}) [a-z]",
        _MOJIBAKE,
        _WIDE,
        r",,|;;|,;|,\.|(?:^|\s)[,;][A-Za-z]",
        _CUT,
    )
)

_DETAILS = {
    "glued": (GLUED, "a space is missing"),
    "mojibake": (MOJIBAKE, "characters that were decoded wrongly"),
    "width": (WIDTH, "full-width signs in a text of narrow ones"),
    "pairs": (PUNCTUATION, "signs that do not follow each other"),
    "cut": (HYPHEN, "a word that was cut at the end of a line"),
}


def residue(page: Page) -> Iterator[Damage]:
    """Yield what decoding, scraping and typesetting left."""
    text = page.text
    for match in _ALL.finditer(text):
        start = match.start() + match[0][:1].isspace()
        end = match.end() - match[0][-1:].isspace()
        if page.paragraph_at(start) is None or _is_meant(text, match):
            continue
        kind, detail = _DETAILS[str(match.lastgroup)]
        yield Damage(start, end, kind, detail)


def _is_meant(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if match.lastgroup == "glued" and match[0][-1] == " ":
        return _is_name(match[0][:-1])
    if match.lastgroup == "glued":
        return match[0].split("-")[0] in _SINGULAR or text[start - 1 : start] == "-"
    if match.lastgroup == "width":
        return _CJK.search(text, max(start - 8, 0), end + 8) is not None
    return False


def _is_name(word: str) -> bool:
    """Return whether a word with a capital inside may be a name: plugIn, linkedIn, checkIt."""
    return word.endswith(("In", "It", "He", "And", "We")) and "." not in word
