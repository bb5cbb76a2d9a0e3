"""Gives mentions of the dictionary the ids that annotators gave their names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from opsonin import Documents
from opsonin_statistical.dictionary import Ints, owners_of
from opsonin_statistical.linking import Concept, Linker, kin_of

#: An abbreviation means what its document says.
_OF_THE_DOCUMENT = "abbreviation"


def with_annotated_ids(
    mentions: pa.Table, rows: Ints, documents: Documents, linker: Linker, types: Sequence[str]
) -> pa.Table:
    """Return the mentions, those with another id whose name annotators gave another concept.

    Args:
        mentions: Rows of table ``mentions``.
        rows: Those that may get another id.
        documents: The batch.
        linker: Knows what annotators said.
        types: The types of the model.
    """
    chosen = mentions.select(["clean_start", "clean_end", "type", "curie", "match_kind"])
    cells = chosen.take(pa.array(rows)).to_pydict()
    owners = owners_of(mentions, documents.ids)[rows].tolist()
    texts = documents.texts
    names = [
        texts[owner][start:end]
        for owner, start, end in zip(owners, cells["clean_start"], cells["clean_end"], strict=True)
    ]
    asked = [(name, kin_of(type_)) for name, type_ in zip(names, cells["type"], strict=True)]
    others = {
        row: (concept, type_)
        for row, concept, (_, type_), curie, kind in zip(
            rows.tolist(),
            linker.annotated(asked),
            asked,
            cells["curie"],
            cells["match_kind"],
            strict=True,
        )
        if concept and concept.curie != curie and kind != _OF_THE_DOCUMENT and type_ in types
    }
    return _changed(mentions, others) if others else mentions


def _changed(mentions: pa.Table, others: dict[int, tuple[Concept, str]]) -> pa.Table:
    cells: dict[str, dict[int, object]] = {
        "type": {row: type_ for row, (_, type_) in others.items()},
        "curie": {row: concept.curie for row, (concept, _) in others.items()},
        "label": {row: concept.label for row, (concept, _) in others.items()},
        "alt_curies": {row: list(concept.alt_curies) for row, (concept, _) in others.items()},
        "vocabulary": {row: concept.vocabulary for row, (concept, _) in others.items()},
        "vocabulary_version": {row: concept.version for row, (concept, _) in others.items()},
    }
    rows = np.array(sorted(others), np.int64)
    order = np.arange(mentions.num_rows)
    order[rows] = mentions.num_rows + np.arange(len(rows))
    for name, new in cells.items():
        at = mentions.schema.get_field_index(name)
        kind = mentions.schema.field(at)
        given = pa.array([new[row] for row in rows.tolist()], kind.type)
        both = pa.chunked_array([*mentions[name].chunks, given], kind.type)
        mentions = mentions.set_column(at, kind, both.take(pa.array(order)))
    return mentions
