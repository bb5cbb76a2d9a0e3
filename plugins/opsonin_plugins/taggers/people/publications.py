"""Which runs name journals and newspapers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from opsonin_plugins.taggers.people.capitals import Range, Run
from opsonin_plugins.taggers.people.gazetteer import PLACES
from opsonin_plugins.taggers.people.words import HEADS
from opsonin_plugins.taggers.word_lists import word_set

#: Journals that are called by one word. Source: the titles of one word among the journals with the
#: most citations in PubMed.
_SHORT = word_set(
    """
    Science Nature Cell Lancet Gut Brain Blood Circulation Pediatrics Neuron Thorax Heart
    Neurology Diabetes Cancer Immunity Hepatology Gastroenterology Radiology Chest Sleep Stroke
    Vaccine Allergy Obesity Addiction JAMA BMJ NEJM PNAS PLOS PLoS eLife Rheumatology Menopause
    Epidemiology
    """
)
#: Words that journals' names begin with, before the words of a field.
_FIRST = re.compile(
    r"(?:The )?(?:New England Journal|Lancet|Nature|JAMA|PL[Oo]S|BMC|BMJ|Cell|Science|Frontiers|"
    r"Journal|Annals|Archives|Proceedings|Scientific Reports|European Journal|American Journal|"
    r"British Journal|International Journal)\b"
)
_FIELD = re.compile(
    r"\b(?:Medicine|Communications|Genetics|Immunology|Neuroscience|Biotechnology|Methods|"
    r"Microbiology|Biology|Reports|Metabolism|Reviews?|Advances|Oncology|Diseases?|Psychiatry|"
    r"Health|Neurology|Pediatrics|Cardiology|Surgery|Dermatology|Ophthalmology|Network|One|ONE|"
    r"Open|Haematology|Endocrinology|Gastroenterology|Rheumatology|Respiratory|Pathogens|Journal|"
    r"Research|Sciences?|Physics|Chemistry|Nanotechnology|Internal|Robotics|Signaling|Stem|Host|"
    r"Systems|Chemical|Cancer|Aging|Energy|Materials|Human|Climate|Planetary|HIV|Public|Global)\b"
)
_NEWSPAPER = re.compile(
    r"(?:[A-Z][\w\u2019'.-]* ){1,4}(?:Times|Post|Journal|Herald|Tribune|Guardian|Gazette|Telegraph|"
    r"Chronicle|Globe|Examiner|Observer|Independent|Mirror|Inquirer|Weekly|Magazine|Review)\Z"
)
_JOURNAL_BEFORE = re.compile(
    r"\b(?:journals?|magazine|newspaper|periodical|publication)(?: called| of|,|:)? "
    r"(?:the |\u201c|\")?\Z"
)
_MAY_ANNOUNCE = re.compile(
    r"journal|magazin|newspap|period|publi|appear|report|descr|rit|issue|edit|page|print"
)
_ISSUE_OF = re.compile(r"\b(?:issue|edition|pages|editors?|editor-in-chief) of (?:the )?\Z")
_PUBLISHED_IN = re.compile(
    r"\b(?:[Pp]ublished|appear(?:s|ed|ing)|[Pp]ublish|reported|described|[Ww]riting|printed)"
    r"(?: \w+){0,4} [Ii]n (?:the |\u201c|\")?\Z"
)
_JOIN = re.compile(r"(?: of| of the| in| and|,| &|:| for| on) \Z")
_LAST = re.compile(r"(?:Journal|Annals|Archives|Proceedings|Frontiers|Reviews?)\Z")
#: How far before a run is looked at, in code points; how many runs a name may join.
_BEFORE, _MAX_PARTS = 70, 5


def find_publications(text: str, runs: Sequence[Run]) -> Iterator[tuple[Range, int, int]]:
    """Yield names of journals and newspapers.

    Args:
        text: The text.
        runs: All its runs, in order.

    Yields:
        Where the name stands, the place of its first run, and the place after its last run.
    """
    place = 0
    while place < len(runs):
        behind = _behind(text, runs, place)
        if behind > place:
            start, end = runs[place].start, runs[behind - 1].end
            if text[start - 4 : start] == "The ":
                start -= 4
            yield (start, end), place, behind
        place = max(behind, place + 1)


def _behind(text: str, runs: Sequence[Run], place: int) -> int:
    run = runs[place]
    name = text[run.start : run.end]
    first = _FIRST.match(name)
    if not (first or _may_be_called(text, run, name)):
        return place
    behind = _joined(text, runs, place)
    whole = text[run.start : runs[behind - 1].end]
    has_field = first and (_FIELD.search(whole, first.end()) or _LAST.search(run.texts[-1]))
    if has_field and (behind > place + 1 or len(run.texts) > 1):
        # "Nature Medicine"; "Annals of ..."; but not "Cell biology", nor "Nature" alone.
        return behind
    if _NEWSPAPER.match(name) and name not in PLACES:
        return place + 1
    return behind if _is_announced(text, run, name) else place


def _may_be_called(text: str, run: Run, name: str) -> bool:
    return bool(_NEWSPAPER.match(name)) or _is_announced(text, run, name)


def _is_announced(text: str, run: Run, name: str) -> bool:
    before = text[max(0, run.start - _BEFORE) : run.start].removesuffix("The ")
    if before[-1:] not in {" ", "\u201c", '"'} or not _MAY_ANNOUNCE.search(before):
        return False
    if _JOURNAL_BEFORE.search(before):
        return True
    if not (_PUBLISHED_IN.search(before) or _ISSUE_OF.search(before)):
        return False
    if name in PLACES or run.texts[-1] in HEADS:
        return False
    return name in _SHORT or bool(_FIELD.search(name) and len(run.texts) > 1)


def _joined(text: str, runs: Sequence[Run], place: int) -> int:
    """Return the place after the runs that "of", "in" and "and" join to a name."""
    behind = place + 1
    is_open = bool(_LAST.search(runs[place].texts[-1]))
    while is_open and behind < len(runs) and behind - place < _MAX_PARTS:
        between = text[runs[behind - 1].end : runs[behind].start]
        joins = _JOIN.match(between)
        if not joins or (between in {", ", " in "} and behind > place + 1):
            break
        behind += 1
    return behind
