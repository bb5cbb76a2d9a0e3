"""Tagger ``citations``: references to other publications, in their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Row, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.citations.fields import Citation, citation_of
from opsonin_plugins.taggers.citations.labelling import Range, shipped
from opsonin_plugins.taggers.citations.places import Block, Places, find_places
from opsonin_plugins.taggers.citations.prose import citations_in

#: Stands in every text that a reference could be found in, but for segments of references: a year
#: with a volume, a volume with pages, a DOI, or a line that announces references.
_SIGN = (
    r"(?:1[5-9]|20)\d\d[\w\s.)]{0,14}[;,:]\s{0,2}(?:[Vv]ol\.?\s?)?[A-Za-z]{0,2}\d"
    r"|\d\)?\s?[:,]\s?(?:pp?\.\s?)?[A-Za-z]{0,3}\d{1,6}(?:\s?[-\x{2010}-\x{2015}]\s?[A-Za-z]?\d|"
    r"[ ,(]{1,2}(?:1[5-9]|20)\d\d)"
    r"|\bpp\.?\s?\d|[Dd][Oo][Ii]\b|\b10\.\d{4,9}/"
    r"|(?im:^\W{0,3}(?:\d{1,2}\.?\s)?(?:[a-z]+\s)?(?:references?|bibliography|sources?|readings?|"
    r"literature|cited|notes|citations?|endnotes|footnotes)\b[^\n]{0,24}$)"
)

#: Where a citation stands, and what it says.
Found = tuple[int, int, Citation]


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    places = dict(_places(documents))
    read = iter(_read([(documents.texts[n], one) for n, one in places.items()]))
    rows: list[tuple[str, list[Span | Row]]] = []
    for number, one in places.items():
        text = documents.texts[number]
        listed = [found for found in next(read) if found is not None]
        told = [found for stretch in one.prose for found in citations_in(text, *stretch)]
        own = _own(documents, number) if told or one.doubtful else {}
        chosen = _others([*listed, *told], own)
        rows.append((documents.ids[number], [_span(n, found) for n, found in chosen]))
    return {"citations": rows_to_table(rows)}


def _places(documents: Documents) -> Iterator[tuple[int, Places]]:
    """Yield number and places of each document that may cite something."""
    signs = pc.match_substring_regex(documents.arrow.column("text"), _SIGN).to_pylist()
    segments = documents.table("segments").select(["doc_id", "kind"])
    is_reference = pc.equal(segments["kind"], "reference")
    listed = set(segments.filter(is_reference)["doc_id"].unique().to_pylist())
    wanted = [
        number
        for number, (doc_id, may_cite) in enumerate(zip(documents.ids, signs, strict=True))
        if may_cite or doc_id in listed
    ]
    blocks = _blocks(documents, [documents.ids[number] for number in wanted])
    for number in wanted:
        found = find_places(documents.texts[number], blocks.get(documents.ids[number], ()))
        if found.references or found.prose:
            yield number, found


def _blocks(documents: Documents, ids: Sequence[str]) -> dict[str, list[Block]]:
    """Return the segments of some documents that are no sentences, in order."""
    found: dict[str, list[Block]] = {}
    if not ids:
        return found
    segments = documents.table("segments").select(["doc_id", "clean_start", "clean_end", "kind"])
    is_wanted = pc.and_(
        pc.is_in(segments["doc_id"], value_set=pa.array(ids, pa.string())),
        pc.not_equal(segments["kind"], "sentence"),
    )
    columns = segments.filter(is_wanted).to_pydict()
    for doc_id, start, end, kind in sorted(
        zip(*(columns[n] for n in ("doc_id", "clean_start", "clean_end", "kind")), strict=True)
    ):
        blocks = found.setdefault(doc_id, [])
        if not blocks or start >= blocks[-1].end:
            blocks.append(Block(kind, start, end))
    return found


def _read(documents: Iterable[tuple[str, Places]]) -> Iterator[list[Found | None]]:
    """Yield what the references of each document say; None for what is none after all."""
    given = list(documents)
    texts = [text[start:end] for text, places in given for start, end in places.references]
    labelled = zip(texts, shipped().label(texts) if texts else (), strict=True)
    for _, places in given:
        found: list[Found | None] = []
        for place in places.references:
            text, runs = next(labelled)
            citation = citation_of(text, runs)
            is_none = place in places.doubtful and not _is_whole(citation, runs)
            found.append(None if is_none else (*place, citation))
        yield found


def _is_whole(citation: Citation, runs: Sequence[tuple[str, Range]]) -> bool:
    """Whether a line that stands alone says what a reference says."""
    names = {label for label, _ in runs}
    is_placed = citation.container is not None and (
        citation.volume is not None or citation.pages is not None or citation.doi is not None
    )
    return citation.year is not None and is_placed and bool(names & {"author", "title"})


def _own(documents: Documents, number: int) -> Mapping[str, Any]:
    """Return what table ``documents`` says of where a document was published."""
    schema = documents.arrow.schema.names
    names = [name for name in ("doi", "pmid", "volume", "pages") if name in schema]
    return {name: documents.arrow.column(name)[number].as_py() for name in names}


def _others(found: Iterable[Found], own: Mapping[str, Any]) -> Iterator[tuple[int, Found]]:
    """Number the citations of other publications than the document itself, lists first."""
    number = 0
    for one in found:
        citation = one[2]
        is_own = any(
            own.get(name) is not None and own[name] == getattr(citation, name)
            for name in ("doi", "pmid")
        ) or (
            own.get("volume") is not None
            and own.get("pages") is not None
            and (own["volume"], own["pages"]) == (citation.volume, citation.pages)
        )
        if not is_own:
            number += 1
            yield number, one


def _span(ordinal: int, found: Found) -> Span:
    start, end, citation = found
    return Span(
        start,
        end,
        ordinal=ordinal,
        authors=citation.authors,
        title=citation.title,
        container=citation.container,
        year=citation.year,
        volume=citation.volume,
        issue=citation.issue,
        pages=citation.pages,
        doi=citation.doi,
        pmid=citation.pmid,
    )


CITATIONS = Tagger(
    name="citations",
    version="3",
    tag=_tag,
    fills=("citations",),
    needs=("segments",),
)
