"""How much a line looks like a reference, and what stands around the reference in it."""

from __future__ import annotations

import re

#: Longest reference. Source: of 1,669 annotated ones the longest has 783 characters; lists of
#: all authors of a consortium are longer.
MAX_CHARS = 2_000
_MIN_CHARS = 20
#: "[12] ", "12. ", "(12) ", "12) ", a bullet; and a number without a mark before a name.
_LABEL = re.compile(
    r"\s*(?:\[\s?(?P<square>\d{1,4})\s?\]|\((?P<round>\d{1,4})\)|(?P<plain>\d{1,4})[.)]|"
    r"\[[A-Z][A-Za-z+]{1,9}\d{2}[a-z]?\]|[-*\u2022\u00b7\u25aa\u25cf\u25e6\u2013])\s{1,8}"
    r"|\s*\[(?P<tight>\d{1,4})\](?=[A-Z])|\s*(?P<bare>\d{1,3})(?:(?:\t|\s{2,8})(?=[A-Z])|\s(?=[A-Z][\w\u2019'-]{0,30},?\s[A-Z]))"
)
#: Names of links that sites print behind a reference, and none of its words.
_LINKS = re.compile(
    r"(?:\s|[-\u2013\u00b7|,;]\s|\[|\]|\u2197|DOI|PMC|Pub[Mm]ed(?: Central)?|Google [Ss]cholar|"
    r"Scopus|(?:Free )?PMC article|(?:Cross[Rr]ef|Medline|ISI|CAS|Web of Science|"
    r"Full [Tt]ext(?: PDF)?|Abstract|View (?:in )?[Aa]rticle|View|Article|Open [Uu][Rr][Ll]|"
    r"MathSciNet|ADS|Export [Cc]itation|PDF)\b)+\Z"
)
_LINK_WORDS = (
    "DOI", "PMC", "ubMed", "ubmed", "cholar", "Scopus", "article", "ref", "Medline", "ISI", "CAS",
    "Science", "ext", "Abstract", "Article", "View", "URL", "MathSciNet", "ADS", "itation", "PDF",
    "]", "\u2197", "Central",
)  # fmt: skip
_MAX_LINKS_CHARS = 160
_LETTER = r"[^\W\d_]"
_FAMILY = rf"{_LETTER}[\w\u2019'-]{{1,30}}"
_PARTICLE = (
    r"(?:(?:van|von|de|der|den|du|la|le|di|da|dos|del|el|al|ten|ter|Van|Von|De|La|Le)\s){0,3}"
)
_INITIALS = r"(?:[A-Z]\.?[\s-]?){1,4}"
#: "Doe JA, ", "Doe, J. A.", "J. A. Doe, ", "Doe JA.".
_NAMES = re.compile(
    rf"{_PARTICLE}{_FAMILY}(?:\s{_FAMILY})?(?:,\s?(?:[A-Z]\.[\s-]?){{1,4}}|\s[A-Z]{{1,4}}(?=[,.;:\s]))"
    rf"|{_INITIALS}\s?{_PARTICLE}{_FAMILY}(?:,|\s(?:and|&))"
    rf"|{_FAMILY},\s{_FAMILY}(?:\s[A-Z]\.?)?[,.;]"
)
_ET_AL = re.compile(r"\bet al\b")
_YEAR = re.compile(r"(?<![\d-])(?:1[89]\d\d|20[0-4]\d)[a-z]?(?!\d)")
_BRACKETED_YEAR = re.compile(
    r"\(\s?(?:1[89]\d\d|20[0-4]\d)[a-z]?(?:,\s?[A-Z][a-z]{2,8}(?:\s\d{1,2})?)?\s?\)"
)
#: "2020;181", the joint of NLM's style.
_NLM = re.compile(r"(?:19|20)\d\d[\w\s]{0,12};\s?\w{0,2}\d")
#: "181(5):", "12, 34-56", "vol. 3", "pp. 5".
_VOLUME = re.compile(
    r"\b\d{1,4}\s?\(\s?(?:\d{1,4}|[Ss]uppl)[^()]{0,12}\)\s?[:,]\s?\w?\d|\b\d{1,4}\s?:\s?\w{0,2}\d{1,6}"
    r"(?:\s?[-\u2010-\u2015]|[.;,\s(]|\Z)|\b\d{1,4},\s?\w?\d{1,6}\s?[-\u2010-\u2015]\s?\w?\d|"
    r"\b[Vv]ol(?:ume|\.)\s?\d|\bpp?\.\s?\w?\d"
)
_RANGE = re.compile(
    r"(?<![\d.,/-])[a-zA-Z]?\d{1,6}\s?[-\u2010-\u2015]{1,2}\s?[a-zA-Z]?\d{1,6}(?![\d.,/-]\d)"
)
_ID = re.compile(r"\bdoi\b|\b10\.\d{4,9}/|\bpmid\b|\bpmc\d{5}|\barxiv:|\bisbn\b", re.IGNORECASE)
_URL = re.compile(r"\bhttps?://|\bwww\.|\b[Aa]ccessed\b|\bAvailable (?:at|from)\b|\bRetrieved\b")
_BOOK = re.compile(
    r"\b(?:Press|Publish\w{2,6}|Springer|Elsevier|Wiley|Verlag|Routledge|Eds?\.|[Ee]ditors?|"
    r"[Ii]n press|[Dd]issertation|[Tt]hesis|Proceedings|Proc\.|University|Report|Geneva|ed\.)"
)
#: Words that run through sentences and seldom through references.
_PROSE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|said|says|will|would|we|our|they|their|it|he|she|which|that)\b"
)
#: So many of them without a name before are never in a reference.
_MUCH_PROSE = 3
_SELF = re.compile(
    r"\W{0,3}(?:how to )?(?:cite|citation|suggested citation|recommended citation)\b(?! index)",
    re.IGNORECASE,
)


def content_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the reference itself is, without its number and the links behind it."""
    label = _LABEL.match(text, start, end)
    if label is not None:
        start = label.end()
    tail = max(start, end - _MAX_LINKS_CHARS)
    if text[max(start, end - 12) : end].rstrip(" .").endswith(_LINK_WORDS):
        links = _LINKS.search(text, tail, end)
        if links is not None:
            end = links.start()
            # A bracket that belongs to the reference.
            if text.count("[", start, end) > text.count("]", start, end) and text[end] == "]":
                end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def number_of(text: str, start: int, end: int) -> int | None:
    """Return the number that a line is labelled with; -1 for a label without a number."""
    label = _LABEL.match(text, start, end)
    if label is None:
        return None
    return int(next((one for one in label.groups() if one), "-1"))


def likeness(line: str) -> int:
    """Return how much a line looks like a reference.

    Source: weighed on annotated references and on paragraphs of papers and of health news; from 5
    on a line alone is one, from 3 on one among others, from 1 on one in a list of references.

    >>> likeness("Doe J, Roe R. Cells at work. Cell. 2018;12:1-9.")
    9
    >>> likeness("The study was published in 2018.")
    -1
    """
    if not _MIN_CHARS <= len(line) <= MAX_CHARS or _SELF.match(line):
        return 0
    label = _LABEL.match(line)
    is_named = _NAMES.match(line, label.end() if label else 0) is not None
    n_prose = len(_PROSE.findall(line))
    if not is_named and n_prose >= _MUCH_PROSE:
        return 0
    score = 3 * is_named
    year = _YEAR.search(line)
    if _NLM.search(line):
        score += 4
    elif _BRACKETED_YEAR.search(line):
        score += 2
    elif year is not None:
        score += 1
    has_numbers = _VOLUME.search(line) is not None
    score += 2 * has_numbers + (not has_numbers and _RANGE.search(line) is not None)
    score += _ET_AL.search(line, 0, 200) is not None
    score += 2 * (_ID.search(line) is not None) + (_URL.search(line) is not None)
    score += _BOOK.search(line) is not None
    if score:
        # A title has such words too, but behind names.
        score -= 2 * max(0, n_prose - 1) + 2 * (n_prose > 0 and not is_named)
        score -= line.count("?") > 1
        score -= year is None and not has_numbers
    return score
