"""The furniture of library sites: PubMed, PMC, Europe PMC, ClinicalTrials.gov.

Some of their lines tell the site wherever they stand; words such as "Search" or "Go to" are
furniture only on a page that such a line has given away.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from opsonin_plugins.cleaners import library_phrases
from opsonin_plugins.cleaners.headings import zone_of
from opsonin_plugins.cleaners.lines import Line, ends_sentence

#: Longest notice of a site.
MAX_NOTICE_CHARS = 700
_KEY_CHARS = 120
_ENDS = " .:|\u00bb\u203a>\u2192\u2026!\u25b6\u25bc\u25be+-\u2013\u2014\u00b7\u2022"
_MIN_PARTS, _MIN_PROSE_CHARS = 3, 60
_MAX_PROVIDERS, _MAX_PROVIDER_CHARS = 4, 60
FEATURES = frozenset(library_phrases.CERTAIN)


def library_feature(line: Line) -> str | None:
    """Return the kind of library site that a line belongs to; None when it may be text."""
    content = line.content
    if len(content) > MAX_NOTICE_CHARS:
        return None
    key = line.key or content[:_KEY_CHARS].lower().replace("\u2019", "'")
    plain = key.strip(_ENDS)
    for feature, known in library_phrases.CERTAIN.items():
        if plain in known or key.startswith(library_phrases.CERTAIN_START[feature]):
            return feature
    if library_phrases.CERTAIN_FORM.fullmatch(plain):
        return "pubmed_page"
    return None


def furniture(lines: Sequence[Line], removed: Container[int]) -> Iterator[int]:
    """Yield the lines that are furniture because the page is one of a library site.

    Args:
        lines: All lines of the page.
        removed: Indexes of lines that are known to be chrome.
    """
    kept = [index for index, line in enumerate(lines) if line.content]
    found = set(_of_page(lines, kept, removed))
    yield from found
    yield from _formats(lines, kept)
    yield from _page_parts(lines, kept)
    yield from _providers(lines, kept, removed)
    rest = [index for index in kept if index not in removed and index not in found]
    yield from _registry_menu(lines, rest)


def _of_page(lines: Sequence[Line], kept: Sequence[int], removed: Container[int]) -> Iterator[int]:
    for place, index in enumerate(kept):
        if index in removed:
            continue
        key = lines[index].key.strip(_ENDS)
        is_of_page = key in library_phrases.OF_PAGE
        is_label = library_phrases.is_figure_label(key) and _is_repeated(lines, kept, place, key)
        is_count = key.isdecimal() and _stands_in_chrome(lines, kept, place, removed)
        if is_of_page or is_label or is_count or library_phrases.OF_PAGE_FORM.fullmatch(key):
            yield index


def _formats(lines: Sequence[Line], kept: Sequence[int]) -> Iterator[int]:
    """Find the choices below "Format"; the abstract's own heading stands above prose."""
    is_open = False
    for place, index in enumerate(kept):
        key = lines[index].key.strip(_ENDS)
        below = lines[kept[place + 1]].content if place + 1 < len(kept) else ""
        is_heading = len(below) >= _MIN_PROSE_CHARS and ends_sentence(below)
        is_open = key == "format" or (is_open and key in library_phrases.FORMATS and not is_heading)
        if is_open:
            yield index


def _page_parts(lines: Sequence[Line], kept: Sequence[int]) -> Iterator[int]:
    """Find the names of a page's parts below "Page navigation", which are no headings there."""
    is_open = False
    for index in kept:
        key = lines[index].key.strip(_ENDS)
        is_part = key in library_phrases.PAGE_PARTS or zone_of(lines[index]) is not None
        is_open = key == "page navigation" or (is_open and is_part)
        if is_open:
            yield index


def _providers(
    lines: Sequence[Line], kept: Sequence[int], removed: Container[int]
) -> Iterator[int]:
    """Find who offers the full text: a few names between "Full text links" and other furniture."""
    run: list[int] | None = None
    for index in kept:
        key = lines[index].key.strip(_ENDS)
        if key == "full text links":
            run = []
        elif run is None:
            continue
        elif index in removed or key in library_phrases.OF_PAGE:
            yield from run
            run = None
        elif len(run) < _MAX_PROVIDERS and len(key) <= _MAX_PROVIDER_CHARS:
            run.append(index)
        else:
            run = None


def _is_repeated(lines: Sequence[Line], kept: Sequence[int], place: int, key: str) -> bool:
    """Return whether the label above a thumbnail comes again above or in the caption."""
    below = (lines[index].key for index in kept[place + 1 : place + 3])
    return any(after.startswith(key.rstrip(".")) for after in below)


def _stands_in_chrome(
    lines: Sequence[Line], kept: Sequence[int], place: int, removed: Container[int]
) -> bool:
    sides = [kept[n] for n in (place - 1, place + 1) if 0 <= n < len(kept)]
    return all(
        index in removed or lines[index].key.strip(_ENDS) in library_phrases.OF_PAGE
        for index in sides
    )


def _registry_menu(lines: Sequence[Line], kept: Sequence[int]) -> Iterator[int]:
    """Find the names of a study's parts one below the other; one named again has begun."""
    run: dict[str, int] = {}
    for index in [*kept, None]:
        key = "" if index is None else lines[index].key.strip(_ENDS)
        if index is not None and key in library_phrases.REGISTRY_PARTS and key not in run:
            run[key] = index
            continue
        # What the page ends with has lost what stood under it.
        if len(run) >= _MIN_PARTS or index is None:
            yield from run.values()
        run = {}
