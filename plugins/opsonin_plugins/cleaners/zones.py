"""Which part of a document each block belongs to: abstract, references, disclosures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opsonin_plugins.cleaners.blocks import Block
from opsonin_plugins.cleaners.headings import (
    ABSTRACT_LABELS,
    heading_key,
    looks_like_heading,
    zone_of,
)
from opsonin_plugins.cleaners.lines import ends_sentence
from opsonin_plugins.cleaners.signs import may_open, openings

#: Longest abstract. Source: MEDLINE cuts abstracts at 10,000 characters.
MAX_ABSTRACT_CHARS = 10_000
MAX_ABSTRACT_BLOCKS = 24
_MAX_REFERENCE_CHARS = 1_200
_MIN_PROSE_CHARS = 60
_MIN_ABSTRACT_CHARS = 300
_REFERENCE = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b|\bdoi\b|https?://|\bin press\b", re.IGNORECASE)
_INLINE = re.compile(
    r"(?P<label>conflicts? of interests?(?: statement| disclosures?)?|"
    r"competing (?:financial )?interests?|"
    r"declarations? of (?:competing |conflicting )?interests?|disclosures?|disclosure statement|"
    r"funding|"
    r"financial support|acknowledge?ments?|author contributions|data availability(?: statement)?)"
    r"\s?[:.\u2013\u2014]\s?(?=\S)",
    re.IGNORECASE,
)
#: What an affiliation begins with or holds.
AFFILIATION = re.compile(
    r"^\W?\d{1,2}\W|\b(?:Department|Dept|University|Institut\w*|Hospital|School|Cent(?:er|re)|"
    r"Faculty|"
    r"Division|College|Laborator\w+|Clinic|Inc|Ltd|GmbH)\b"
)
#: Headings of notices that belong to an article, and what their citations hold.
_OF_OTHERS = re.compile(
    r"(?:comment|erratum|update|retraction|republished|expression of concern|original report|"
    r"corrected and republished) (?:in|on|for|of|from)"
)
_CITED = re.compile(
    r"PMID: ?\d|doi: ?10\.|\b(?:19|20)\d\d(?: [A-Z][a-z]{2})?[\w -]{0,8};\d{1,4}[(:]"
)
_TRIAL = re.compile(
    r"(?:clinical )?(?:trial|study|trials) (?:registration|registry|registered)(?: number| no\.?|"
    r" information| id)?"
    r"(?: (?:with|at|on))?\s?[:.\u2013\u2014-]|(?:registration|"
    r"registered)(?: number)?: (?:clinicaltrials|isrctn|nct)",
    re.IGNORECASE,
)
_OPENINGS = openings(
    "clinical", "trial", "study", "registration", "conflict", "declaration", "disclosure",
    "funding", "financial", "acknowledge", "author", "data",
)  # fmt: skip
_MAIN = frozenset({"abstract", "section"})


@dataclass(frozen=True, slots=True)
class Part:
    """What a block is.

    Attributes:
        block: The block.
        kind: Kind of segment; empty where nothing is known.
        is_main: Whether it is main text.
        zone: The key of the known heading that it stands under.
    """

    block: Block
    kind: str
    is_main: bool
    zone: str = ""


def find_parts(blocks: Sequence[Block]) -> list[Part]:
    """Return what is known of each block from the headings above it.

    An unknown heading, or prose where references stood, ends a zone that is not main text.
    """
    parts: list[Part] = []
    zone: str | None = None
    key = ""
    for position, block in enumerate(blocks):
        found = zone_of(block.line)
        if found is not None and not _is_label(zone, heading_key(block.line), parts):
            zone, key = found, heading_key(block.line)
            parts.append(Part(block, "heading", block.is_main and found in _MAIN, key))
            continue
        if zone == "abstract" and found is not None:
            parts.append(Part(block, "heading", block.is_main, key))
            continue
        if _begins_abstract(zone, key, block):
            zone, key = "abstract", "abstract"
        elif _ends(zone, block, blocks[position + 1 : position + 2], parts, key):
            zone, key = None, ""
        parts.append(_part(block, zone, key))
    return parts


def headings_between(blocks: Sequence[Block]) -> Iterator[int]:
    """Yield the positions of blocks that are headings though nobody knows their words."""
    for position, block in enumerate(blocks[:-1]):
        after = blocks[position + 1]
        is_title = not block.kind and looks_like_heading(block.line)
        if is_title and _is_prose(after) and after.start - block.end > 1:
            yield position


def _is_label(zone: str | None, key: str, parts: Sequence[Part]) -> bool:
    """Return whether a heading is a label inside a structured abstract: each comes only once."""
    if zone != "abstract" or key not in ABSTRACT_LABELS:
        return False
    seen = []
    for part in reversed(parts):
        if part.zone != "abstract":
            break
        seen.append(heading_key(part.block.line))
    # Only an abstract that opens with a label has labels; the paper's own headings come after it.
    is_structured = len(seen) < 2 or seen[-2] in ABSTRACT_LABELS  # noqa: PLR2004 - heading, first
    return (
        is_structured and key not in seen and "conclusions" not in seen and "conclusion" not in seen
    )


def _ends(
    zone: str | None, block: Block, after: Sequence[Block], parts: Sequence[Part], key: str
) -> bool:
    if zone is None or zone == "section":
        return False
    content = block.line.content
    if zone == "reference":
        is_entry = len(content) <= _MAX_REFERENCE_CHARS and (
            block.kind == "reference" or _REFERENCE.search(content) is not None
        )
        return not is_entry and (_is_prose(block) or block.kind == "heading")
    if block.kind == "heading" or (
        looks_like_heading(block.line) and after and _is_prose(after[0]) and zone != "metadata"
    ):
        return True
    if zone == "abstract":
        body = [part for part in parts if part.zone == key]
        n_chars = sum(len(part.block.line.content) for part in body)
        is_over = n_chars > MAX_ABSTRACT_CHARS or len(body) > MAX_ABSTRACT_BLOCKS
        return is_over or _closed_abstract(body)
    is_affiliation = "affiliation" in key and AFFILIATION.search(content) is not None
    is_caption = zone == "links" and key == "figures"
    is_entry = is_affiliation or is_caption or _is_other_article(key, block, after)
    return zone in ("metadata", "links") and _is_prose(block) and not is_entry


def _begins_abstract(zone: str | None, key: str, block: Block) -> bool:
    """Return whether an abstract without a heading follows the metadata of a record.

    Source: the exports of PubMed print it below authors and comments: a labelled paragraph, or a
    long one that is no affiliation.
    """
    if zone not in ("metadata", "acknowledgement", "links") or block.kind:
        return False
    label = block.line.content.partition(":")[0].lower()
    if label in ABSTRACT_LABELS and label not in ("funding", "patients"):
        return True
    content = block.line.content
    is_long = key == "author information" and len(content) >= _MIN_ABSTRACT_CHARS
    return is_long and ends_sentence(content) and not AFFILIATION.search(content[:200])


def _is_other_article(key: str, block: Block, after: Sequence[Block]) -> bool:
    """Return whether a block is the title or the citation of an erratum or comment."""
    if not _OF_OTHERS.fullmatch(key):
        return False
    return any(_CITED.search(one.line.content) for one in (block, *after))


def _closed_abstract(body: Sequence[Part]) -> bool:
    """Return whether the paragraph under the abstract's conclusion has been read."""
    labels = [heading_key(part.block.line) for part in body]
    return len(body) > 1 and labels[-1] == "" and labels[-2] in ("conclusion", "conclusions")


def _is_prose(block: Block) -> bool:
    content = block.line.content
    return len(content) >= _MIN_PROSE_CHARS and ends_sentence(content)


def _part(block: Block, zone: str | None, key: str) -> Part:  # noqa: PLR0911 - one each
    content = block.line.content
    is_labelled = zone in (None, "abstract", "section") and may_open(content, _OPENINGS)
    if is_labelled and _TRIAL.match(content):
        return Part(block, "trial_registration", block.is_main, key)
    if is_labelled and (inline := _INLINE.match(content)):
        label = inline["label"].lower()
        is_thanks = label.startswith(("acknow", "author", "data"))
        return Part(block, "acknowledgement" if is_thanks else "disclosure", is_main=False)
    if zone in ("reference", "disclosure", "acknowledgement", "metadata"):
        kind = zone if block.kind in ("", "paragraph", "list_item", "reference") else block.kind
        return Part(block, kind, is_main=False, zone=key)
    if zone == "links":
        kind = "caption" if key == "figures" else "metadata"
        return Part(block, block.kind or kind, is_main=False, zone=key)
    if zone == "abstract":
        kind = block.kind if block.kind not in ("", "paragraph") else "abstract"
        return Part(block, kind, block.is_main, key)
    if zone == "section" and "trial registration" in key:
        return Part(block, "trial_registration", block.is_main, key)
    return Part(block, block.kind, block.is_main, key)
