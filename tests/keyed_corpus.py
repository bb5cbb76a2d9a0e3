"""Small corpora of keys, as the corpus taggers of links read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from opsonin import Documents

_STUDIES = {
    "doc_id": pa.string(), "study_id": pa.int32(), "clean_start": pa.int32(),
    "clean_end": pa.int32(), "publication": pa.string(), "population": pa.string(),
    "intervention": pa.string(),
}  # fmt: skip
_ENTITIES = {
    "doc_id": pa.string(), "entity_id": pa.int32(), "kind": pa.string(),
    "canonical": pa.string(), "role": pa.string(),
}  # fmt: skip


class KeyedCorpus:
    """Documents with keys, each of which stands at its own place."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._keys: list[dict[str, Any]] = []
        self._studies: list[dict[str, Any]] = []
        self._entities: list[dict[str, Any]] = []

    def add(
        self,
        doc_id: str,
        *names: str,
        kind: str = "news",
        day: date | None = None,
        about: Mapping[str, object] | None = None,
    ) -> None:
        """Add a document with keys and metadata."""
        known: dict[str, object] = {
            "doi": None,
            "pmid": None,
            "pmcid": None,
            "journal": None,
            "authors": [],
        }
        row = {"doc_id": doc_id, "doc_type": kind, "published_at": day, **known, **(about or {})}
        self._rows.append(row)
        places = range(len(names))
        self._keys.append(
            {
                "doc_id": doc_id,
                "names": list(names),
                "starts": [10 * place for place in places],
                "ends": [10 * place + 5 for place in places],
                "row_ids": list(places),
            }
        )

    def study(self, doc_id: str, **cells: object) -> None:
        """Add a study that a document tells of."""
        row = {"doc_id": doc_id, "study_id": 0, "clean_start": 0, "clean_end": 9}
        self._studies.append({**row, **cells})

    def person(self, doc_id: str, canonical: str, role: str) -> None:
        """Add somebody whom a document names."""
        row = {"doc_id": doc_id, "entity_id": 0, "kind": "person"}
        self._entities.append({**row, "canonical": canonical, "role": role})

    def documents(self, order: Sequence[int] | None = None) -> Documents:
        """Return the documents, in another order if one is given."""
        places = order or range(len(self._rows))
        schema = pa.schema(
            {
                "doc_id": pa.string(), "doc_type": pa.string(), "published_at": pa.date32(),
                "doi": pa.string(), "pmid": pa.string(), "pmcid": pa.string(),
                "journal": pa.string(), "authors": pa.list_(pa.string()),
            }
        )  # fmt: skip
        batch = pa.RecordBatch.from_pylist([self._rows[place] for place in places], schema)
        keys = pa.Table.from_pylist([self._keys[place] for place in places])
        return Documents(
            batch,
            {
                "link_keys": lambda: keys,
                "studies": lambda: pa.Table.from_pylist(self._studies, pa.schema(_STUDIES)),
                "entities": lambda: pa.Table.from_pylist(self._entities, pa.schema(_ENTITIES)),
            },
        )
