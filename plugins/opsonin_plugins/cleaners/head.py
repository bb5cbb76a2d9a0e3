"""The head of a document: title, authors, citation, dateline, byline, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from opsonin import Span
from opsonin_plugins.cleaners.author_lists import list_of_names
from opsonin_plugins.cleaners.blocks import Block
from opsonin_plugins.cleaners.citations import Citation, read_citation
from opsonin_plugins.cleaners.dateline_parts import WIRE
from opsonin_plugins.cleaners.datelines import (
    BY_LINES,
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
from opsonin_plugins.cleaners.journal_head import (
    MAX_HEAD_BLOCKS,
    identifier_lines,
    journal_line,
    lines_above,
    notes,
)
from opsonin_plugins.cleaners.lines import ends_sentence
from opsonin_plugins.cleaners.news_lines import read_news_line
from opsonin_plugins.cleaners.post_lines import read_post_line
from opsonin_plugins.cleaners.registry_head import registry_lines
from opsonin_plugins.cleaners.zones import AFFILIATION

#: Blocks at the start of a text that may belong to its head.
HEAD_BLOCKS = 16
_DATELINE_BLOCKS, _SIGN_OFF_BLOCKS = 10, 5
#: What stands alone above the name of an author.
_MAX_TITLE_CHARS, _MAX_TITLE_WORDS, _MIN_TITLE_WORDS = 300, 35, 3
_MAX_HEADLINE_CHARS = 160
_MAX_SITE_WORDS, _MAX_SOURCE_WORDS = 4, 10
_SECTION_BLOCKS = 2
_MIN_PROSE_CHARS = 50
_TITLE_LABEL = re.compile(r"(?:Title|TITLE|Headline|HEADLINE): ?(?=\S)")
#: "Tea helps | Tea Today": what a page's own title adds to it.
_SITE_BEHIND = re.compile(
    r"\s[|\u00bb]\s(?P<who>[A-Z][\w&.\u2019'-]*(?:\s[A-Z&][\w&.\u2019'-]*){0,4})\Z"
)
#: "By Reuters Staff": an agency signs as a whole.
_OF_AGENCY = re.compile(rf"[Bb]y (?P<who>{WIRE})(?: (?:Staff|staff|News|Health))?")
#: Below a title it tells the one that an editor has changed.
_FIRST_LABEL = re.compile(r"(?:Original )?[Tt]itle: ?(?=\S)")
_RELEASE_LABEL = re.compile(
    r"(?:for immediate release|press release|news release|media release)[:.]?|"
    r"embargoed until [^\n]{3,80}|(?:media|press|news) contacts?: ?[^\n]{3,160}",
    re.IGNORECASE,
)
#: Above the name of who releases it. Source: the kinds of items that EurekAlert prints.
_RELEASE_KIND = re.compile(
    r"peer-reviewed publication|reports and proceedings|"
    r"(?:meeting|business|grant|award|book) announcement",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"\((?:(?:additional )?(?:reporting|writing|editing|compiled)(?: by)?|editor|reporter|"
    r"edited by)\b[^()\n]{2,200}\)",
    re.IGNORECASE,
)
#: Source: PubMed, below the bracketed title of an article in another language.
_ORIGINAL_LANGUAGE = re.compile(r"\[Article in [^\]\n]{3,60}\]")

Values = dict[str, tuple[str, int, int]]


@dataclass(slots=True)
class Head:
    """What the head of a document says.

    Attributes:
        kinds: Position of a block -> its kind.
        rows: Rows of table ``fields``.
        has_citation: Whether the page cites its own article.
        has_byline: Whether it has a byline.
        is_post: Whether a line above it is one that blogs print.
        dateline: Its dateline.
        first_citation: Position of the first line that cites the page's own article.
    """

    kinds: dict[int, str] = field(default_factory=dict)
    rows: list[Span] = field(default_factory=list)
    has_citation: bool = False
    has_byline: bool = False
    is_post: bool = False
    dateline: Dateline | None = None
    first_citation: int | None = None

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
    _read_lines(head, blocks)
    _read_journal_page(head, blocks)
    study, elements = registry_lines(blocks)
    head.kinds.update(dict.fromkeys(elements, "metadata"))
    _read_title(head, blocks, study)
    for position in range(max(len(blocks) - _SIGN_OFF_BLOCKS, 1), len(blocks)):
        content = blocks[position].line.content
        found = read_news_line(content) if position not in head.kinds else None
        if position >= HEAD_BLOCKS and _SIGN_OFF.fullmatch(content):
            head.kinds[position] = "byline"
        elif found is not None:
            head.kinds[position] = "metadata"
    return head


def _read_lines(head: Head, blocks: Sequence[Block]) -> None:
    """Read the lines of a head one by one: citations, dates, bylines, a dateline."""
    updates: list[tuple[Block, Values]] = []
    for position, block in enumerate(blocks[:MAX_HEAD_BLOCKS]):
        content = block.line.content
        if zone_of(block.line) in ("abstract", "section", "reference"):
            break
        if position >= HEAD_BLOCKS and not head.has_citation:
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


def _read_line(
    head: Head, position: int, block: Block, updates: list[tuple[Block, Values]]
) -> bool:
    """Read a line that is nothing but citation, date or byline."""
    content = block.line.content
    citation = read_citation(content)
    if citation is not None:
        _take_citation(head, position, block, citation)
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
    news = read_news_line(content) if position < _DATELINE_BLOCKS else None
    if news is not None:
        _take_news_line(head, position, block, news)
        return True
    return _read_byline(head, position, block)


def _read_byline(head: Head, position: int, block: Block) -> bool:
    names = read_byline(block.line.content)
    if names is None:
        return False
    head.kinds[position] = "byline"
    head.has_byline = True
    for name in names:
        head.take(block, {"authors": name})
    staff = _OF_AGENCY.fullmatch(block.line.content)
    if staff is not None:
        head.take(block, {"publisher": (staff["who"], *staff.span("who"))})
    outlet = read_outlet(block.line.content) if names else None
    if outlet is not None:
        head.take(block, {"publisher": outlet}, "inferred")
    return True


def _read_dateline(head: Head, position: int, block: Block) -> None:
    head.dateline = read_dateline(block.line.content)
    if head.dateline is not None:
        head.take(block, head.dateline.values)
        for author in head.dateline.authors:
            head.take(block, {"authors": author})
        # The story begins in the next paragraph.
        if block.line.content[-1] in "-\u2013\u2014":
            head.kinds[position] = "dateline"


def _read_signature(head: Head, position: int, blocks: Sequence[Block]) -> bool:
    """Read a byline that takes several lines: "By", a name, what the author is, an agency."""
    content = blocks[position].line.content
    if position in head.kinds:
        return True
    if content.lower().rstrip(":") in BY_LINES and position + 1 < len(blocks):
        author = read_author(blocks[position + 1].line.content)
        if author is not None:
            head.kinds[position] = head.kinds[position + 1] = "byline"
            head.has_byline = True
            head.take(blocks[position + 1], {"authors": author})
        return author is not None
    if _RELEASE_KIND.fullmatch(content):
        head.kinds[position] = "metadata"
        below = blocks[position + 1] if position + 1 < len(blocks) else None
        if below is not None and _is_name_of_source(below.line.content):
            head.kinds[position + 1] = "metadata"
            name = below.line.content
            head.take(below, {"publisher": (name, 0, len(name))})
        return True
    agency = read_agency(content)
    if agency is not None:
        head.kinds[position] = "byline"
        head.take(blocks[position], {"publisher": (agency, 0, len(agency))})
        return True
    if head.kinds.get(position - 1) == "byline" and is_role(content):
        head.kinds[position] = "byline"
        return True
    return False


def _is_name_of_source(content: str) -> bool:
    is_short = len(content.split()) <= _MAX_SOURCE_WORDS
    return is_short and content[:1].isupper() and not ends_sentence(content)


def _read_post_line(
    head: Head, position: int, block: Block, updates: list[tuple[Block, Values]]
) -> bool:
    line = read_post_line(block.line.content)
    if line is None:
        return False
    head.kinds[position] = "byline" if line.has_author else "metadata"
    head.has_byline = head.has_byline or line.has_author
    head.is_post = head.is_post or line.is_of_blog
    if line.is_update:
        updates.append((block, line.date))
    else:
        head.take(block, line.date)
    for author in line.authors:
        head.take(block, {"authors": author})
    return True


def _take_news_line(head: Head, position: int, block: Block, news: tuple[str, Values]) -> None:
    head.kinds[position], values = news
    head.has_byline = head.has_byline or "authors" in values
    head.take(block, values)


def _take_citation(head: Head, position: int, block: Block, citation: Citation) -> None:
    head.kinds[position] = "metadata"
    head.has_citation = True
    if head.first_citation is None:
        head.first_citation = position
    values = citation.values
    if citation.is_online and not _refines(head, values):
        values = {name: value for name, value in values.items() if "published" not in name}
    head.take(block, values)
    for author in citation.authors:
        head.take(block, {"authors": author})


def _refines(head: Head, values: Values) -> bool:
    """Return whether a date of publication online says more than the year that is known.

    A page cites its article by the issue's date; only where that is a mere year the other counts.
    """
    dates = [row for row in head.rows if row.columns["field"] == "published_value"]
    if all(values["published_value"][0].startswith(f"{row.columns['value']}-") for row in dates):
        head.rows = [row for row in head.rows if "published" not in str(row.columns["field"])]
        return True
    return False


def _read_journal_page(head: Head, blocks: Sequence[Block]) -> None:
    """Read what stands above the citation of a journal page, and identifiers below its head."""
    start = head.first_citation
    if start is None:
        return
    citation = read_citation(blocks[start].line.content)
    if citation is not None and citation.lacks_journal:
        above = journal_line(blocks, start)
        if above is not None and above not in head.kinds:
            name = blocks[above].line.content
            head.kinds[above] = "metadata"
            head.take(blocks[above], {"journal": (name, 0, len(name))})
    for position in lines_above(blocks, start, {str(row.columns["value"]) for row in head.rows}):
        head.kinds.setdefault(position, "metadata")
    for position, found in identifier_lines(blocks, start, head.kinds):
        known = {row.columns["field"] for row in head.rows}
        head.kinds[position] = "metadata"
        values = {name: value for name, value in found.values.items() if name not in known}
        head.take(blocks[position], values)


def _read_title(head: Head, blocks: Sequence[Block], study: int | None) -> None:
    position = _title_position(head, blocks) if study is None else study
    if position is None:
        return
    block = blocks[position]
    label = _title_label(position, block)
    start = label.end() if label else 0
    end = len(block.line.content)
    site = _SITE_BEHIND.search(block.line.content, start)
    if site is not None:
        end = site.start()
        known = {row.columns["field"] for row in head.rows}
        if "publisher" not in known:
            head.take(block, {"publisher": (site["who"], *site.span("who"))}, "inferred")
    value = " ".join(block.line.content[start:end].split())
    is_stated = block.kind == "title" or label is not None or head.has_citation or study is not None
    head.kinds[position] = "title"
    head.take(block, {"title": (value, start, end)}, "stated" if is_stated else "inferred")
    below = blocks[position + 1 : position + 7]
    is_journal = any(zone_of(block.line) in ("abstract", "metadata") for block in below)
    if below and (head.has_citation or is_journal):
        note = _ORIGINAL_LANGUAGE.fullmatch(below[0].line.content) is not None
        if note:
            head.kinds.setdefault(position + 1, "metadata")
        _read_authors(head, blocks, position + 1 + note)
    if head.has_citation:
        for place in notes(blocks, position):
            head.kinds.setdefault(place, "metadata")


def _title_label(position: int, block: Block) -> re.Match[str] | None:
    label = _TITLE_LABEL if position else _FIRST_LABEL
    return label.match(block.line.content) or _TITLE_LABEL.match(block.line.content)


def _labelled_title(blocks: Sequence[Block]) -> int | None:
    """Return the block that markup or a label names as the title."""
    for position, block in enumerate(blocks[:HEAD_BLOCKS]):
        if zone_of(block.line) == "abstract":
            # What is labelled below is the title in another language.
            return None
        is_labelled = _title_label(position, block) is not None
        if block.kind == "title" or (is_labelled and len(block.line.content) <= _MAX_TITLE_CHARS):
            return position
    return None


def _title_position(head: Head, blocks: Sequence[Block]) -> int | None:
    labelled = _labelled_title(blocks)
    if labelled is not None:
        return labelled
    below = _title_below_citation(head, blocks)
    if below is not None:
        return below
    for position, block in enumerate(blocks[:HEAD_BLOCKS]):
        if position in head.kinds:
            continue
        if head.has_byline and _is_section_name(blocks, position):
            head.kinds[position] = "metadata"
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


def _title_below_citation(head: Head, blocks: Sequence[Block]) -> int | None:
    """Return the first line below a citation if it can be the title: no affiliation, no names."""
    if head.first_citation is None:
        return None
    for position in range(head.first_citation + 1, min(len(blocks), HEAD_BLOCKS)):
        block = blocks[position]
        if position in head.kinds:
            continue
        if zone_of(block.line) is not None or not _may_be_title(block):
            return None
        content = block.line.content
        is_other = AFFILIATION.search(content) or list_of_names(content)
        return None if is_other else position
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


def _is_section_name(blocks: Sequence[Block], position: int) -> bool:
    """Return whether a line names a part of the site above a signed headline: "Just in"."""
    content = blocks[position].line.content
    is_short = len(content.split()) < _MIN_TITLE_WORDS and not ends_sentence(content)
    return is_short and position < _SECTION_BLOCKS and zone_of(blocks[position].line) is None


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
    is_over = position >= len(blocks) or position in head.kinds
    if is_over or zone_of(blocks[position].line) is not None:
        return
    content = blocks[position].line.content
    names = list_of_names(content)
    if names:
        head.kinds[position] = "byline"
        # The short citation names the first author only; the list names all.
        head.rows = [row for row in head.rows if row.columns["field"] != "authors"]
        for name in names:
            head.take(blocks[position], {"authors": name})
