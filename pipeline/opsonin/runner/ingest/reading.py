"""Walks the inputs through the sources: resources in, documents and rejects out, lazily."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from opsonin.components.component import (
    RawDocument,
    Reject,
    Resource,
    Source,
    UnreadableError,
    sound_reject,
)
from opsonin.errors import ConfigError
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.claims import root_of
from opsonin.runner.ingest.items import Found, Held, Refused, Settled, identified
from opsonin.runner.ingest.peeking import peeked
from opsonin.stages.calling import TRANSIENT, failure
from opsonin.tables.model import ENGINE

#: An archive in an archive in an archive is a bomb or a mistake.
MAX_DEPTH = 8
#: Resources that are looked up together.
_WINDOW = 500
#: Sums of marks are taken modulo this.
MARKS = 1 << 192

InstalledSource = Installed[Source[Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A resource that was read to its end, and what came of it.

    Attributes:
        location: Where it lies.
        uri: Its place.
        stamp: What told its bytes from others when it was read.
        digest: Over the places of its documents and rejects, in any order; see `marked`.
        counts: Source -> items that it gave.
    """

    location: str
    uri: str
    stamp: str
    digest: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What came of a resource when it was read under the same stamp.

    Attributes:
        items: Its documents, which stand in the store, and its rejects; or all documents in one.
        counts: Source -> items that it gave.
    """

    items: Sequence[Held | Refused | Settled]
    counts: Mapping[str, int]


#: Gives, for each resource, what stands in the store of it; None for one that has to be read.
Recall = Callable[[Sequence[Resource]], Sequence[Recalled | None]]
Item = Found | Held | Refused | Settled | Reading


@dataclass(slots=True)
class ReadingCounts:
    """The account of one source: items that it gave, and the time it took."""

    documents_in: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Reader:
    """Walks inputs through the sources.

    Attributes:
        sources: The sources, those that go first first.
        max_document_bytes: Larger documents are refused.
        version: Version of the engine, for what it refuses itself.
        recall: Knows resources that need not be opened; None to read everything.
        visited: Every resource that was read or recalled, whatever came of it.
        counts: The account of each source by name.
        roots: Folders that the files read or recalled lie below.
        revisited: Places of resources that were come upon more than once.
    """

    sources: Sequence[InstalledSource]
    max_document_bytes: int
    version: str
    recall: Recall | None = None
    visited: set[str] = field(default_factory=set)
    counts: dict[str, ReadingCounts] = field(default_factory=dict)
    roots: set[str] = field(default_factory=set)
    revisited: set[str] = field(default_factory=set)

    def read(self, inputs: Sequence[str]) -> Iterator[Item]:
        """Yield every item of the inputs, as a document or as refused, lazily.

        Raises:
            ConfigError: An input does not exist, or a source needs something of the operator.
        """
        for location in inputs:
            yield from self._resource(_input(location), 0, None)

    def _resource(
        self, resource: Resource, depth: int, giver: InstalledSource | None
    ) -> Iterator[Item]:
        self._visit(resource)
        with ExitStack() as stack:
            try:
                known = stack.enter_context(peeked(resource))
            except Exception as error:  # noqa: BLE001 - any error of a source's stream is a reject
                yield self._refused(resource.uri, _problem(error), giver)
                return
            source = next((one for one in self.sources if _accepts(one, known)), None)
            if source is None:
                yield self._unread(known)
            elif depth > MAX_DEPTH:
                detail = f"Resources are nested more than {MAX_DEPTH} deep."
                yield self._refused(known.uri, Reject("too_deep", detail), source)
            elif known.stamp:
                yield from self._noted(known, self._contents(known, source, depth))
            else:
                yield from self._contents(known, source, depth)

    def _visit(self, resource: Resource) -> None:
        if resource.uri in self.visited:
            self.revisited.add(resource.uri)
        self.visited.add(resource.uri)
        root = root_of(resource)
        if root is not None:
            self.roots.add(root)

    def _noted(self, resource: Resource, items: Iterator[Item]) -> Iterator[Item]:
        """Pass on what a resource holds, then say that it was read, unless that may be mended."""
        before = {name: one.documents_in for name, one in self.counts.items()}
        digest, is_final = 0, True
        for item in items:
            if isinstance(item, Found):
                digest += marked(item.source_uri, item.doc_id)
            elif isinstance(item, Refused):
                digest += marked(item.source_uri, "")
                is_final = is_final and item.reason not in TRANSIENT
            yield item
        if is_final:
            counts = {
                name: one.documents_in - before.get(name, 0) for name, one in self.counts.items()
            }
            counts = {name: count for name, count in counts.items() if count}
            yield Reading(resource.location, resource.uri, resource.stamp, digest % MARKS, counts)

    def _contents(self, resource: Resource, source: InstalledSource, depth: int) -> Iterator[Item]:
        waiting: list[Resource] = []
        for item in self._items(source, resource):
            if isinstance(item, Resource) and item.stamp and self.recall is not None:
                waiting.append(item)
                if len(waiting) == _WINDOW:
                    yield from self._looked_up(waiting, depth, source)
                    waiting = []
                continue
            if waiting:
                yield from self._looked_up(waiting, depth, source)
                waiting = []
            if isinstance(item, Resource):
                yield from self._resource(item, depth + 1, source)
            elif isinstance(item, Reject):
                problem = sound_reject(item)
                yield self._refused(_place(resource, problem.key), problem, source)
            else:
                yield self._document(resource, item, source)
        yield from self._looked_up(waiting, depth, source)

    def _looked_up(
        self, resources: Sequence[Resource], depth: int, giver: InstalledSource
    ) -> Iterator[Item]:
        """Read the resources that the store does not know under their stamp."""
        recalled = self.recall(resources) if self.recall is not None and resources else ()
        for resource, known in zip(resources, recalled, strict=True):
            if known is None:
                yield from self._resource(resource, depth + 1, giver)
                continue
            self._visit(resource)
            for name, count in known.counts.items():
                self.counts.setdefault(name, ReadingCounts()).documents_in += count
            yield from known.items

    def _items(
        self, source: InstalledSource, resource: Resource
    ) -> Iterator[Resource | RawDocument | Reject]:
        """Take one item after the other; an exception ends the resource and becomes a reject."""
        counts = self.counts.setdefault(source.name, ReadingCounts())
        items: Iterator[Resource | RawDocument | Reject] = iter(())
        started = time.perf_counter()
        try:
            items = iter(source.component.read(resource, source.context))
            while True:
                started = time.perf_counter()
                item = next(items, None)
                counts.seconds += time.perf_counter() - started
                if item is None:
                    break
                yield item
        except ConfigError:
            # The operator can help: the run ends here.
            raise
        except Exception as error:  # noqa: BLE001 - any other error of a source is a reject
            counts.seconds += time.perf_counter() - started
            problem = _problem(error)
            yield Reject(problem.reason, problem.detail)
        finally:
            # A generator may hold a file open.
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def _document(
        self, resource: Resource, item: RawDocument, source: InstalledSource
    ) -> Found | Refused:
        key = getattr(item, "key", "")
        place = _place(resource, key if isinstance(key, str) else "")
        found = identified(item, place, source, self.max_document_bytes)
        if isinstance(found, Reject):
            return self._refused(place, found, source)
        self.counts[source.name].documents_in += 1
        return found

    def _unread(self, resource: Resource) -> Refused:
        location = resource.location
        if not resource.uri and "://" not in location and not os.path.lexists(location):
            raise ConfigError(
                f"There is no input {location!r}.",
                remedy="Give a folder, a file, a pattern, @LIST or a URL.",
            )
        detail = f"No source reads {resource.uri or location}."
        return self._refused(resource.uri, Reject("media_type", detail), None)

    def _refused(self, uri: str, problem: Reject, source: InstalledSource | None) -> Refused:
        name = source.name if source else ENGINE
        self.counts.setdefault(name, ReadingCounts()).documents_in += 1
        version = source.version if source else self.version
        return Refused(uri, problem.reason, problem.detail, name, version)


def marked(uri: str, doc_id: str) -> int:
    """Return a number for a document at a place, or for a reject there if ``doc_id`` is empty.

    The sum of the numbers stands for all of them in any order. Source: M. Bellare and
    D. Micciancio, "A New Paradigm for Collision-Free Hashing: Incrementality at Reduced Cost",
    1997 (AdHash).
    """
    digest = hashlib.sha256(f"{uri}\0{doc_id}".encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:24], "big")


def _problem(error: Exception) -> Reject:
    if isinstance(error, UnreadableError):
        return sound_reject(Reject(error.reason, error.detail))
    failed = failure("", error)
    return Reject(failed.reason, failed.detail)


def _accepts(source: InstalledSource, resource: Resource) -> bool:
    try:
        return bool(source.component.accepts(resource))
    except Exception:  # noqa: BLE001 - a source that cannot tell does not read it
        return False


def _place(resource: Resource, key: str) -> str:
    """Return the place of a record; what a listing refuses has the place of the file as key."""
    if resource.kind == "location":
        return key or resource.uri
    return f"{resource.uri}#{key}" if resource.uri and key else resource.uri or key


def _input(location: str) -> Resource:
    """Return the operator's input as a resource; only sources know what it holds."""

    def cannot_open() -> Any:
        raise IsADirectoryError(location)

    return Resource(uri="", location=location, open=cannot_open, kind="location")
