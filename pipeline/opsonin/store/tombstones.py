"""Which documents were forgotten, so that they are not taken in again.

A tombstone is the ``doc_id`` alone. Where the document was seen is noted only until every trace
of it is gone, because the traces are found by it; a take-down that was cut off goes on from there.
The list is changed under the lock of the state, which commits hold too: of two changes at once
none is lost, and no run commits a document that was noted before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import orjson

from opsonin.store import files
from opsonin.store.layout import Layout
from opsonin.store.state import BUSY_TIMEOUT_S
from opsonin.store.versioned import read_versioned

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Tombstones:
    """What was forgotten.

    Attributes:
        doc_ids: Documents that are not to come back.
        pending: Those of them of which traces may be left -> the places where they were seen.
    """

    doc_ids: frozenset[str] = frozenset()
    pending: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_tombstones(layout: Layout) -> Tombstones:
    """Return what was forgotten.

    Raises:
        StoreError: The list is damaged, or a newer opsonin has written it.
    """
    found = read_versioned(
        layout.tombstones,
        lambda content: Tombstones(
            frozenset(content["doc_ids"]),
            {doc_id: frozenset(uris) for doc_id, uris in content["pending"].items()},
        ),
        name="the list of forgotten documents",
        newest=_FORMAT,
        remedy="Restore it from a copy: without it they would be taken in again.",
    )
    return Tombstones() if found is None else found


def note_pending(layout: Layout, places: Mapping[str, AbstractSet[str]]) -> Tombstones:
    """Note durably that documents are to be forgotten, with the places where they were seen."""
    with _locked(layout):
        known = read_tombstones(layout)
        pending = dict(known.pending)
        for doc_id, uris in places.items():
            pending[doc_id] = frozenset(uris) | pending.get(doc_id, frozenset())
        noted = Tombstones(known.doc_ids | places.keys(), pending)
        _write(layout, noted)
    return noted


def note_done(layout: Layout, doc_ids: Iterable[str]) -> None:
    """Note durably that no trace of documents is left."""
    done = set(doc_ids)
    with _locked(layout):
        known = read_tombstones(layout)
        rest = {doc_id: uris for doc_id, uris in known.pending.items() if doc_id not in done}
        _write(layout, Tombstones(known.doc_ids, rest))


def readmit(layout: Layout, doc_ids: Iterable[str]) -> None:
    """Let documents come back with the next run that finds them."""
    with _locked(layout):
        known = read_tombstones(layout)
        _write(layout, Tombstones(known.doc_ids - set(doc_ids), known.pending))


def _locked(layout: Layout) -> AbstractContextManager[None]:
    return files.locked(layout.state_lock, BUSY_TIMEOUT_S)


def _write(layout: Layout, tombstones: Tombstones) -> None:
    content = {
        "format": _FORMAT,
        "doc_ids": sorted(tombstones.doc_ids),
        "pending": {doc_id: sorted(uris) for doc_id, uris in tombstones.pending.items()},
    }
    data = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    files.write_file(layout.tombstones, data)
