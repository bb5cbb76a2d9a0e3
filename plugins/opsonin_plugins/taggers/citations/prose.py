"""Citations in running text that name a journal with its year, volume and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from opsonin_plugins.taggers.citations.fields import Citation, container_of, identifiers_of

_DASH = "[-\u2010-\u2015]"
_PAGES = rf"[A-Za-z]{{0,5}}\d{{1,8}}(?:\s?{_DASH}\s?[A-Za-z]?\d{{1,7}})?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ISSUE = (
    r"\(\s?(?P<issue>\d{1,4}(?:\s?[-/\u2013]\s?\d{1,4})?|[Ss]uppl[^()]{0,12}|[Pp]t[^()]{0,8})\s?\)"
)
#: "2021;385:567", "2020;63(15)", "2008, 358 (22): 2344", behind the name of a journal.
_YEAR_FIRST = re.compile(
    rf"[,.]?\s?\(?(?P<year>(?:19|20)\d\d)\)?(?:\s{_MONTH}(?:\s\d{{1,2}})?)?"
    rf"(?P<joint>\s?;|\s?,|:)\s{{0,2}}(?:[Vv]ol\.?\s?)?(?P<volume>\d{{1,4}}[A-Z]?)(?![\d.]\d)"
    rf"(?:\s?{_ISSUE})?(?:\s?[:,]\s?(?:pp?\.\s?)?(?P<pages>{_PAGES})(?![\d%]))?"
)
#: "584, 457-462 (2020)", "369:718, 2020", behind the name of a journal.
_YEAR_LAST = re.compile(
    rf"(?:,\s?(?:[Vv]ol\.?\s?)?|\s)(?P<volume>\d{{1,4}})(?:\s?{_ISSUE})?\s?(?P<joint>[:,])\s?"
    rf"(?:pp?\.\s?)?(?P<pages>{_PAGES})(?:\s?\((?P<year>(?:19|20)\d\d)\)|,\s(?P<last>(?:19|20)\d\d)(?!\d))"
)
#: Where one of them can be: the year with what follows it, or what goes before it.
_SIGN = re.compile(
    r"(?:19|20)\d\d\)?[\w\s.]{0,14}[;,:]\s{0,2}(?:[Vv]ol\.?\s?)?\d"
    r"|\d[)\s]{0,2}[:,]\s?(?:pp?\.\s?)?[A-Za-z]?\d[\w\s\u2010-\u2015-]{0,16}(?:\(|,\s)(?:19|20)\d\d"
)
_WORD = r"(?:[A-Z][\w&\u2019'-]{0,30}|of|the|and|for|in|on|de|&)"
_JOURNAL = re.compile(
    r"(?:(?<=[\s(\[;:\"\u201c\u201d.,])|\A)(?P<journal>(?:The\s)?[A-Z][\w&\u2019'-]{0,30}\.?"
    rf"(?:[ \u00a0]{_WORD}\.?){{0,9}})\Z"
)
_MAX_JOURNAL_CHARS = 120
_ENDS = re.compile(r"[\n()\[\]:;\u201c\u201d]")
_AUTHORS = re.compile(
    r"(?P<authors>[A-Z][\w\u2019'-]{1,30}(?:\s[A-Z]{1,3})?(?:\s(?:and|&)\s[A-Z][\w\u2019'-]{1,30})?"
    r"(?:,?\s(?P<et_al>et al\.?))?),?\s\(?\Z"
)
_MAX_AUTHOR_CHARS = 80
#: Words that names of journals are made of, as the catalogue of the National Library of Medicine
#: abbreviates them or not.
_WORDS_OF_JOURNALS = re.compile(
    r"\b(?:J|Am|Eur|Int|N|Engl|Med|Medicine|Rev|Reviews?|Res|Research|Sci|Science|Sciences|Clin|"
    r"Clinical|Biol|Biology|Chem|Chemistry|Phys|Immunol|Immunology|Infect|Infectious|Dis|Diseases|"
    r"Ann|Annals|Arch|Archives|Proc|Proceedings|Natl|Acad|Journal|Lancet|Nature|Nat|Cell|JAMA|BMJ|"
    r"PLoS|PLOS|Blood|Circulation|Gut|Brain|Chest|Thorax|Neuron|Immunity|Oncol|Oncology|Cancer|"
    r"Mol|Genet|Genetics|Genomics|Pharmacol|Ther|Epidemiol|Psychiatry|Neurol|Neurosci|Surg|Bull|"
    r"Lett|Letters|Rheum|Rheumatol|Rheumatology|Virol|Vaccine|Vaccines|Commun|Communications|eLife|"
    r"Elife|Front|Frontiers|Nutr|Pediatr|Pediatrics|Endocrinol|Diabetes|Hepatol|Gastroenterol|"
    r"Gastroenterology|Hepatology|Cardiol|Dermatol|Toxicol|Bioinformatics|Biochem|Mag|Trends|MMWR|"
    r"Reports|Rep|Acta|Zeitschrift|Bulletin|Transactions|Trans|Quarterly|Microbiol|EMBO|FASEB|"
    r"Public|Health|Environ|Anesthesiology|Stroke|Hypertension|Allergy|Pathol|Radiology|Obstet)\b"
)
#: What a capital letter before a year stands in without being a journal.
_NO_JOURNAL = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"In|On|Since|By|From|Table|Fig|Figure|Version|Grant|Decree|Directive|Act|No|Between|During|"
    r"Until|And|Year|Section|Chapter|Lemma|Helsinki)\.?\Z"
)
_BEHIND = re.compile(
    r"[.,;]?\s{0,2}(?:https?://(?:dx\.)?doi\.org/|doi:?\s{0,2}(?:https?://(?:dx\.)?doi\.org/)?|"
    r"PMID:?\s{0,2}\d|10\.\d{4,9}/)[^\s\"<>]{0,200}",
    re.IGNORECASE,
)


def citations_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, Citation]]:
    """Yield the citations in a stretch of running text: first code point, end, what it says."""
    at = start
    while sign := _SIGN.search(text, at, end):
        at = sign.end()
        found = _around(text, max(start, sign.start() - 30), sign, end)
        if found is not None:
            yield found
            at = max(at, found[1])


def _around(text: str, low: int, sign: re.Match[str], end: int) -> tuple[int, int, Citation] | None:
    """Return the citation whose numbers are at a sign."""
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        for first in _starts(text, low, sign.start()):
            match = pattern.match(text, first, end)
            if match is not None and match.end() >= sign.end() - 1 and _is_whole(match):
                journal = _journal(text, first, match)
                if journal is not None:
                    return _found(text, journal, match, end)
    return None


def _starts(text: str, low: int, high: int) -> Iterator[int]:
    """Yield the places behind a word where the numbers may begin, the nearest first."""
    for place in range(high, low, -1):
        if not text[place - 1].isspace() and not text[place : place + 1].isalnum():
            yield place


def _is_whole(match: re.Match[str]) -> bool:
    """Whether the numbers are those of a publication: a semicolon, or volume and pages."""
    groups = match.groupdict()
    if groups["joint"].strip() == ";":
        return True
    return groups["pages"] is not None


def _journal(text: str, first: int, match: re.Match[str]) -> tuple[int, int] | None:
    low = max(0, first - _MAX_JOURNAL_CHARS)
    window = text[low:first]
    # A journal does not go over the end of a line or of a bracket.
    parts = _ENDS.split(window)[-1]
    cut = len(window) - len(parts)
    found = _JOURNAL.search(parts)
    if found is None or _NO_JOURNAL.search(found["journal"]):
        return None
    begin = low + cut + _journal_start(found["journal"]) + found.start("journal")
    name = text[begin:first]
    is_sure = match["joint"].strip() == ";" and (match["pages"] or match["issue"])
    if not _WORDS_OF_JOURNALS.search(name) and not (is_sure and len(name) > 3):  # noqa: PLR2004 - an abbreviation
        return None
    return begin, first


def _journal_start(name: str) -> int:
    """Return where a journal's name begins when a sentence ends before it."""
    ends = [one.end() for one in re.finditer(r"(?:[a-z]{4,30}|\bet al|\bal)\.\s(?=[A-Z])", name)]
    return ends[-1] if ends else 0


def _found(
    text: str, journal: tuple[int, int], match: re.Match[str], end: int
) -> tuple[int, int, Citation]:
    start, stop = journal[0], match.end()
    groups = match.groupdict()
    authors = _AUTHORS.search(text, max(0, start - _MAX_AUTHOR_CHARS), start)
    names: tuple[str, ...] = ()
    if (
        authors is not None
        and (authors["et_al"] or " " in authors["authors"])
        and "(" not in authors[0]
    ):
        start = authors.start()
        names = tuple(re.split(r"\s(?:and|&)\s", re.sub(r",?\set al\.?", "", authors["authors"])))
    while behind := _BEHIND.match(text, stop, end):
        stop = behind.end()
    ids = identifiers_of(text[journal[0] : stop])
    stop -= len(text[match.end() : stop]) - len(text[match.end() : stop].rstrip(" .,;:)]"))
    pages = groups["pages"]
    citation = Citation(
        authors=names,
        container=container_of(text[slice(*journal)]),
        year=int(groups["year"] or groups["last"]),
        volume=groups["volume"],
        issue=groups["issue"],
        pages=re.sub(rf"\s?{_DASH}\s?", "-", pages) if pages else None,
    )
    return start, stop, replace(citation, doi=ids.get("doi"), pmid=ids.get("pmid"))
