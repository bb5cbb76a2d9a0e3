"""Links between documents, and their way into and out of the tables of a corpus tagger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from opsonin.components.documents import Documents

_LINKS, _EVIDENCE = "links", "link_evidence"


@dataclass(frozen=True, slots=True)
class LinkEvidence:
    """A stretch of text that a link rests on.

    Attributes:
        side: ``from`` if it stands in the document that the link starts from, else ``to``.
        start: First code point in the clean text.
        end: First code point after it.
        table_name: The table of a row that covers it, such as ``segments``.
        row_id: The id of that row within its document.
        note: Why it is evidence.
    """

    side: Literal["from", "to"]
    start: int
    end: int
    table_name: str
    row_id: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two documents, or from a document to something outside.

    Attributes:
        from_doc_id: The document that it starts from.
        to_doc_id: The document that it leads to, if that is one of ours.
        kind: What kind of link it is.
        score: How strong it is, from 0 to 1; kept with the precision of float32.
        evidence: What it rests on.
        to_identifier: The identifier that it leads to, such as a DOI.
        target_description: What it leads to, in words.
    """

    from_doc_id: str
    to_doc_id: str | None
    kind: str
    score: float = 1.0
    evidence: Sequence[LinkEvidence] = ()
    to_identifier: str | None = None
    target_description: str | None = None


def links_to_tables(links: Iterable[Link]) -> dict[str, pa.Table]:
    """Return the rows of tables ``links`` and ``link_evidence``.

    Links are sorted and numbered by what they say alone, and one that is given twice counts once:
    the order in which they were found, or whether in an earlier run, makes no difference.

    Args:
        links: In any order.

    Returns:
        Rows x the columns that a component fills, by table name.
    """
    found = sorted({_order(link): link for link in map(_settled, links)}.items())
    rows: list[tuple[object, ...]] = []
    evidence: list[tuple[object, ...]] = []
    number, owner = 0, ""
    for _, link in found:
        number = number + 1 if link.from_doc_id == owner else 0
        owner = link.from_doc_id
        target = (link.to_doc_id, link.to_identifier, link.target_description)
        rows.append((owner, number, *target, link.kind, link.score))
        for one in link.evidence:
            doc_id = owner if one.side == "from" else link.to_doc_id
            place = (one.side, one.start, one.end, one.table_name, one.row_id, one.note)
            evidence.append((owner, number, doc_id, *place))
    return {_LINKS: _table(rows, _LINK_COLUMNS), _EVIDENCE: _table(evidence, _EVIDENCE_COLUMNS)}


def earlier_links(documents: Documents) -> list[Link]:
    """Return the links that a corpus tagger gave before, as far as their documents are unchanged.

    What is not returned again is gone: give these to `links_to_tables` with the new ones.

    Args:
        documents: What the tagger was given; it fills ``links`` and ``link_evidence``.
    """
    evidence: dict[tuple[str, int], list[LinkEvidence]] = {}
    for row in _own(documents, _EVIDENCE):
        one = LinkEvidence(
            row["side"],
            row["clean_start"],
            row["clean_end"],
            row["table_name"],
            row["row_id"],
            row["note"],
        )
        evidence.setdefault((row["from_doc_id"], row["link_id"]), []).append(one)
    return [
        Link(
            row["from_doc_id"],
            row["to_doc_id"],
            row["kind"],
            row["score"],
            # Of a link that is gone with its other document, evidence may be left.
            evidence.get((row["from_doc_id"], row["link_id"]), ()),
            row["to_identifier"],
            row["target_description"],
        )
        for row in _own(documents, _LINKS)
    ]


def _own(documents: Documents, name: str) -> list[dict[str, Any]]:
    return documents.table(name).to_pylist() if name in documents.table_names else []


def _settled(link: Link) -> Link:
    """Return a link as it will be read again: with its evidence in order, and a float32."""
    evidence = sorted(dict.fromkeys(link.evidence), key=_place)
    return replace(link, score=float(np.float32(link.score)), evidence=tuple(evidence))


def _place(one: LinkEvidence) -> tuple[object, ...]:
    return one.side, one.start, one.end, one.table_name, one.row_id, one.note or ""


def _order(link: Link) -> tuple[object, ...]:
    target = (link.to_doc_id or "", link.to_identifier or "", link.target_description or "")
    evidence = tuple(map(_place, link.evidence))
    return link.from_doc_id, *target, link.kind, link.score, evidence


def _table(rows: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


_LINK_COLUMNS = pa.schema(
    {
        "from_doc_id": pa.string(),
        "link_id": pa.int32(),
        "to_doc_id": pa.string(),
        "to_identifier": pa.string(),
        "target_description": pa.string(),
        "kind": pa.string(),
        "score": pa.float32(),
    }
)
_EVIDENCE_COLUMNS = pa.schema(
    {
        "from_doc_id": pa.string(),
        "link_id": pa.int32(),
        "doc_id": pa.string(),
        "side": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "table_name": pa.string(),
        "row_id": pa.int32(),
        "note": pa.string(),
    }
)
