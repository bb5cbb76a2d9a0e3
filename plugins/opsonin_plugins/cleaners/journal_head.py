"""What journal pages print around the abstract: the journal's name, affiliations, identifiers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from opsonin_plugins.cleaners.blocks import Block
from opsonin_plugins.cleaners.citations import Citation, read_citation
from opsonin_plugins.cleaners.headings import (
    ABSTRACT_LABELS,
    PUBLICATION_TYPES,
    Zone,
    heading_key,
    zone_of,
)
from opsonin_plugins.cleaners.lines import ends_sentence

#: Blocks above the abstract. Source: PubMed prints up to 50 affiliations, one in a line.
MAX_HEAD_BLOCKS = 80
_JOURNAL = re.compile(r"[A-Z][\w.&:()'/ -]{1,100}")
_MAX_NOTE_CHARS, _MAX_SENTENCE_CHARS = 1_000, 200
#: Lines between title and abstract that are sentences all the same.
_NOTE = re.compile(
    r"\W{0,3}\d{0,2}\W{0,2}(?:Correspond|Address|Received|Accepted|Edited by|Reviewed by|Copyright|"
    r"\u00a9|From the |Department|Dept|Division|School|Faculty|Institut|Centre|Center|University|"
    r"Contributed equally|These authors|E-?mail|Electronic address|Published|Author|"
    r"This article)|\b(?:University|Hospital|Institute|Department)\b"
)
#: Under these stand other articles, with identifiers of their own.
_OF_OTHERS = re.compile(
    r"(?:comments?|erratum|errata|update[ds]?|retraction|republished|corrected|"
    r"corrected and republished|expression of concern|cited|original report|associated data|"
    r"references) ?"
    r"(?:in|on|for|of|by|from)?"
)


def journal_line(blocks: Sequence[Block], position: int) -> int | None:
    """Return the position of the journal's name above a citation that has lost it.

    Args:
        blocks: The blocks of a page.
        position: Where the citation stands.
    """
    if not position:
        return None
    content = blocks[position - 1].line.content
    if content.lower() in PUBLICATION_TYPES or zone_of(blocks[position - 1].line) is not None:
        return None
    return position - 1 if _JOURNAL.fullmatch(content) else None


def lines_above(blocks: Sequence[Block], position: int, known: Collection[str]) -> Iterator[int]:
    """Yield the positions before one that hold a kind of publication, or only what is known.

    Args:
        blocks: The blocks of a page.
        position: Where the citation stands.
        known: What the citation says, such as the journal's name.
    """
    for place in range(position):
        content = blocks[place].line.content
        if content.lower() in PUBLICATION_TYPES or content in known:
            yield place


def notes(blocks: Sequence[Block], title: int) -> Iterator[int]:
    """Yield what stands between title and abstract under no heading: affiliations, dates, notes."""
    abstract = next(
        (
            place
            for place in range(title + 1, min(len(blocks), MAX_HEAD_BLOCKS))
            if zone_of(blocks[place].line) == "abstract"
        ),
        title,
    )
    for place in range(title + 1, abstract):
        if zone_of(blocks[place].line) is not None:
            return
        content = blocks[place].line.content
        is_long = ends_sentence(content) and len(content) > _MAX_SENTENCE_CHARS
        if len(content) <= _MAX_NOTE_CHARS and (not is_long or _NOTE.search(content[:200])):
            yield place


def identifier_lines(
    blocks: Sequence[Block], start: int, known: Mapping[int, str]
) -> Iterator[tuple[int, Citation]]:
    """Yield the lines of identifiers below the head that are those of the page's own article.

    Args:
        blocks: The blocks of a page.
        start: First position to look at.
        known: Position -> kind of the lines that are read already.
    """
    zone: Zone | None = None
    key = ""
    for place in range(start, len(blocks)):
        line = blocks[place].line
        found = zone_of(line)
        if found is not None:
            zone, key = found, heading_key(line)
            continue
        if zone == "metadata" and line.key.partition(":")[0] in ABSTRACT_LABELS:
            zone, key = "abstract", ""
        if zone in ("reference", "links") or _OF_OTHERS.fullmatch(key) or place in known:
            continue
        if line.content[:1] in "PDdh" and (citation := read_citation(line.content)) is not None:
            yield place, citation
