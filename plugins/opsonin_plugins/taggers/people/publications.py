"""Which runs name journals and newspapers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence

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
#: The words that announce a name, of which one stands in each of the patterns below.
ANNOUNCERS = word_set(
    """
    journal journals magazine newspaper periodical publication publish published appears appeared
    appearing reported described writing printed issue edition pages editor editors
    """
)
_JOURNAL_BEFORE = re.compile(
    r"\b(?:journals?|magazine|newspaper|periodical|publication)(?: called| of|,|:)? "
    r"(?:the |\u201c|\")?\Z"
)
_ISSUE_OF = re.compile(r"\b(?:issue|edition|pages|editors?|editor-in-chief) of (?:the )?\Z")
_PUBLISHED_IN = re.compile(
    r"\b(?:[Pp]ublished|appear(?:s|ed|ing)|[Pp]ublish|reported|described|[Ww]riting|printed)"
    r"(?: \w+){0,4} [Ii]n (?:the |\u201c|\")?\Z"
)
_JOIN = re.compile(r"(?: of| of the| in| and|,| &|:| for| on) \Z")
#: Words that "of" and "in" join further runs to: "Annals of the Rheumatic Diseases".
_LAST_WORDS = ("Journal", "Annals", "Archives", "Proceedings", "Frontiers", "Review", "Reviews")
#: Of those, what alone is the beginning of a name.
OPENING_WORDS = word_set("Journal Annals Archives Proceedings Frontiers")
#: How far before a run is looked at, in code points; how many runs a name may join.
_BEFORE, _MAX_PARTS = 70, 5


def find_publications(
    text: str, runs: Sequence[Run], marked: Iterable[int], announcers: Sequence[int]
) -> Iterator[tuple[Range, int, int]]:
    """Yield names of journals and newspapers.

    Args:
        text: The text.
        runs: All its runs, in order.
        marked: The places of runs of several words, and of those in `OPENING_WORDS`.
        announcers: Where words stand that may announce such a name, in order.

    Yields:
        Where the name stands, the place of its first run, and the place after its last run.
    """
    done = 0
    announced = _announced(runs, announcers)
    for place in sorted(announced.union(marked)):
        if place < done:
            continue
        run = runs[place]
        behind = _behind(text, runs, place, announced)
        if behind > place:
            start, end = run.start, runs[behind - 1].end
            if text[start - 4 : start] == "The ":
                start -= 4
            yield (start, end), place, behind
        done = behind


def _announced(runs: Sequence[Run], announcers: Sequence[int]) -> set[int]:
    """Return the places of runs that a word which may announce them stands near before."""
    found: set[int] = set()
    for start in announcers:
        place = bisect_left(runs, start, key=lambda run: run.start)
        while place < len(runs) and runs[place].start - start <= _BEFORE:
            found.add(place)
            place += 1
    return found


def _behind(text: str, runs: Sequence[Run], place: int, announced: Container[int]) -> int:
    run = runs[place]
    name = text[run.start : run.end]
    first = _FIRST.match(name)
    is_announced = place in announced and _is_announced(text, run, name)
    is_newspaper = _NEWSPAPER.match(name) is not None
    if not (first or is_newspaper or is_announced):
        return place
    behind = _joined(text, runs, place)
    whole = text[run.start : runs[behind - 1].end]
    has_field = first and (_FIELD.search(whole, first.end()) or run.texts[-1].endswith(_LAST_WORDS))
    if has_field and (behind > place + 1 or len(run.texts) > 1):
        # "Nature Medicine"; "Annals of ..."; but not "Cell biology", nor "Nature" alone.
        return behind
    if is_newspaper and name not in PLACES:
        return place + 1
    return behind if is_announced else place


def _is_announced(text: str, run: Run, name: str) -> bool:
    before = text[max(0, run.start - _BEFORE) : run.start].removesuffix("The ")
    if before[-1:] not in {" ", "\u201c", '"'}:
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
    is_open = runs[place].texts[-1].endswith(_LAST_WORDS)
    while is_open and behind < len(runs) and behind - place < _MAX_PARTS:
        between = text[runs[behind - 1].end : runs[behind].start]
        joins = _JOIN.match(between)
        if not joins or (between in {", ", " in "} and behind > place + 1):
            break
        behind += 1
    return behind
