"""Resources that rest: nothing of their documents is due, and none has to be looked at.

Which these are is noted after a commit, and holds until a commit concerns one of their documents
or places (`opsonin.store.settled`). A document that is seen elsewhere as well is not among those
that rest, so that what rests and what does not share nothing; what turns out to be shared wakes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from opsonin.manager.fingerprint import ENGINE_VERSION, fingerprint
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.ingest.items import Held
from opsonin.runner.ingest.places import CHUNK
from opsonin.runner.ingest.reading import MARKS, marked
from opsonin.runner.ingest.seen import Seen
from opsonin.runner.tasks import stage_merge
from opsonin.store import settled
from opsonin.store.readings import Below, Noted
from opsonin.store.settled import SettledResource, resources_around
from opsonin.store.store import Store


def settled_fingerprint(pipeline: Pipeline) -> str:
    """Return what decides whether anything is due of a document, besides its bytes."""
    return fingerprint(
        {
            "engine": ENGINE_VERSION,
            "sources": {one.name: one.fingerprint for one in pipeline.sources},
            "max_document_bytes": pipeline.settings.max_document_bytes,
            "components": _components(pipeline),
        }
    )


def note_settled(seen: Seen, pipeline: Pipeline, store: Store) -> None:
    """Note the resources of a run of which all is done now that it has committed.

    Args:
        seen: What was read. Resources that rest already are not in question.
        pipeline: What had to be done.
        store: Stands at the commit of the run, or at a later one.
    """

    def choose(state: sqlite3.Connection) -> Mapping[tuple[str, str], SettledResource]:
        whole = settled.whole_bundles(state, _components(pipeline))
        found = {
            key: _settled(state, key[1], noted, whole) for key, noted in seen.resources.items()
        }
        return {key: one for key, one in found.items() if one is not None}

    if seen.resources:
        store.note_settled(choose, settled_fingerprint(pipeline))


def wake(seen: Seen, store: Store) -> None:
    """Look one by one at the documents of resources that share something with what was read.

    Args:
        seen: What was read; all inputs are read to their end.
        store: Knows where documents were seen before.
    """
    if not seen.settled:
        return
    woken = {uri for uri, found in seen.settled.items() if len(found) > 1}
    woken.update(seen.revisited & seen.settled.keys())
    woken.update(_shared(seen, store))
    for uri, there in store.below(sorted(woken)).items():
        # Those that stand apart were looked at already.
        rows = [one for one in there.places if one[0] not in seen.places]
        found = seen.settled.pop(uri)
        # So that it comes to rest again with this run.
        seen.resources |= store.readings([(one.location, uri) for one in found])
        for one in found:
            seen.n_items -= one.n_documents
            seen.n_settled -= one.n_documents
            for place, doc_id, _ in rows:
                seen.note(Held(doc_id, place))


def digest_of(there: Below) -> int:
    """Return what `marked` gives of all that stands at a place and below it, summed up."""
    digest = sum(
        # What is not current came of another resource at this place, or of an earlier reading.
        marked(place, doc_id if is_current else f"{doc_id}?")
        for place, doc_id, is_current in there.places
    )
    digest += sum(marked(place, "") * n_rows for place, n_rows in there.rejects)
    return digest % MARKS


def _components(pipeline: Pipeline) -> dict[str, str]:
    """Return what has to be done with every document, with the fingerprint of each."""
    stages: tuple[Installed[Any], ...] = (*pipeline.cleaners, *pipeline.taggers)
    merges = (stage_merge(stage, pipeline) for stage in ("clean", "tag"))
    return {one.name: one.fingerprint for one in stages} | dict(merges)


def _settled(
    state: sqlite3.Connection, uri: str, noted: Noted, whole: frozenset[int]
) -> SettledResource | None:
    """Return what to note of a resource; None if something of it is due or unclear."""
    found = settled.standing(state, uri, whole) if len(noted.counts) == 1 else None
    if found is None:
        return None
    places, apart = found
    ((source, n_items),) = noted.counts.items()
    if n_items != len(places) or noted.digest != f"{digest_of(Below(places, ())):x}":
        return None
    return SettledResource(noted.stamp, source, n_items, len(places) - len(apart), apart)


def _shared(seen: Seen, store: Store) -> Iterator[str]:
    """Yield resources that rest, and hold something that was read elsewhere too."""
    yield from (uri for uri in seen.places.uris if uri in seen.settled)
    documents = sorted(seen.uris)
    for start in range(0, len(documents), CHUNK):
        for places in store.places_of(documents[start : start + CHUNK]).values():
            for uri in places:
                if uri not in seen.places:
                    yield from (one for one in resources_around(uri) if one in seen.settled)
