"""Rows about links between documents, and the text that they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from opsonin_plugins.taggers.loading import Loader
from opsonin_plugins.taggers.shared_run import longest_shared_run


class DocumentLink(NamedTuple):
    """A pair of documents; it leads from the copy to the one that ranks before it."""

    from_doc_id: str
    to_doc_id: str
    kind: str
    score: float


class Side(NamedTuple):
    """The stretch of one document that a link rests on."""

    side: str
    doc_id: str
    clean_start: int
    clean_end: int
    row_id: int
    note: str


#: Documents of a link -> its evidence; nothing where they share no run of words.
Evidence = Mapping[tuple[str, str], Sequence[Side]]


def link_tables(
    links: Sequence[DocumentLink], loader: Loader, known: Evidence
) -> Mapping[str, pa.Table]:
    """Return the rows of ``links`` and ``link_evidence``.

    Args:
        links: Sorted.
        loader: Loads the texts.
        known: Evidence of pairs whose documents have not changed.
    """
    numbers: list[int] = []
    for place, link in enumerate(links):
        is_next = place and links[place - 1].from_doc_id == link.from_doc_id
        numbers.append(numbers[-1] + 1 if is_next else 0)
    found = dict(known)
    for block in loader.blocks(link[:2] for link in links if link[:2] not in known):
        found.update((pair, _evidence(*pair, loader)) for pair in block)
    rows: list[tuple[object, ...]] = []
    evidence: list[tuple[object, ...]] = []
    for number, link in zip(numbers, links, strict=True):
        rows.append((number, *link))
        evidence += ((link.from_doc_id, number, "segments", *side) for side in found[link[:2]])
    return {"links": _table(rows, _LINKS), "link_evidence": _table(evidence, _EVIDENCE)}


def remembered_evidence(memory: Mapping[str, pa.Table]) -> Evidence:
    """Return the evidence of the links that stand in these tables.

    Args:
        memory: Rows of tables ``links`` and ``link_evidence``.
    """
    if "links" not in memory or "link_evidence" not in memory:
        return {}
    columns = (
        memory["links"][name].to_pylist() for name in ("from_doc_id", "link_id", "to_doc_id")
    )
    targets = {(start, number): end for start, number, end in zip(*columns, strict=True)}
    found: dict[tuple[str, str], list[Side]] = {}
    names = ("from_doc_id", "link_id", *Side._fields)
    cells = (memory["link_evidence"][name].to_pylist() for name in names)
    for start, number, *side in zip(*cells, strict=True):
        if (start, number) in targets:
            found.setdefault((start, targets[start, number]), []).append(Side(*side))
    # Of a link whose other document has changed only one side is left.
    return {pair: sorted(sides) for pair, sides in found.items() if len(sides) == len(pair)}


def _evidence(one: str, other: str, loader: Loader) -> Sequence[Side]:
    """Return where the longest shared run of words stands on both sides."""
    run = longest_shared_run(loader[one].words, loader[other].words)
    if run is None:
        return ()
    note = f"longest run of shared words: {run.n_words}"
    sides = []
    for side, doc_id, (start, end) in (("from", one, run.left), ("to", other, run.right)):
        segment = loader[doc_id].segment_at(start)
        if segment is not None:
            sides.append(Side(side, doc_id, start, end, segment, note))
    return sides


def _table(rows: Sequence[Sequence[object]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)


_LINKS = pa.schema(
    {
        "link_id": pa.int32(),
        "from_doc_id": pa.string(),
        "to_doc_id": pa.string(),
        "kind": pa.string(),
        "score": pa.float32(),
    }
)
_EVIDENCE = pa.schema(
    {
        "from_doc_id": pa.string(),
        "link_id": pa.int32(),
        "table_name": pa.string(),
        "side": pa.string(),
        "doc_id": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "row_id": pa.int32(),
        "note": pa.string(),
    }
)
