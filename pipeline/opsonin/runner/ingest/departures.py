"""What ``--sync`` takes away: documents whose last place is no longer in the inputs.

The inputs of such a run are taken for all there is. What could not be read is not gone: a listing
that failed takes nothing away, and a resource that was refused protects what was in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.runner.ingest.reading import Reader
from opsonin.stages.calling import TRANSIENT
from opsonin.store.store import Store

if TYPE_CHECKING:
    from opsonin.runner.ingest.ingesting import Ingested

_LOG = logging.getLogger("opsonin")

#: Besides what may pass another time: a source that raised has not told all that it would have.
_UNTOLD = TRANSIENT | {"error"}


def note_departures(found: Ingested, reader: Reader, settings: Settings, store: Store) -> None:
    """Note that places are empty which a run with ``--sync`` has not come upon.

    Args:
        found: What was read; all inputs are read to their end.
        reader: What has read them.
        settings: Whether to do this, and how much may go.
        store: The places of earlier runs.

    Raises:
        ConfigError: More documents would go than may.
    """
    if not settings.sync:
        return
    untold = [item for item in found.refused if item.reason in _UNTOLD]
    if untold:
        # The log may go where `forget` does not reach: it names no place.
        _LOG.warning(
            "--sync takes nothing away, because some resources could not be read to their end "
            "(%d): `opsonin rejects` lists them.",
            len(untold),
        )
        return
    absent = _absent(store.all_owners("sources"), found)
    _check_limit(_leaving(absent, found, store), settings, store)
    for uri in absent:
        found.places.note_empty(uri)
    documents = set(store.all_owners("raw"))
    rejected = [owner for owner in store.all_owners("rejects") if owner not in documents]
    # Rejects of resources that were read and are well again are taken back; so are these.
    reader.visited.update(uri.partition("#")[0] for uri in _absent(rejected, found))


def _absent(uris: Iterable[str], found: Ingested) -> list[str]:
    """Return the places that the run has not come upon, but for those in what was refused."""
    refused = {item.source_uri for item in found.refused}
    return [
        uri
        for uri in uris
        if uri not in found.places
        and uri not in refused
        and not any(one in refused for one in _around(uri))
    ]


def _around(uri: str) -> Iterable[str]:
    """Yield the resources and folders that a place lies in."""
    for at, sign in enumerate(uri):
        if sign in "#/":
            yield uri[:at]


def _leaving(absent: Iterable[str], found: Ingested, store: Store) -> set[str]:
    """Return the documents that stand nowhere else."""
    gone = set(absent)
    there = {doc_id for rows in store.places(sorted(gone)).values() for doc_id, _ in rows}
    places = store.places_of(sorted(there - found.is_stated))
    return {doc_id for doc_id, uris in places.items() if gone.issuperset(uris)}


def _check_limit(leaving: AbstractSet[str], settings: Settings, store: Store) -> None:
    n_documents = len(store.all_owners("raw"))
    if len(leaving) * 100 <= settings.sync_limit_percent * n_documents:
        return
    percent = 100 * len(leaving) / n_documents
    raise ConfigError(
        f"{len(leaving):,} of {n_documents:,} documents are no longer in the inputs "
        f"({percent:.0f} %); --sync may take away {settings.sync_limit_percent:g} %.",
        where=str(settings.data),
        remedy=(
            "With --sync the inputs must be all there is: check them. If these documents are to "
            f"go, allow it with --sync-limit {-(-percent // 1):.0f}."
        ),
    )
