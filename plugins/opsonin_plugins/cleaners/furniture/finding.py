"""Finds lines that are furniture by what the model says of them, on pages known to have some."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opsonin_plugins.cleaners.citations import read_citation
from opsonin_plugins.cleaners.datelines import (
    BY_LINES,
    read_agency,
    read_author,
    read_byline,
    read_dateline,
    read_stamp,
)
from opsonin_plugins.cleaners.furniture.grams import gram_values
from opsonin_plugins.cleaners.furniture.model import Model, text_chances, trained_model
from opsonin_plugins.cleaners.furniture.values import is_prose
from opsonin_plugins.cleaners.headings import Zone, zone_of
from opsonin_plugins.cleaners.lines import Line, ends_sentence
from opsonin_plugins.cleaners.news_lines import read_news_line
from opsonin_plugins.cleaners.post_lines import read_post_line
from opsonin_plugins.cleaners.zones import AFFILIATION

#: A line goes when its chance of being text is less. Sentences are worth more than labels, and
#: prose most. Source: ours, see ``docs/text-cleaning.md``.
LABEL_CHANCE, SENTENCE_CHANCE, PROSE_CHANCE = 0.15, 0.06, 0.03
#: Between two paragraphs a short line is mostly a heading or a quotation.
BETWEEN_CHANCE = 0.03
#: A label goes though its words speak for text a little: they may be the names of other articles.
LABEL_WEIGHT = 25
#: On a paper, whose headings and tables are short lines as well, words have to say it, too.
PAPER_CHANCE, PAPER_WEIGHT = 0.03, -80
#: Above its abstract stand the site's buttons, among names and affiliations.
PAPER_HEAD_CHANCE, PAPER_HEAD_WEIGHT = 0.1, -25
_PAPER_CHARS, _FIGURES_SHARE, _LEAST_SECTIONS = 12_000, 0.1, 2
_SENTENCE_WORDS = 6
_LEAST_ADDRESS = 60
#: A text with less of it tells too little of where its lines stand: below the first there is no
#: judging at all, below the second none of sentences.
_LEAST_SENTENCES, _LEAST_PROSE = 150, 300
#: So many lines of a page for each that is known to be furniture, at most; a paper with a stray
#: button is no page.
_MOST_LINES_EACH = 50
#: So many buttons by their words alone make a page where no other rule knows any furniture.
_LEAST_BUTTONS, _BUTTON_WORDS, _BUTTON_WEIGHT = 3, 4, -120
#: How often the sentences of a page name what it is about, and how many letters that has at least.
_LEAST_NAMED, _LEAST_TOPIC = 2, 5
_FURNITURE = frozenset(("site_chrome", "comment"))
_PAPER_ZONES = frozenset(("abstract", "section", "reference"))
#: What is kept beside the text though it looks like furniture: identifiers, and who did what.
_KEPT = re.compile(
    r"\b10\.\d{4,9}/\S|\bPMID:? ?\d|\bPMC\d{5}|\bNCT\d{8}|\bISRCTN\d{8}|"
    r"^(?:Author|Reporter|Correspondent|Editor|Source|Journal|Reference|Citation|Provided by|"
    r"Contact|Media contact|Correspondence|Funding|Keywords?|Credit|Caption|Image|Photo|Figure|"
    r"Fig|Table|Disclosure|Tag|Topic|Filed under)s?\b[^\n]{0,20}[:.]|"
    r"^(?:medically |fact[- ])?(?:edited|reviewed|written|reported|checked|provided) by\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of a text as a whole.

    Attributes:
        contents: Its lines that are not empty.
        zones: What stands under each, where it is a known heading.
        is_paper: Whether it is a paper, or mostly tables.
        is_thin: Whether it has little prose.
        head: Lines above its first known heading.
    """

    contents: Sequence[str]
    zones: Sequence[Zone | None]
    is_paper: bool
    is_thin: bool
    head: int


def learned_lines(
    lines: Sequence[Line], removed: Mapping[int, str], model: Model | None = None
) -> Iterator[int]:
    """Yield the lines that are furniture by their words, their place and the lines around them.

    Only pages are looked at on which other rules have found furniture, or that have buttons.

    Args:
        lines: All lines of a text.
        removed: Index of a line that is taken out -> the reason.
        model: What was learned; that of the package when it is None.
    """
    filled = [index for index, line in enumerate(lines) if line.content]
    contents = [lines[index].content for index in filled]
    if sum(len(one) for one in contents if _is_sentence(one)) < _LEAST_SENTENCES:
        return
    model = model or trained_model()
    n_found = sum(reason in _FURNITURE for reason in removed.values())
    n_found = n_found or _n_buttons(contents, model)
    if not n_found or _MOST_LINES_EACH * n_found < len(filled):
        return
    page = _page(contents, [zone_of(lines[index]) for index in filled])
    spared = {_topic(contents), *_split_bylines(contents)}
    for place, chance in enumerate(text_chances(contents, model).tolist()):
        if filled[place] in removed or page.zones[place] is not None or place in spared:
            continue
        if _is_furniture(page, place, chance, model):
            yield filled[place]


def _split_bylines(contents: Sequence[str]) -> Iterator[int]:
    """Yield the places of bylines that take two lines: "By", and a name."""
    for place, (first, second) in enumerate(pairwise(contents)):
        if first.lower().rstrip(":") in BY_LINES and read_author(second) is not None:
            yield from (place, place + 1)


def _n_buttons(contents: Sequence[str], model: Model) -> int:
    """Return how many lines are buttons for sure; 0 where they are too few to tell."""
    short = [one for one in contents if one.count(" ") < _BUTTON_WORDS and _has_words(one)]
    found = sum(gram_values(one, model.weights)[0] <= _BUTTON_WEIGHT for one in short)
    return found if found >= _LEAST_BUTTONS else 0


def _page(contents: Sequence[str], zones: Sequence[Zone | None]) -> _Page:
    n_prose = sum(len(content) for content in contents if is_prose(content))
    n_sections = sum(zone in _PAPER_ZONES for zone in zones)
    n_figures = sum(not any(map(str.isalpha, content)) for content in contents)
    is_paper = n_sections >= _LEAST_SECTIONS or n_prose > _PAPER_CHARS
    head = next((place for place, zone in enumerate(zones) if zone in _PAPER_ZONES), 0)
    is_table = n_figures > _FIGURES_SHARE * len(contents)
    return _Page(contents, zones, is_paper or is_table, n_prose < _LEAST_PROSE, head)


def _topic(contents: Sequence[str]) -> int:
    """Return the line above all sentences that they name again and again; -1 if there is none.

    Pages about a disease or a medicine have its name as their title, which looks like a button.
    """
    first = next((n for n, one in enumerate(contents) if _is_sentence(one)), 0)
    prose = "\n".join(one for one in contents[first:] if _is_sentence(one)).casefold()
    named = [
        len(re.findall(rf"\b{re.escape(one.casefold())}\b", prose))
        if len(one) >= _LEAST_TOPIC and one.count(" ") < _BUTTON_WORDS
        else 0
        for one in contents[:first]
    ]
    most = max(named, default=0)
    return named.index(most) if most >= _LEAST_NAMED else -1


def _is_furniture(page: _Page, place: int, chance: float, model: Model) -> bool:
    content = page.contents[place]
    least, most = _limits(page, place)
    if all(is_prose(one) for one in _beside(page.contents, place)):
        least = min(least, BETWEEN_CHANCE)
    if chance >= least or not _has_words(content):
        return False
    return gram_values(content, model.weights)[0] <= most and not _is_read(content)


def _limits(page: _Page, place: int) -> tuple[float, float]:
    """Return what chance and what mean weight a line needs less of to be furniture."""
    content = page.contents[place]
    if not _is_sentence(content):
        if not page.is_paper:
            return LABEL_CHANCE, LABEL_WEIGHT
        if place < page.head and not AFFILIATION.search(content):
            return PAPER_HEAD_CHANCE, PAPER_HEAD_WEIGHT
        return PAPER_CHANCE, PAPER_WEIGHT
    if page.is_paper or page.is_thin:
        return 0.0, 0.0
    return PROSE_CHANCE if is_prose(content) else SENTENCE_CHANCE, 0.0


def _has_words(content: str) -> bool:
    """Return whether a line is mostly letters, and no label: figures may be cells of a table."""
    if content.isupper() and content.endswith(":"):
        return False
    n_letters = sum(map(str.isalpha, content))
    return 2 * n_letters >= len(content.replace(" ", "")) and n_letters > 1


def _beside(contents: Sequence[str], place: int) -> Sequence[str]:
    """Return the lines above and below one; the text's ends count as no prose."""
    above = contents[place - 1] if place else ""
    return above, contents[place + 1] if place + 1 < len(contents) else ""


def _is_sentence(content: str) -> bool:
    return ends_sentence(content) and content.count(" ") + 1 >= _SENTENCE_WORDS


def _is_read(content: str) -> bool:
    """Return whether another rule reads the line: dates, names, citations, identifiers."""
    readers = (
        read_byline, read_stamp, read_post_line, read_news_line, read_citation, read_agency,
        read_dateline,
    )  # fmt: skip
    is_address = len(content) > _LEAST_ADDRESS and AFFILIATION.search(content) is not None
    is_kept = is_address or _KEPT.search(content) is not None
    return is_kept or any(reader(content) is not None for reader in readers)
