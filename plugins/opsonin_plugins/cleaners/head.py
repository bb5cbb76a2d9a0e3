"""The head of a document: title, authors, citation, dateline, byline, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opsonin import Span
from opsonin_plugins.cleaners.blocks import Block
from opsonin_plugins.cleaners.citations import read_citation
from opsonin_plugins.cleaners.datelines import (
    Dateline,
    is_outlet,
    is_role,
    read_agency,
    read_author,
    read_byline,
    read_dateline,
    read_outlet,
    read_stamp,
)
from opsonin_plugins.cleaners.headings import zone_of
from opsonin_plugins.cleaners.lines import ends_sentence
from opsonin_plugins.cleaners.post_lines import read_post_line

#: Blocks at the start of a text that may belong to its head.
HEAD_BLOCKS = 16
_DATELINE_BLOCKS, _SIGN_OFF_BLOCKS = 10, 5
#: What stands alone above the name of an author.
_BY_LINES = frozenset(
    ("by", "author", "authors", "written by", "story by", "perspective by", "analysis by",
     "opinion by", "review by", "column by")
)  # fmt: skip
_MAX_TITLE_CHARS, _MAX_TITLE_WORDS, _MIN_TITLE_WORDS = 300, 35, 3
_MAX_HEADLINE_CHARS = 160
_MAX_SITE_WORDS = 4
_MIN_PROSE_CHARS = 50
_TITLE_LABEL = re.compile(r"(?:Title|TITLE|Headline|HEADLINE): ?(?=\S)")
_RELEASE_LABEL = re.compile(
    r"(?:for immediate release|press release|news release|media release)[:.]?|"
    r"embargoed until [^\n]{3,80}|(?:media|press|news) contacts?: ?[^\n]{3,160}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\((?:(?:additional )?(?:reporting|writing|editing|compiled)(?: by)?|editor|reporter|"
    r"edited by)\b[^()\n]{2,200}\)",
    re.IGNORECASE,
)
# A space after a comma belongs to the name: two ways to read it would be 2 to the 60 for a list.
_LIST_OF_NAMES = re.compile(r"[^,;]{3,60}(?:[,;](?:[^,;]{3,60}| [^,;]{60})){0,60}")
_AUTHOR = re.compile(
    r"(?P<name>[A-Z\u00c0-\u00de][^\W\d_]*(?:[ .'\u2019-]{1,2}(?:[A-Z\u00c0-\u00de][^\W\d_]*|van|"
    r"von|de|der|den|la|el|bin)){1,5})\.?"
    r"[ ,\d*\u2020\u2021\u00a7\u00b6#&()]*"
)

Values = dict[str, tuple[str, int, int]]


@dataclass(slots=True)
class Head:
    """What the head of a document says.

    Attributes:
        kinds: Position of a block -> its kind.
        rows: Rows of table ``fields``.
        has_citation: Whether the page cites its own article.
        has_byline: Whether it has a byline.
        dateline: Its dateline.
    """

    kinds: dict[int, str] = field(default_factory=dict)
    rows: list[Span] = field(default_factory=list)
    has_citation: bool = False
    has_byline: bool = False
    dateline: Dateline | None = None

    def take(self, block: Block, values: Values, basis: str = "stated") -> None:
        """Add the values that were read from a block."""
        self.rows.extend(field_spans(block, values, basis))


def field_spans(block: Block, values: Values, basis: str) -> Iterator[Span]:
    """Yield a row of table ``fields`` for each value that was read from a block."""
    for name, (value, start, end) in values.items():
        yield Span(block.start + start, block.start + end, field=name, value=value, basis=basis)


def read_head(blocks: Sequence[Block]) -> Head:
    """Read the head of a document.

    A headline that only stands where headlines do is inferred; one that markup or a label names,
    or that stands among the citation lines of a journal page, is stated.
    """
    head = Head()
    updates: list[tuple[Block, Values]] = []
    for position, block in enumerate(blocks[:HEAD_BLOCKS]):
        content = block.line.content
        if zone_of(block.line) in ("abstract", "section", "reference"):
            break
        if _read_signature(head, position, blocks):
            continue
        if len(content) <= _MAX_TITLE_CHARS and _read_line(head, position, block, updates):
            continue
        if position < _DATELINE_BLOCKS and head.dateline is None:
            _read_dateline(head, position, block)
    if not any(row.columns["field"] == "published_value" for row in head.rows):
        for block, values in updates:
            head.take(block, values)
    _read_title(head, blocks)
    for position in range(max(len(blocks) - _SIGN_OFF_BLOCKS, HEAD_BLOCKS), len(blocks)):
        if _SIGN_OFF.fullmatch(blocks[position].line.content):
            head.kinds[position] = "byline"
    return head


def _read_line(
    head: Head, position: int, block: Block, updates: list[tuple[Block, Values]]
) -> bool:
    """Read a line that is nothing but citation, date or byline."""
    content = block.line.content
    citation = read_citation(content)
    if citation is not None:
        head.kinds[position] = "metadata"
        head.has_citation = True
        head.take(block, citation.values)
        for author in citation.authors:
            head.take(block, {"authors": author})
        return True
    stamp = read_stamp(content)
    if stamp is not None:
        head.kinds[position] = "metadata"
        if stamp[1]:
            updates.append((block, stamp[0]))
        else:
            head.take(block, stamp[0])
        return True
    if _RELEASE_LABEL.fullmatch(content) or _SIGN_OFF.fullmatch(content):
        head.kinds[position] = "metadata"
        return True
    if _read_post_line(head, position, block, updates):
        return True
    names = read_byline(content)
    if names is None:
        return False
    head.kinds[position] = "byline"
    head.has_byline = True
    for name in names:
        head.take(block, {"authors": name})
    outlet = read_outlet(content) if names else None
    if outlet is not None:
        head.take(block, {"publisher": outlet}, "inferred")
    return True


def _read_dateline(head: Head, position: int, block: Block) -> None:
    head.dateline = read_dateline(block.line.content)
    if head.dateline is not None:
        head.take(block, head.dateline.values)
        # The story begins in the next paragraph.
        if block.line.content[-1] in "-\u2013\u2014":
            head.kinds[position] = "dateline"


def _read_signature(head: Head, position: int, blocks: Sequence[Block]) -> bool:
    """Read a byline that takes several lines: "By", a name, what the author is, an agency."""
    content = blocks[position].line.content
    if position in head.kinds:
        return True
    if content.lower().rstrip(":") in _BY_LINES and position + 1 < len(blocks):
        author = read_author(blocks[position + 1].line.content)
        if author is not None:
            head.kinds[position] = head.kinds[position + 1] = "byline"
            head.has_byline = True
            head.take(blocks[position + 1], {"authors": author})
        return author is not None
    agency = read_agency(content)
    if agency is not None:
        head.kinds[position] = "byline"
        head.take(blocks[position], {"publisher": (agency, 0, len(agency))})
        return True
    if head.kinds.get(position - 1) == "byline" and is_role(content):
        head.kinds[position] = "byline"
        return True
    return False


def _read_post_line(
    head: Head, position: int, block: Block, updates: list[tuple[Block, Values]]
) -> bool:
    line = read_post_line(block.line.content)
    if line is None:
        return False
    head.kinds[position] = "byline" if line.has_author else "metadata"
    head.has_byline = head.has_byline or line.has_author
    if line.is_update:
        updates.append((block, line.date))
    else:
        head.take(block, line.date)
    for author in line.authors:
        head.take(block, {"authors": author})
    return True


def _read_title(head: Head, blocks: Sequence[Block]) -> None:
    position = _title_position(head, blocks)
    if position is None:
        return
    block = blocks[position]
    label = _TITLE_LABEL.match(block.line.content)
    start = label.end() if label else 0
    value = " ".join(block.line.content[start:].split())
    is_stated = block.kind == "title" or label is not None or head.has_citation
    head.kinds[position] = "title"
    end = len(block.line.content)
    head.take(block, {"title": (value, start, end)}, "stated" if is_stated else "inferred")
    below = blocks[position + 1 : position + 7]
    is_journal = any(zone_of(block.line) in ("abstract", "metadata") for block in below)
    if below and (head.has_citation or is_journal):
        _read_authors(head, blocks, position + 1)


def _title_position(head: Head, blocks: Sequence[Block]) -> int | None:
    for position, block in enumerate(blocks[:HEAD_BLOCKS]):
        is_labelled = _TITLE_LABEL.match(block.line.content) is not None
        if block.kind == "title" or (is_labelled and len(block.line.content) <= _MAX_TITLE_CHARS):
            return position
    for position, block in enumerate(blocks[:HEAD_BLOCKS]):
        if position in head.kinds:
            continue
        if zone_of(block.line) is not None or not _may_be_title(block):
            return None
        if _is_site_name(blocks, position) and not head.has_citation:
            name = blocks[position].line.content
            head.kinds[position] = "metadata"
            head.take(blocks[position], {"publisher": (name, 0, len(name))}, "inferred")
            continue
        is_signed = head.kinds.get(position + 1) == "byline"
        if head.has_citation or _is_headline(blocks, position, is_signed=is_signed):
            return position
        return None
    return None


def _may_be_title(block: Block) -> bool:
    content = block.line.content
    n_words = len(content.split())
    first = content.lstrip("\u201c\u2018\"'([")[:1]
    return (
        block.kind in ("", "heading", "paragraph")
        and "\n" not in content
        and len(content) <= _MAX_TITLE_CHARS
        and _MIN_TITLE_WORDS <= n_words <= _MAX_TITLE_WORDS
        and (first.isupper() or first.isdigit() or content[:2].lower() in ("e-", "p5", "mr"))
    )


def _is_site_name(blocks: Sequence[Block], position: int) -> bool:
    """Return whether the name of a site stands above the headline: short, and a longer one below.

    It is known by a word such as Times, or because the page has it again.
    """
    content = blocks[position].line.content
    words = content.split()
    if position > 1 or not 1 < len(words) <= _MAX_SITE_WORDS or position + 1 >= len(blocks):
        return False
    if not all(word[0].isupper() or word in ("of", "the", "for", "&") for word in words):
        return False
    below = blocks[position + 1]
    is_above = (
        _may_be_title(below)
        and len(below.line.content.split()) > _MAX_SITE_WORDS
        and _is_headline(blocks, position + 1, is_signed=True)
    )
    is_again = any(content in block.line.content for block in blocks[position + 2 :])
    return is_above and (is_again or is_outlet(content))


def _is_headline(blocks: Sequence[Block], position: int, *, is_signed: bool) -> bool:
    """Return whether a line stands as headlines do: no sentence but above a byline, above prose."""
    content = blocks[position].line.content
    is_sentence = ends_sentence(content) and not content.endswith("?") and not is_signed
    if is_sentence or len(content) > _MAX_HEADLINE_CHARS or content.endswith((":", ",", ";")):
        return False
    below = blocks[position + 1 : position + 9]
    return any(
        len(block.line.content) >= _MIN_PROSE_CHARS and ends_sentence(block.line.content)
        for block in below
    )


def _read_authors(head: Head, blocks: Sequence[Block], position: int) -> None:
    """Read the list of names below the title of a journal page."""
    if position in head.kinds or zone_of(blocks[position].line) is not None:
        return
    content = blocks[position].line.content
    names = list_of_names(content)
    if names:
        head.kinds[position] = "byline"
        # The short citation names the first author only; the list names all.
        head.rows = [row for row in head.rows if row.columns["field"] != "authors"]
        for name in names:
            head.take(blocks[position], {"authors": name})


def list_of_names(content: str) -> list[tuple[str, int, int]]:
    """Return the names in a list of authors with their offsets; none if it holds other words.

    >>> list_of_names("Ada Byron 1 2, Jean van Dyck 3")
    [('Ada Byron', 0, 9), ('Jean van Dyck', 15, 28)]
    """
    if _LIST_OF_NAMES.fullmatch(content) is None:
        return []
    names = []
    for part in re.finditer(r"[^,;]+", content):
        words = part[0].strip()
        if not words or words.isdigit():
            continue
        name = _AUTHOR.fullmatch(words.removeprefix("and "))
        if name is None:
            return []
        start = part.start() + part[0].index(name["name"])
        names.append((name["name"], start, start + len(name["name"])))
    return names
