"""Cleaner ``chrome``: takes the furniture of web pages out of their text.

A line goes only when it is known chrome from end to end. Keeping a line of chrome costs less than
losing a sentence, so what merely resembles chrome stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from opsonin import Cleaned, Cleaner, Context, Document, NoOptions, Row, each_document
from opsonin_plugins.cleaners import phrases, web_pages, web_phrases
from opsonin_plugins.cleaners.citations import read_citation
from opsonin_plugins.cleaners.credits import photo_credit
from opsonin_plugins.cleaners.duplicates import MIN_CHARS, MIN_TITLE_WORDS, repeated_lines
from opsonin_plugins.cleaners.furniture.finding import learned_lines
from opsonin_plugins.cleaners.headings import ABSTRACT_LABELS, heading_key, zone_of
from opsonin_plugins.cleaners.library_pages import (
    FEATURES,
    MAX_NOTICE_CHARS,
    furniture,
    library_feature,
)
from opsonin_plugins.cleaners.library_phrases import LINKOUT
from opsonin_plugins.cleaners.lines import Line, ends_sentence, line_removals, split_lines
from opsonin_plugins.cleaners.notices import is_notice
from opsonin_plugins.cleaners.reference_marks import link_label_lines, mark_edits

#: Longer lines are prose.
MAX_CHROME_CHARS = 320
_ENDS = " .:|\u00bb\u203a>\u2192\u2026!\u25b6\u25bc\u25be+[]-\u2013\u2014\u00b7\u2022"
_TRAIL_FIRST = "hsy"
_N_MENU_WORDS = 3
_MAX_LINKS, _MAX_LINK_LINES = 12, 40
_MIN_LINK_WORDS = 4
_MAX_LINK_CHARS = 150
_OTHER_ARTICLES = frozenset(
    ("similar articles", "cited by", "cited by other articles", "citing articles",
     "related citations", "associated articles", "comment in", "comment on",
     "article citations", "citations & impact")
)  # fmt: skip
_OTHER_ARTICLE = re.compile(
    r"PMID: ?\d|\b(?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;\d{1,4}[(:]|"
    r"\[[A-Z][^\[\]\n]{2,60}\. ?(?:19|20)\d\d\]$"
)
_MAX_ENTRY_CHARS, _MAX_ENTRY_LINES = 500, 4
_VOLUME = re.compile(r"\d;\d")
_MAX_SOURCE_CHARS = 80

#: A trail of a page's places has a few short names. Source: ours.
_MAX_TRAIL_CHARS, _MAX_HEAD_LINES = 60, 15
#: How often a page was shared or read, among its buttons.
_COUNTER = re.compile(r"\d{1,6}|\d{1,3}(?:\.\d)?[KkM]")
_STROKES = frozenset("-\u2013\u2014|\u00b7\u2022")

_MENU = phrases.MENU_WORDS | web_phrases.WEB_MENU_WORDS | web_phrases.TOPICS
_LINK_LISTS = phrases.LINK_LISTS | web_phrases.WEB_LINK_LISTS

_MORE_FROM = re.compile(r"more from (?!the )[^.?!:\n]{2,30}")
#: Titles may end with these full stops.
_STOPPED = ("a.m.", "p.m.", "U.S.", "U.K.", "Jr.", "...")
#: What a page ends with after its links, though it is kept. Source: read off news portals.
_IMPRINT = re.compile(
    r"\[?\(?(?:copyright (?:statement|notice)|disclaimer|statement|editor(?: in charge)?|"
    r"responsible editor|source|tags?|keywords?) ?: ?\S"
)

_JUDGED = frozenset({"text/html"})

Removed = dict[int, str]


def clean(document: Document, _context: Context[NoOptions]) -> Cleaned:
    """Return the edits that take site chrome out, and what it tells of the page."""
    text = document.text
    lines = split_lines(text)
    removed, features = _sure_lines(lines)
    is_library = not FEATURES.isdisjoint(features)
    if is_library:
        removed.update(dict.fromkeys(list(furniture(lines, removed)), "site_chrome"))
    for find in _FINDERS:
        for index, reason in find(lines, removed):
            removed.setdefault(index, reason)
    # Of markup the extractor has judged every block already, by more than its words.
    if not is_library and document.media_type not in _JUDGED:
        removed.update(dict.fromkeys(list(learned_lines(lines, removed)), "site_chrome"))
    if "comment" in removed.values():
        features.setdefault("comment_form", "site_feature")
    edits = [*line_removals(text, lines, removed), *mark_edits(text, lines, removed)]
    rows = [Row(field=name, value=value, basis="inferred") for value, name in features.items()]
    n_repeated = sum(len(lines[at].content) for at, why in removed.items() if why == "duplicate")
    if n_repeated:
        rows.append(Row(field="repeated_chars", value=str(n_repeated), basis="inferred"))
    return Cleaned(
        edits=sorted(edits, key=lambda edit: edit.start), rows={"fields": rows} if rows else {}
    )


def _sure_lines(lines: Sequence[Line]) -> tuple[Removed, dict[str, str]]:
    """Return the lines that are chrome wherever they stand, and what they tell of the page."""
    removed: Removed = {}
    features: dict[str, str] = {}
    for index, line in enumerate(lines):
        if line.content and len(line.content) <= MAX_NOTICE_CHARS:
            feature = page_feature(line)
            if feature:
                removed[index] = "site_chrome"
                features.setdefault(feature, "site_feature")
                continue
            credit = photo_credit(line.content) if line.key else None
            if credit:
                removed[index] = "photo_credit"
                features.setdefault(credit, "photo_credit")
    return removed, features


def page_feature(line: Line) -> str | None:
    """Return the feature of a page that a line belongs to; None when it may be text."""
    found = library_feature(line) or (_page_feature(line.key) if line.key else None)
    is_chrome = line.key and (web_pages.is_web_line(line) or is_notice(line))
    return found or ("site_chrome" if is_chrome else None)


def _page_feature(key: str) -> str | None:
    plain = key.strip(_ENDS)
    if plain in phrases.GOVERNMENT_BANNER or key.startswith(phrases.GOVERNMENT_BANNER_START):
        return "government_banner"
    if plain in phrases.PUBMED or key.startswith(phrases.PUBMED_START):
        return "pubmed_page"
    if plain in phrases.COMMENT_FORM or key.startswith(phrases.COMMENT_FORM_START):
        return "comment_form"
    if plain in phrases.SITE or phrases.SITE_LINE.fullmatch(key.rstrip(_ENDS)):
        return "site_chrome"
    if key[:1] in _TRAIL_FIRST and phrases.BREADCRUMB.fullmatch(key):
        return "breadcrumb"
    return None


def _menus(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find rows of menu words, and single ones beside other chrome."""
    run: list[int] = []
    touches_chrome, is_topic = False, True
    for index in [*(i for i, line in enumerate(lines) if line.content), len(lines)]:
        if index < len(lines) and (plain := lines[index].key.strip(_ENDS)) in _MENU:
            run.append(index)
            is_topic = is_topic and plain in web_phrases.TOPICS
            continue
        is_chrome = removed.get(index) == "site_chrome"
        if len(run) >= _N_MENU_WORDS or (run and not is_topic and (touches_chrome or is_chrome)):
            yield from ((i, "site_chrome") for i in run if i not in removed)
        run, touches_chrome, is_topic = [], is_chrome, True


def _link_lists(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find titles of other pages under headings such as "Related articles".

    They follow at once, or fill the page's end; a title in the middle of a page that a blank line
    parts from such a heading may be the next heading of the text.
    """
    last_text = max(
        (
            i
            for i, line in enumerate(lines)
            if line.content and i not in removed and not _IMPRINT.match(line.key)
        ),
        default=-1,
    )
    # Above the first sentence, what follows may be the page's own title.
    first_prose = next(
        (i for i, line in enumerate(lines) if i not in removed and ends_sentence(line.content)),
        len(lines),
    )
    for index, heading in enumerate(lines):
        plain = heading.key.strip(_ENDS)
        if plain not in _LINK_LISTS and not _MORE_FROM.fullmatch(plain):
            continue
        links: list[int] = []
        position = index + 1
        stop = min(len(lines), position + _MAX_LINK_LINES)
        while position < stop and len(links) < _MAX_LINKS:
            if lines[position].content and position not in removed:
                if not _may_be_link(lines[position]):
                    break
                links.append(position)
            position += 1
        for link in links:
            is_long = len(lines[link].content.split()) >= _MIN_LINK_WORDS
            follows = is_long and all(line.content for line in lines[index:link])
            is_below = index > first_prose
            is_sure = is_below and follows and index in removed and plain in phrases.LINK_LISTS
            if position > last_text or is_sure:
                yield link, "site_chrome"
        if links and position > last_text and index not in removed:
            yield index, "site_chrome"


def _may_be_link(line: Line) -> bool:
    content = line.content.lstrip("-*\u2022\u00b7 ")
    if phrases.URL_LINE.fullmatch(content):
        return True
    is_closed = content.endswith((".", ",", ";", ":")) and not content.endswith(_STOPPED)
    # A full stop before the closing quotation mark ends a sentence; titles quote without one.
    is_closed = is_closed or content.endswith(('."', ".\u201d", ".'", ".\u2019"))
    is_title = len(content) <= _MAX_LINK_CHARS and not is_closed
    return is_title and zone_of(line) is None


def _other_articles(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find PubMed's lists of other articles, and of other sites that have this one."""
    for index, line in enumerate(lines):
        key = heading_key(line) if len(line.content) <= _MAX_SOURCE_CHARS else ""
        if key in _OTHER_ARTICLES:
            zone = _entries(lines, index)
            last = max((i for i in zone if _OTHER_ARTICLE.search(lines[i].content)), default=-1)
            if last >= 0:
                yield from ((i, "site_chrome") for i in [index, *zone] if i <= last)
        elif key == "linkout - more resources" and index in removed:
            yield from ((i, "site_chrome") for i in _linkout(lines, index))


def _linkout(lines: Sequence[Line], heading: int) -> Iterator[int]:
    """Yield who else has an article; a menu names the heading with other lines below it."""
    zone = _zone(lines, heading, _MAX_SOURCE_CHARS)
    if not zone or heading_key(lines[zone[0]]) not in LINKOUT:
        return
    for i in zone:
        content = lines[i].content
        if ends_sentence(content) and not content.endswith(("Inc.", "Ltd.", "Corp.", "Co.")):
            break
        yield i


def _entries(lines: Sequence[Line], heading: int) -> list[int]:
    """Return the lines of other articles under a heading; each entry cites within a few lines.

    The text's own abstract ends them, and so do the identifiers of the page's own article.
    """
    found: list[int] = []
    n_open = 0
    for index in _zone(lines, heading, _MAX_ENTRY_CHARS):
        line = lines[index]
        label = line.key.partition(":")[0] if ":" in line.key else ""
        is_own = not _VOLUME.search(line.content) and read_citation(line.content) is not None
        n_open = 0 if _OTHER_ARTICLE.search(line.content) else n_open + 1
        if label in ABSTRACT_LABELS or is_own or n_open > _MAX_ENTRY_LINES:
            break
        found.append(index)
    return found


def _zone(lines: Sequence[Line], heading: int, max_chars: int) -> list[int]:
    """Return the lines under a heading, up to the next known heading or a longer line."""
    found = []
    for index in range(heading + 1, len(lines)):
        line = lines[index]
        if line.content:
            if len(line.content) > max_chars or zone_of(line) not in (None, "links"):
                break
            if heading_key(line) in _OTHER_ARTICLES:
                break
            found.append(index)
    return found


def _duplicates(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    return ((index, "duplicate") for index in repeated_lines(lines, removed))


def _link_labels(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    return ((i, "link_label") for i in link_label_lines(lines) if i not in removed)


def _empty_headings(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find headings of modules whose content was not saved with the page.

    A section of a paper may open with a subsection, so its heading is empty only before a module
    or at the end; a module's heading also before any other known heading.
    """
    follows: str = "end"
    below = ""
    heading = ""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if not line.content or index in removed:
            continue
        zone = zone_of(line) if len(line.content) <= _MAX_SOURCE_CHARS else None
        if zone is None:
            follows, below, heading = "text", line.content, ""
            continue
        is_section = zone in ("abstract", "section")
        if (
            follows in ("end", "module")
            or (follows == "section" and not is_section)
            or (follows == "text" and zone != "reference" and read_citation(below))
            or heading_key(line) == heading
        ):
            yield index, "empty_heading"
        else:
            heading = heading_key(line)
            follows = "section" if is_section else "module"


def _above_article(lines: Sequence[Line], removed: Removed) -> Iterator[tuple[int, str]]:
    """Find what stands above a text's first sentence: trails glued to its title, and counters."""
    head = _head(lines, removed)
    for above, below in pairwise(head):
        title = lines[below].content
        trail, _, rest = lines[above].content.rpartition(title)
        is_title = len(title) >= MIN_CHARS and len(title.split()) >= MIN_TITLE_WORDS
        if is_title and trail and not rest and len(trail) <= _MAX_TRAIL_CHARS:
            yield above, "site_chrome"
    is_below_chrome = False
    for index in range(head[-1] if head else -1, -1, -1):
        content = lines[index].content
        if index in removed:
            is_below_chrome = removed[index] == "site_chrome"
        elif content in _STROKES or (is_below_chrome and _COUNTER.fullmatch(content)):
            yield index, "site_chrome"
        elif content:
            is_below_chrome = False


def _head(lines: Sequence[Line], removed: Removed) -> list[int]:
    """Return the lines that are left above the first sentence, and it, at most so many."""
    head: list[int] = []
    for index, line in enumerate(lines):
        if line.content and index not in removed:
            head.append(index)
            if len(head) == _MAX_HEAD_LINES or ends_sentence(line.content):
                break
    return head


_FINDERS: tuple[Callable[[Sequence[Line], Removed], Iterator[tuple[int, str]]], ...] = (
    *web_pages.FINDERS[:2],
    _menus,
    web_pages.weak_lines,
    _link_lists,
    _other_articles,
    _link_labels,
    _above_article,
    _duplicates,
    _empty_headings,
)

CHROME: Cleaner[NoOptions] = Cleaner(
    name="chrome", version="9", phase="strip", clean=each_document(clean), fills=("fields",)
)
