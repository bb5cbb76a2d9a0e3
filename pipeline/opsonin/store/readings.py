"""What came of resources that were read: a part of the state that no commit holds.

It is lost when the state is made again, and then costs a reading of every resource.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    location TEXT, uri TEXT, stamp TEXT NOT NULL, fingerprint TEXT NOT NULL, digest TEXT NOT NULL,
    counts TEXT NOT NULL, PRIMARY KEY (location, uri)
) WITHOUT ROWID
"""
#: What lies at a place or in it: "$" follows "#", which stands between a file and its content.
INSIDE = "({0} = ?1 OR ({0} >= ?1 || '#' AND {0} < ?1 || '$'))"
_PLACES = "SELECT source_uri, doc_id, is_current FROM places WHERE INSIDE ORDER BY 1, 2"
_REJECTS = "SELECT owner, n_rows FROM owners WHERE table_name = 'rejects' AND INSIDE ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Noted:
    """What is known of a resource.

    Attributes:
        stamp: What told its bytes from others when it was read.
        fingerprint: Of the sources that may have read it.
        digest: Over what came of it.
        counts: Source -> items that it gave.
    """

    stamp: str
    fingerprint: str
    digest: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Below:
    """What stands in the store at a place and below it.

    Attributes:
        places: (place, document, whether it stands there now), sorted.
        rejects: (place, number of rejects), sorted.
    """

    places: Sequence[tuple[str, str, bool]]
    rejects: Sequence[tuple[str, int]]


def note(connection: sqlite3.Connection, readings: Mapping[tuple[str, str], Noted]) -> None:
    """Write what came of resources, by location and place."""
    connection.execute(_SCHEMA)
    connection.executemany(
        "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                stored(location),
                uri,
                one.stamp,
                one.fingerprint,
                one.digest,
                json.dumps(dict(one.counts), sort_keys=True),
            )
            for (location, uri), one in readings.items()
        ),
    )


def find(
    connection: sqlite3.Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Noted]:
    """Return what is known of resources by location and place; unknown ones are left out."""
    is_there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'readings'"
    if connection.execute(is_there).fetchone() is None:
        return {}
    query = "SELECT stamp, fingerprint, digest, counts FROM readings WHERE location = ? AND uri = ?"
    found = {}
    for location, uri in keys:
        row = connection.execute(query, (stored(location), uri)).fetchone()
        if row is not None:
            found[location, uri] = Noted(row[0], row[1], row[2], json.loads(row[3]))
    return found


def below(connection: sqlite3.Connection, uris: Iterable[str]) -> dict[str, Below]:
    """Return what stands at each place, at its records and at its members."""
    places = _PLACES.replace("INSIDE", INSIDE.format("source_uri"))
    rejects = _REJECTS.replace("INSIDE", INSIDE.format("owner"))
    return {
        uri: Below(
            [(at, doc, bool(is_now)) for at, doc, is_now in connection.execute(places, (uri,))],
            connection.execute(rejects, (uri,)).fetchall(),
        )
        for uri in uris
    }


def stored(location: str) -> bytes:
    """Return how a location is written down: a path need not be UTF-8."""
    return location.encode("utf-8", "surrogateescape")
