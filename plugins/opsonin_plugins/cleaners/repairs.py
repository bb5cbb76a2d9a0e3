"""Cleaner ``repairs``: typographic damage that has one safe reading.

Translation and scraping leave indents, doubled full stops, and sentences or words glued together
where a link or a paragraph stood; typesetting breaks lines and words. Only what cannot be meant is
repaired; the rest is left to the flags. Addresses, identifiers, file names, numbers and
abbreviations are never touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from opsonin import Cleaned, Cleaner, Context, Documents, Edit, NoOptions, Row, Span
from opsonin_plugins.cleaners.punctuation import PUNCTUATION_SIGN, punctuation_edits
from opsonin_plugins.cleaners.signs import may_hold
from opsonin_plugins.cleaners.spacing import SPACING_SIGN, spacing_edits
from opsonin_plugins.cleaners.wrapping import WRAP_SIGN, wrap_edits

#: Words that begin a sentence or clause but are no part of a name. Closed classes, so that
#: PubMed, medRxiv or gene names cannot be meant.
#: Source: Quirk et al., A Comprehensive Grammar of English (1985), 2.34, function words.
_SURE_WORDS = (
    "The|There|This|These|Those|That|It|Its|He|She|They|We|Our|Their|But|However|Although|While|"
    "When|After|Before|Because|Since|According|An|If"
)
#: Such words too, but also the end of names like plugIn: they need a longer word before them.
_LIKELY_WORDS = "In|As|Some|Many|Most"
_COUNTED = (
    "years?|months?|weeks?|days?|hours?|minutes?|patients?|people|persons?|participants?|cases?|"
    "deaths?|women|men|children|adults|percent|per cent|million|billion|thousand"
)
# The capital comes first because the search for one character class is the fastest there is.
_SEAM = re.compile(r"[A-Z](?<=[a-z.!?\u201d][A-Z])")
_WORD_BEFORE_STOP = re.compile(r"(?:[a-z]{4}|\d(?:st|nd|rd|th)|[a-z]{3}[\u201d\u2019)]|\d%)[.!?]")
_WORD_BEFORE_QUOTE = re.compile(r"[a-z]{3}[.!?]\u201d")
# A capitalised word of running text follows: not a domain, a suffix, or a name in camel case.
_SENTENCE_START = re.compile(
    r"(?:[A-Z][a-z]{2,24}|It|In|On|Of|At|As|An|If|He|We|So|To|By|My|No|A)[ ,;:\u2019']"
)
_SURE_START = re.compile(f"(?:{_SURE_WORDS}) [a-z]")
_LIKELY_START = re.compile(f"(?:{_LIKELY_WORDS}) [a-z]")
_LOWER_WORD = re.compile(r"(?:^|[\s(\u201c\"'-])([a-z]{5,24})$")
_GLUED_NUMBER = re.compile(r"\.(?<=[a-z]{4}\.)(?=\d{1,3}[ -](?:" + _COUNTED + r")\b)")
#: Stands in every text that has something glued together.
_GLUED_SIGN = (
    "[a-z%\u201d\u2019)][.!?]\u201d?[A-Z]|"
    rf"[a-z]{{5}}(?:{_SURE_WORDS}|{_LIKELY_WORDS}) [a-z]|[a-z]{{4}}\.\p{{Nd}}"
)
# Stems that names are built with: linkedIn, checkIn and buildIn are no glued words.
_NAME_STEMS = frozenset({"linked", "check", "built", "build", "logged", "signed", "plugged"})
_SUFFIXES = re.compile(
    r"(?:Com|Org|Net|Gov|Edu|Info|Pdf|Doc|Docx|Html|Htm|Xml|Json|Csv|Txt|Exe|Zip|Png|Jpg)\b"
)
_ADDRESS = re.compile(r"[/@\\_=#]|www\.|^10\.\d")

_DOUBLED_STOP = re.compile(
    r"(?<=[\w)\]\u201d\u2019\"'%])\.\.(?=\s|\Z)(?=[^\S\n]*(?:\n|\Z|[A-Z\u201c\"]))"
)
_STRAY_STOPS = re.compile(r"(?<=\S)[ \u00a0]{1,8}\.\.(?=[^\S\n]*(?:\n|\Z))")
_STRAY_QUOTE = re.compile(r"(?<=[.!?])[ \u00a0]{1,8}([\u201c\"])\.(?=[^\S\n]*(?:\n|\Z))")
_CLOSING = frozenset('"\u201d')
_CLOSED = re.compile(r"[.!?][\u201d\u2019\"')]?")

# Two spaces are what is left of the two full-width spaces that begin a Chinese paragraph; four
# and more are code, or a list of the source. Source: GB/T 9704, which sets the indent.
_INDENT = re.compile(r"(?:[ \u00a0\u2002\u2003]{1,3}|[ ]{0,3}\u3000{1,4}[ ]{0,3})(?=\S)")
_INDENT_FIRST = frozenset(" \u00a0\u2002\u2003\u3000")
_LIST_MARK = re.compile(r"(?:[-*+\u2022\u00b7\u2013]|\(?\d{1,3}[.)\]]|\[\d{1,3}\]|[a-z][.)])\s")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_MAX_TOKEN_CHARS = 200
_MAX_LINE_CHARS = 4_000

#: Reason of an edit -> field that counts it: damage to words and sentences, habits of a language.
_COUNTED_AS = {
    "glued": "damage_repaired",
    "stray_punctuation": "damage_repaired",
    "stray_space": "spacing_repaired",
    "width": "width_repaired",
}


def clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Return the edits that repair typography, and how many of them mend words and sentences."""
    texts = documents.arrow.column("text")
    needed = zip(*(may_hold(texts, sign) for sign, _ in _SIGNED), strict=True)
    wrapped = may_hold(texts, WRAP_SIGN)
    return [
        _clean(text, which, is_wrapped=is_wrapped)
        for text, which, is_wrapped in zip(documents.texts, needed, wrapped, strict=True)
    ]


def _clean(text: str, needed: tuple[bool, ...], *, is_wrapped: bool) -> Cleaned:
    """Return what is mended in a text, by all repairs that need no sign and those that are needed.

    Args:
        text: The text.
        needed: For each of the repairs with a sign, whether it stands in the text.
        is_wrapped: Whether a line may go on in the next.
    """
    joined, cuts = wrap_edits(text) if is_wrapped else ([], [])
    found = [*joined, *_space_edits(text), *_stop_edits(text), *_quote_edits(text)]
    for (_, repair), is_needed in zip(_SIGNED, needed, strict=True):
        if is_needed:
            found.extend(repair(text))
    edits = _in_order(found)
    numbers = Counter(_COUNTED_AS[edit.reason] for edit in edits if edit.reason in _COUNTED_AS)
    counts = [Row(field=name, value=str(n), basis="inferred") for name, n in numbers.items()]
    # That the quotation ends is certain, that it ends just there is not.
    ends = [
        Span(edit.start - 1, edit.end, kind="unbalanced_quote", detail="its end was put in")
        for edit in edits
        if edit.replacement in _CLOSING
    ]
    return Cleaned(edits=edits, rows={"fields": counts, "flags": [*ends, *cuts]})


def _space_edits(text: str) -> Iterator[Edit]:
    """Take off indent residue, white space at line ends, and all blank lines but one."""
    top = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    if top:
        yield Edit(0, top, "", "white_space")
    trailing = []
    start = top
    for line in text[top:].split("\n"):
        end = start + len(line)
        indent = _INDENT.match(text, start) if line[:1] in _INDENT_FIRST else None
        if indent is not None and not _LIST_MARK.match(text, indent.end()):
            yield Edit(*indent.span(), "", "indent")
        if line[-1:].isspace():
            trailing.append(Edit(start + len(line.rstrip()), end, "", "white_space"))
        start = end + 1
    if trailing or "\n\n\n" in text:
        for match in _BLANK_LINES.finditer(text, top):
            yield Edit(match.start() + 2, match.end(), "", "white_space")
    yield from trailing


def _seam_edits(text: str) -> Iterator[Edit]:
    """Part sentences and words that were glued together."""
    for match in _SEAM.finditer(text):
        at = match.start()
        before = text[at - 1]
        if before == "\u201d":
            is_seam = _follows_quote(text, at)
        elif before in ".!?":
            is_seam = _parts_sentences(text, at)
        else:
            is_seam = _parts_words(text, at)
        if is_seam and not _is_name(text, at):
            yield Edit(at, at, " ", "glued")
    for match in _GLUED_NUMBER.finditer(text):
        if not _is_name(text, match.end()):
            yield Edit(match.end(), match.end(), " ", "glued")


def _follows_quote(text: str, at: int) -> bool:
    is_quoted = at >= 5 and _WORD_BEFORE_QUOTE.match(text, at - 5)  # noqa: PLR2004 - its length
    return bool(is_quoted) and _SENTENCE_START.match(text, at) is not None


def _parts_sentences(text: str, at: int) -> bool:
    if _SENTENCE_START.match(text, at) is None or _SUFFIXES.match(text, at):
        return False
    return any(_WORD_BEFORE_STOP.fullmatch(text, at - n, at) for n in (5, 4, 3) if at >= n)


def _parts_words(text: str, at: int) -> bool:
    is_sure = _SURE_START.match(text, at) is not None
    if not is_sure and _LIKELY_START.match(text, at) is None:
        return False
    word = _LOWER_WORD.search(text[max(at - 30, 0) : at])
    # "The" after 5 letters, "In" after 8: below that names outnumber damage.
    return word is not None and word[1] not in _NAME_STEMS and (is_sure or len(word[1]) >= 8)  # noqa: PLR2004 - explained above


def _is_name(text: str, position: int) -> bool:
    """Return whether the token around a position is an address, an identifier or a call."""
    start = position
    while start and not text[start - 1].isspace() and position - start < _MAX_TOKEN_CHARS:
        start -= 1
    end = position
    while end < len(text) and not text[end].isspace() and end - position < _MAX_TOKEN_CHARS:
        end += 1
    return _ADDRESS.search(text[start:end]) is not None or "(" in text[position:end]


def _stop_edits(text: str) -> Iterator[Edit]:
    """Repair doubled full stops; three are an ellipsis and stay."""
    if ".." not in text:
        return
    for match in _STRAY_STOPS.finditer(text):
        is_closed = _CLOSED.fullmatch(text, match.start() - 1, match.start()) or _CLOSED.fullmatch(
            text, max(match.start() - 2, 0), match.start()
        )
        yield Edit(*match.span(), "" if is_closed else ".", "stray_punctuation")
    for match in _DOUBLED_STOP.finditer(text):
        yield Edit(match.end() - 1, match.end(), "", "stray_punctuation")


def _quote_edits(text: str) -> Iterator[Edit]:
    """Repair a reopened quotation before a stray full stop at the end of a line."""
    if '".' not in text and "\u201c." not in text:
        return
    for match in _STRAY_QUOTE.finditer(text):
        start = max(text.rfind("\n", 0, match.start()), match.start() - _MAX_LINE_CHARS)
        line = text[start + 1 : match.start()]
        if match[1] == '"':
            is_open, closing = line.count('"') % 2 == 1, '"'
        else:
            is_open, closing = line.count("\u201c") > line.count("\u201d"), "\u201d"
        yield Edit(*match.span(), closing if is_open else "", "stray_punctuation")


#: The sign without which a repair has nothing to do, in RE2's syntax, and the repair.
_SIGNED: tuple[tuple[str, Callable[[str], Iterator[Edit]]], ...] = (
    (_GLUED_SIGN, _seam_edits),
    (PUNCTUATION_SIGN, punctuation_edits),
    (SPACING_SIGN, spacing_edits),
)


def _in_order(edits: list[Edit]) -> list[Edit]:
    """Sort the edits; of two that overlap, the earlier and wider one stays."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if kept and (edit.start < kept[-1].end or edit == kept[-1]):
            continue
        kept.append(edit)
    return kept


REPAIRS: Cleaner[NoOptions] = Cleaner(
    name="repairs",
    version="6",
    phase="repair",
    after=("encoding",),
    clean=clean,
    fills=("fields", "flags"),
)
