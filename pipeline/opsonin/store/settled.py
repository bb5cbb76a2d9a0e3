"""Resources of which all is done: a part of the state that no commit holds.

A run that finds such a resource as it was need not look at its documents one by one. What a commit
changes of them, or of where they are seen, takes the resource out of here: `disturb` is part of
what every commit does to the state. It is lost when the state is made again, and then costs one
run that compares every document.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from opsonin.store.readings import INSIDE, stored

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settled (
    uri TEXT, location BLOB, stamp TEXT NOT NULL, fingerprint TEXT NOT NULL, source TEXT NOT NULL,
    n_items INTEGER NOT NULL, n_documents INTEGER NOT NULL, apart TEXT NOT NULL,
    PRIMARY KEY (uri, location)
) WITHOUT ROWID
"""
#: Parameters of one query; SQLite before 3.32 takes 999.
_KEYS = 900
#: Of a resource with a larger share of documents that stand apart little is spared.
_MOST_APART = 0.5
_PLACES = """
SELECT source_uri, doc_id, is_current, bundle,
    EXISTS (SELECT 1 FROM places AS other
            WHERE other.doc_id = places.doc_id AND other.source_uri <> places.source_uri),
    EXISTS (SELECT 1 FROM owners WHERE table_name = 'raw' AND owner = doc_id)
    AND EXISTS (SELECT 1 FROM owners WHERE table_name = 'documents' AND owner = doc_id)
    AND NOT EXISTS (SELECT 1 FROM owners WHERE table_name = 'rejects' AND owner = doc_id)
FROM places LEFT JOIN treated USING (doc_id) WHERE INSIDE ORDER BY 1, 2
""".replace("INSIDE", INSIDE.format("source_uri"))
_REJECTS = f"""
SELECT 1 FROM owners WHERE table_name = 'rejects' AND ({INSIDE.format("owner")}) LIMIT 1
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class SettledResource:
    """A resource of which all is done.

    Attributes:
        stamp: What told its bytes from others when it was read.
        source: The source that gave all of its items.
        n_items: How many it gave.
        n_documents: Documents that are seen nowhere else, and have all results.
        apart: The others: (place, document). They are looked at one by one.
    """

    stamp: str
    source: str
    n_items: int
    n_documents: int
    apart: Sequence[tuple[str, str]]


def is_kept(connection: sqlite3.Connection) -> bool:
    """Tell whether any resource was ever noted."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'settled'"
    return connection.execute(query).fetchone() is not None


def find(
    connection: sqlite3.Connection, keys: Sequence[tuple[str, str]], fingerprint: str
) -> dict[tuple[str, str], SettledResource]:
    """Return the settled ones of these resources, by location and place.

    Args:
        connection: The state.
        keys: Locations and places.
        fingerprint: Of all that results rest on.
    """
    if not is_kept(connection):
        return {}
    by_place: dict[str, list[str]] = {}
    for location, uri in keys:
        by_place.setdefault(uri, []).append(location)
    query = (
        "SELECT uri, location, stamp, source, n_items, n_documents, apart FROM settled "
        "WHERE fingerprint = ? AND uri IN ({marks})"
    )
    found = {}
    for uri, at, *values, apart in _asked(connection, query, [*by_place], (fingerprint,)):
        for location in by_place[uri]:
            if stored(location) == at:
                stamp, source, n_items, n_documents = values
                pairs = [(place, doc_id) for place, doc_id in json.loads(apart)] if apart else []
                found[location, uri] = SettledResource(stamp, source, n_items, n_documents, pairs)
    return found


def note(
    connection: sqlite3.Connection,
    resources: Mapping[tuple[str, str], SettledResource],
    fingerprint: str,
) -> None:
    """Note resources as settled, by location and place."""
    connection.execute(_SCHEMA)
    connection.executemany(
        "INSERT OR REPLACE INTO settled VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                uri,
                stored(location),
                one.stamp,
                fingerprint,
                one.source,
                one.n_items,
                one.n_documents,
                json.dumps(one.apart) if one.apart else "",
            )
            for (location, uri), one in resources.items()
        ),
    )


def standing(
    connection: sqlite3.Connection, uri: str, whole: frozenset[int]
) -> tuple[list[tuple[str, str, bool]], list[tuple[str, str]]] | None:
    """Return the places below a resource, and those of documents that stand apart.

    Args:
        connection: The state.
        uri: Place of the resource.
        whole: What `whole_bundles` gives.

    Returns:
        None where something was refused, or too much stands apart.
    """
    if connection.execute(_REJECTS, (uri,)).fetchone() is not None:
        return None
    places, apart = [], []
    for place, doc_id, is_current, bundle, is_elsewhere, is_there in connection.execute(
        _PLACES, (uri,)
    ):
        places.append((place, doc_id, bool(is_current)))
        if not is_current or is_elsewhere or not is_there or bundle not in whole:
            apart.append((place, doc_id))
    return None if len(apart) > _MOST_APART * len(places) else (places, apart)


def whole_bundles(connection: sqlite3.Connection, components: Mapping[str, str]) -> frozenset[int]:
    """Return the bundles in which all of these components are done under these fingerprints."""
    n_done: dict[int, int] = {}
    query = "SELECT bundle, component, fingerprint FROM outcomes WHERE status = 'done'"
    for bundle, component, fingerprint in connection.execute(query):
        if components.get(component) == fingerprint:
            n_done[bundle] = n_done.get(bundle, 0) + 1
    return frozenset(bundle for bundle, n in n_done.items() if n == len(components))


def places_of(connection: sqlite3.Connection, documents: Iterable[str]) -> set[str]:
    """Return all places at which these documents were seen."""
    query = "SELECT source_uri FROM places WHERE doc_id IN ({marks})"
    return {uri for (uri,) in _asked(connection, query, sorted(set(documents)))}


def disturb(connection: sqlite3.Connection, places: Iterable[str]) -> None:
    """Take out the resources that these places lie in."""
    around = {one for place in places for one in resources_around(place)}
    connection.executemany("DELETE FROM settled WHERE uri = ?", ((one,) for one in sorted(around)))


def resources_around(place: str) -> Iterator[str]:
    """Yield the place itself, and every resource that it may lie in.

    >>> list(resources_around("a.zip#b.jsonl#7"))
    ['a.zip#b.jsonl#7', 'a.zip', 'a.zip#b.jsonl']
    """
    yield place
    at = place.find("#")
    while at >= 0:
        yield place[:at]
        at = place.find("#", at + 1)


def _asked(
    connection: sqlite3.Connection, query: str, keys: Sequence[str], first: tuple[Any, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    chunks = (keys[start : start + _KEYS] for start in range(0, len(keys), _KEYS))
    return chain.from_iterable(
        connection.execute(query.format(marks=",".join("?" * len(some))), (*first, *some))
        for some in chunks
    )
