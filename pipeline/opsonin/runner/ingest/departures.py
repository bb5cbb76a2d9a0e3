"""What ``--sync`` takes away: documents whose last place is no longer in the inputs.

The inputs of such a run are taken for all there is. What could not be read is not gone: a listing
that failed takes nothing away, and a resource that was refused protects what was in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.runner.ingest.seen import Seen, Standing
from opsonin.stages.calling import TRANSIENT
from opsonin.store.store import Store

_LOG = logging.getLogger("opsonin")

#: Besides what may pass another time: a source that raised has not told all that it would have.
_UNTOLD = TRANSIENT | {"error"}


def standing(settings: Settings, store: Store) -> Standing:
    """Return what a run with ``--sync`` may take away, as it stands before anything is read.

    What another run adds meanwhile is none of its business: it may have come after the listing.
    """
    if not settings.sync:
        return Standing()
    documents = set(store.all_owners("raw"))
    rejected = [owner for owner in store.all_owners("rejects") if owner not in documents]
    return Standing(tuple(store.all_owners("sources")), tuple(rejected))


def note_departures(seen: Seen, settings: Settings, store: Store) -> None:
    """Note that places are empty which a run with ``--sync`` has not come upon.

    Args:
        seen: What was read; all inputs are read to their end.
        settings: Whether to do this, and how much may go.
        store: Knows what else holds the documents.

    Raises:
        ConfigError: More documents would go than may.
    """
    if not settings.sync:
        return
    untold = [item for item in seen.refused if item.reason in _UNTOLD]
    if untold:
        # The log may go where `forget` does not reach: it names no place.
        _LOG.warning(
            "--sync takes nothing away, because some resources could not be read to their end "
            "(%d): `opsonin rejects` lists them.",
            len(untold),
        )
        return
    absent = _absent(seen.standing.places, seen)
    _check_limit(_leaving(absent, seen, store), settings, store)
    for uri in absent:
        seen.places.note_empty(uri)
    seen.departed.update(absent)
    # Rejects of resources that were read and are well again are taken back; so are these.
    seen.visited.update(uri.partition("#")[0] for uri in _absent(seen.standing.rejects, seen))


def _absent(uris: Iterable[str], seen: Seen) -> list[str]:
    """Return the places that the run has not come upon, but for those in what was refused."""
    refused = {item.source_uri for item in seen.refused}
    return [
        uri
        for uri in uris
        if uri not in seen.places
        and uri not in refused
        and not any(one in refused for one in _around(uri))
    ]


def _around(uri: str) -> Iterable[str]:
    """Yield the resources and folders that a place lies in."""
    for at, sign in enumerate(uri):
        if sign in "#/":
            yield uri[:at]


def _leaving(absent: Iterable[str], seen: Seen, store: Store) -> set[str]:
    """Return the documents that stand nowhere else."""
    gone = set(absent)
    there = {doc_id for rows in store.places(sorted(gone)).values() for doc_id, _ in rows}
    places = store.places_of(sorted(there - seen.uris.keys()))
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
