"""Cleaner ``metadata``: says what the lines of a document are, and reads its metadata from them.

Nothing is taken out: a line of metadata stays in the clean text as a segment that is not main
text, and what it says is given as fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsonin import Cleaned, Cleaner, Context, Document, Documents, NoOptions, Row, Span
from opsonin_plugins.cleaners.article_notes import with_notes
from opsonin_plugins.cleaners.author_lists import list_of_names
from opsonin_plugins.cleaners.blocks import Block, find_blocks
from opsonin_plugins.cleaners.doc_types import Evidence, doc_type
from opsonin_plugins.cleaners.head import Head, field_spans, read_head
from opsonin_plugins.cleaners.language import detect_language
from opsonin_plugins.cleaners.publication import stated_dates, with_years
from opsonin_plugins.cleaners.record import record_fields
from opsonin_plugins.cleaners.signs import may_hold
from opsonin_plugins.cleaners.translation import (
    Origin,
    may_exchange,
    may_tell_origin,
    origin_evidence,
    text_origin,
)
from opsonin_plugins.cleaners.zones import Part, find_parts, headings_between

#: Kinds of lines whose text is said again by fields.
_NOT_MAIN = frozenset({"metadata", "byline", "dateline"})
#: Habits of another language that `repairs` mended, and how many of them tell something.
_FOREIGN = {"width_repaired": 1, "spacing_repaired": 2}
_REPAIRED = frozenset({"damage_repaired", *_FOREIGN})
_ZONE_FIELDS = {
    "mesh terms": "mesh_term",
    "publication types": "publication_type",
    "substances": "substance",
    "supplementary concepts": "supplementary_concept",
    "keywords": "keyword",
    "key words": "keyword",
    "affiliations": "affiliation",
    "affiliation": "affiliation",
    "author affiliations": "affiliation",
    "associated data": "associated_data",
}
_KEYWORDS = re.compile(r"(?:key ?words?|tags|tagged)\s?[:\u2013\u2014-]\s?(?=\S)", re.IGNORECASE)
#: With the Kelvin sign, which folds to k.
_KEYWORD_FIRST = "kKtT\u212a"
_LICENCE = re.compile(
    r"(?:\u00a9|copyright|\(c\)|this is an open[- ]access|open access|this (?:work|"
    r"article) is (?:licen[sc]ed"
    r"|distributed|published|made available)|licen[sc]ed? |creative commons)[^\n]{0,400}",
    re.IGNORECASE,
)
_LICENCE_FIRST = "\u00a9cC(tToOlL"
_MAX_LICENCE_CHARS = 500
#: Whose the text is, below an abstract. Source: PubMed, copyright information of a record.
_RIGHTS = re.compile(
    r"(?:copyright\b|\u00a9|\(c\)|published by\b)[^\n]{0,480}|[^\n]{0,80}\ball rights reserved\.?",
    re.IGNORECASE,
)
_CC = re.compile(
    r"creative commons (?P<words>attribution[a-z -]{0,40}?)"
    r"(?:licen[sc]e|international|\d|\(|,|\.|$)"
    r"|\bCC[ -](?P<code>BY(?:-(?:NC|ND|SA)){0,2}|0)\b",
    re.IGNORECASE,
)
_CC_VERSION = re.compile(r"\b([1-4]\.0)\b")
_ORIGINAL = re.compile(
    r"(?:[Tt]h(?:is|e) (?:article|story|post|piece|report) (?:was |has been )?(?:originally|first) "
    r"(?:published|appeared|posted)|[Oo]riginally (?:published|appeared)|[Rr]epublished|"
    r"[Ff]irst published|(?:[Rr]e)?[Pp]ublished (?:here )?with permission) (?:on|in|by|at|from) "
    r"(?P<who>(?:The )?[A-Z][\w&'\u2019-]*(?: (?:of |the )?[A-Z][\w&'\u2019-]*){0,4})"
)
#: In a copy, the medium that somebody wrote or spoke to is the one that it was copied from.
_TOLD = re.compile(
    r"told (?P<who>[A-Z][\w&\u2019'-]{2,30}(?: (?:of |the )?[A-Z][\w&\u2019'-]{1,30}){0,3})"
    r" (?:in an? (?:e-?mail|(?:phone |telephone |video )?(?:interview|call)|written statement)|"
    r"(?:by|via) e-?mail|over the phone)\b"
)
#: What comes before the name in every match of it.
_ORIGINAL_SIGN = r"(?:ublished|ppeared|posted|permission) (?:on|in|by|at|from) [A-Z]"
#: Blocks in which a byline stands, and what it begins with in English, German, Spanish, French.
_HEAD_PARTS, _BY = 12, frozenset(("by", "von", "por", "par", "de"))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is found out for all documents of a batch at once, because that is cheaper.

    Attributes:
        record: Its metadata as JSON; None without any.
        language: Its language, and how sure that is.
        may_name_original: Whether it may say where it was published first.
        may_tell_origin: Whether its words may tell that it was translated or spun.
        may_exchange: Whether terms in it may have been exchanged.
    """

    record: object
    language: tuple[str, float]
    may_name_original: bool
    may_tell_origin: bool
    may_exchange: bool


def clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    """Return segments for the lines whose kind is known, and the fields read from them."""
    texts = documents.arrow.column("text")
    may_tell = may_tell_origin(texts)
    known = zip(
        documents.arrow.column("metadata").to_pylist(),
        map(detect_language, documents.texts),
        may_hold(texts, _ORIGINAL_SIGN),
        may_tell,
        may_exchange(texts, may_tell),
        strict=True,
    )
    # The model goes first through all texts, while the processor has it at hand.
    return [
        _clean(document, one)
        for document, one in zip(documents, [_Known(*facts) for facts in known], strict=True)
    ]


def _clean(document: Document, known: _Known) -> Cleaned:
    text = document.text
    blocks = find_blocks(text, document.tables.get("segments", []))
    head = read_head(blocks)
    parts = with_notes(_with_head(find_parts(blocks), head))
    earlier = document.tables.get("fields", [])
    # A cleaner that reads markup says the same with its place.
    placed = {(row["field"], row["value"]) for row in earlier if row["basis"] == "metadata"}
    record = [
        row
        for row in record_fields(known.record)
        if (row.columns["field"], row.columns["value"]) not in placed
    ]
    dates = [row["value"] for row in earlier if row["field"] == "published_value"]
    fields: list[Span | Row] = [*record, *with_years(head.rows, [*stated_dates(record), *dates])]
    for position, part in enumerate(parts):
        found, kind = _read_part(part)
        fields.extend(found)
        if kind:
            parts[position] = Part(part.block, kind, is_main=False, zone=part.zone)
    fields.extend(_inferred(document, parts, head, known))
    original = _ORIGINAL.search(text) if known.may_name_original else None
    if original is not None:
        start, end = original.span("who")
        value = original["who"].rstrip(".")
        fields.append(Span(start, end, field="original_publisher", value=value, basis="stated"))
    return Cleaned(rows={"fields": fields, "segments": list(_segments(parts, blocks))})


def _with_head(parts: Sequence[Part], head: Head) -> list[Part]:
    return [
        Part(part.block, kind, part.is_main and kind not in _NOT_MAIN)
        if (kind := head.kinds.get(position))
        else part
        for position, part in enumerate(parts)
    ]


def _segments(parts: Sequence[Part], blocks: Sequence[Block]) -> Iterator[Span]:
    """Yield rows for the blocks that are now known to be something else than before."""
    headings = set(headings_between(blocks))
    for position, part in enumerate(parts):
        block = part.block
        kind = part.kind or ("heading" if position in headings else "")
        is_new = (kind, part.is_main) != (block.kind, block.is_main)
        if is_new and (kind or not part.is_main):
            yield Span(block.start, block.end, kind=kind or "paragraph", is_main=part.is_main)


def _read_part(part: Part) -> tuple[list[Span], str]:
    """Return the fields that a block states, and its kind if that makes it metadata."""
    block, content = part.block, part.block.line.content
    if part.kind == "metadata" and part.zone == "authors":
        return [_named(block, "authors", name) for name in list_of_names(content)], ""
    if part.kind == "metadata" and part.zone in _ZONE_FIELDS:
        if _ZONE_FIELDS[part.zone] == "keyword":
            return list(_keywords(block, 0)), ""
        return [_named(block, _ZONE_FIELDS[part.zone], (content, 0, len(content)))], ""
    keywords = _KEYWORDS.match(content) if content[0] in _KEYWORD_FIRST else None
    if keywords is not None and part.kind in ("", "abstract", "metadata"):
        return list(_keywords(block, keywords.end())), "metadata"
    is_short = len(content) <= _MAX_LICENCE_CHARS
    if is_short and content[0] in _LICENCE_FIRST and _LICENCE.fullmatch(content):
        licence = _CC.search(content)
        if licence is not None:
            return [
                _named(block, "licence", (_licence(licence, content), *licence.span()))
            ], "metadata"
    is_rights = part.kind == "abstract" and is_short and _RIGHTS.fullmatch(content) is not None
    return [], "metadata" if is_rights else ""


def _named(block: Block, name: str, value: tuple[str, int, int]) -> Span:
    return next(field_spans(block, {name: value}, "stated"))


def _keywords(block: Block, start: int) -> Iterator[Span]:
    content = block.line.content
    separator = ";" if ";" in content[start:] else ","
    place = start
    for part in content[start:].split(separator):
        word = part.strip().rstrip(".")
        if word:
            at = content.index(word, place)
            yield _named(block, "keyword", (" ".join(word.split()), at, at + len(word)))
        place += len(part) + 1


def _licence(match: re.Match[str], content: str) -> str:
    """Return a Creative Commons licence in its short form: ``CC BY-NC 4.0``."""
    code = (match["code"] or "").upper()
    if not code:
        words = match["words"].lower()
        code = "BY"
        for suffix, sign in (("NC", "non"), ("SA", "share"), ("ND", "no deriv")):
            is_there = sign in words.replace("-", " ") or (suffix == "ND" and "noderiv" in words)
            code += f"-{suffix}" if is_there else ""
    version = _CC_VERSION.search(content, match.start())
    return f"CC {code} {version[1]}" if version else f"CC {code}"


def _inferred(
    document: Document, parts: Sequence[Part], head: Head, known: _Known
) -> Iterator[Span | Row]:
    """Yield what is concluded from the document as a whole."""
    earlier = document.tables.get("fields", [])
    features = {row["value"] for row in earlier if row["field"] == "site_feature"}
    titles = [str(row["value"]) for row in earlier if row["field"] == "title"]
    titles += [part.block.line.content for part in parts[:1]]
    evidence = Evidence(
        text=document.text,
        parts=parts,
        features={str(feature) for feature in features},
        has_citation=head.has_citation,
        dateline=head.dateline.kind if head.dateline else "",
        has_byline=head.has_byline or _names_author(earlier, parts),
        is_post=head.is_post,
        language=known.language[0],
        titles=titles,
    )
    yield Row(field="doc_type", value=doc_type(evidence), basis="inferred")
    language, score = known.language
    yield Row(field="language", value=language, basis="inferred")
    yield Row(field="language_score", value=f"{score:.4f}", basis="inferred")
    repaired = Counter(
        {str(row["field"]): int(str(row["value"])) for row in earlier if row["field"] in _REPAIRED}
    )
    n_repaired = repaired["damage_repaired"]
    # Another language has habits of its own; they tell only in an English text.
    is_english = language == "en"
    n_foreign = is_english * sum(repaired[name] >= least for name, least in _FOREIGN.items())
    is_worth_it = n_repaired or (known.may_tell_origin and is_english)
    if not is_worth_it:
        return
    origin = text_origin(
        document.text, n_repaired, n_foreign=n_foreign, is_exchanged=known.may_exchange
    )
    if origin is not None:
        yield from _of_origin(document.text, origin)


def _names_author(earlier: Sequence[Mapping[str, object]], parts: Sequence[Part]) -> bool:
    """Tell whether a line in the head is by who the page's metadata calls its author."""
    authors = {str(row["value"]).lower() for row in earlier if row["field"] == "authors"}
    lines = [part.block.line.content.lower() for part in parts[:_HEAD_PARTS]]
    words = (line.partition(" ") for line in lines)
    return any(
        rest.startswith(author) for first, _, rest in words if first in _BY for author in authors
    )


def _of_origin(text: str, origin: Origin) -> Iterator[Span | Row]:
    """Yield how a text came about with the sign of it, and whose text a copy is of."""
    for name, value in (("text_origin", origin), ("machine_translated", "true")):
        place = origin_evidence(text, origin)
        if place is None:
            yield Row(field=name, value=value, basis="inferred")
        else:
            yield Span(*place, field=name, value=value, basis="inferred")
    told = {hit["who"]: hit for hit in _TOLD.finditer(text)}
    if len(told) == 1 and _ORIGINAL.search(text) is None:
        (who, hit), *_ = told.items()
        yield Span(*hit.span("who"), field="original_publisher", value=who, basis="inferred")


METADATA: Cleaner[NoOptions] = Cleaner(
    name="metadata",
    version="8",
    phase="describe",
    clean=clean,
    fills=("fields", "segments"),
    needs=("fields", "segments"),
)
