"""The ingest stage: from inputs through sources to raw documents and rejects."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from opsonin.components.component import RawDocument, Reject, Resource, Source
from opsonin.errors import ConfigError
from opsonin.manager.pipeline import Installed
from opsonin.stages.calling import failure
from opsonin.tables.model import ENGINE

#: An archive in an archive in an archive is a bomb or a mistake.
MAX_DEPTH = 8
#: What the engine itself takes apart, before any table is checked.
_FIELDS: Mapping[str, tuple[type, ...]] = {
    "payload": (bytes,),
    "text": (str, type(None)),
    "key": (str,),
    "metadata": (Mapping,),
    "observed_at": (str, type(None)),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A raw document with its id and place."""

    doc_id: str
    source_uri: str
    document: RawDocument
    source: Installed[Source[Any]]


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that did not become a document.

    Attributes:
        component: The source, or the engine where no source would have it.
    """

    source_uri: str
    reason: str
    detail: str
    component: str
    version: str


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
        visited: Every resource that was read, whatever came of it.
        counts: The account of each source by name.
    """

    sources: Sequence[Installed[Source[Any]]]
    max_document_bytes: int
    version: str
    visited: set[str] = field(default_factory=set)
    counts: dict[str, ReadingCounts] = field(default_factory=dict)

    def read(self, inputs: Sequence[str]) -> Iterator[Found | Refused]:
        """Yield every item of the inputs, as a document or as refused, lazily.

        Raises:
            ConfigError: A local input does not exist.
        """
        for location in inputs:
            yield from self._resource(_input(location), 0)

    def _resource(self, resource: Resource, depth: int) -> Iterator[Found | Refused]:
        self.visited.add(resource.uri)
        source = next((one for one in self.sources if _accepts(one, resource)), None)
        if source is None:
            detail = f"No source reads {resource.uri or resource.location}."
            yield self._refused(resource.uri, "media_type", detail, None)
            return
        if depth > MAX_DEPTH:
            detail = f"Resources are nested more than {MAX_DEPTH} deep."
            yield self._refused(resource.uri, "too_deep", detail, source)
            return
        for item in self._items(source, resource):
            if isinstance(item, Resource):
                yield from self._resource(item, depth + 1)
            elif isinstance(item, Reject):
                place = _place(resource, item.key)
                yield self._refused(place, item.reason, item.detail, source)
            else:
                yield self._document(resource, item, source)

    def _items(
        self, source: Installed[Source[Any]], resource: Resource
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
        except Exception as error:  # noqa: BLE001 - any error of a source is a reject
            counts.seconds += time.perf_counter() - started
            problem = failure("", error)
            yield Reject(problem.reason, problem.detail)
        finally:
            # A generator may hold a file open.
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def _document(
        self, resource: Resource, item: RawDocument, source: Installed[Source[Any]]
    ) -> Found | Refused:
        problem = self._problem(item)
        if problem is not None:
            key = getattr(item, "key", "")
            place = _place(resource, key if isinstance(key, str) else "")
            return self._refused(place, *problem, source)
        self.counts[source.name].documents_in += 1
        place = _place(resource, item.key)
        return Found(hashlib.sha256(item.payload).hexdigest()[:32], place, item, source)

    def _problem(self, item: RawDocument) -> tuple[str, str] | None:
        if not isinstance(item, RawDocument):
            return "contract", f"The source gave {type(item).__name__}."
        for name, kinds in _FIELDS.items():
            if not isinstance(getattr(item, name), kinds):
                kind = type(getattr(item, name)).__name__
                return "contract", f"The source gave {kind} as {name} of a document."
        if len(item.payload) > self.max_document_bytes:
            limit = f"{self.max_document_bytes} allowed"
            return "too_large", f"The document has {len(item.payload)} bytes; {limit}."
        try:
            (item.text or "").encode("utf-8")
            orjson.dumps(dict(item.metadata))
        except UnicodeEncodeError as error:
            return "undecodable", f"The text holds a lone surrogate at {error.start}."
        except TypeError as error:
            return "contract", f"The metadata is no JSON: {error}."
        return None

    def _refused(
        self, uri: str, reason: str, detail: str, source: Installed[Source[Any]] | None
    ) -> Refused:
        name = source.name if source else ENGINE
        self.counts.setdefault(name, ReadingCounts()).documents_in += 1
        version = source.version if source else self.version
        return Refused(uri, reason, detail, name, version)


def raw_row(found: Found, source_uri: str) -> dict[str, object]:
    """Return a document as a row of table ``raw``."""
    document = found.document
    return {
        "doc_id": found.doc_id,
        "component": found.source.name,
        "component_version": found.source.version,
        "source_uri": source_uri,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "size_bytes": len(document.payload),
        "text": document.text,
        "metadata": _json(document.metadata),
    }


def observed_at(found: Found) -> datetime | None:
    """Return when a feed or archive says that the document was seen, in UTC."""
    stated = found.document.observed_at
    if stated is None:
        return None
    try:
        moment = datetime.fromisoformat(stated)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        # No time, or one that leaves the calendar on its way to UTC.
        return None


def _json(metadata: Mapping[str, object]) -> str:
    return orjson.dumps(dict(metadata), option=orjson.OPT_SORT_KEYS).decode()


def _accepts(source: Installed[Source[Any]], resource: Resource) -> bool:
    try:
        return bool(source.component.accepts(resource))
    except Exception:  # noqa: BLE001 - a source that cannot tell does not read it
        return False


def _place(resource: Resource, key: str) -> str:
    """Return the place of a record; what a listing refuses has the key of the file alone."""
    return "#".join(part for part in (resource.uri, key) if part)


def _input(location: str) -> Resource:
    """Return the operator's input as a resource; only sources know what it holds."""

    def cannot_open() -> Any:
        raise IsADirectoryError(location)

    if "://" not in location and not Path(location).exists() and not Path(location).is_symlink():
        raise ConfigError(
            f"There is no input {location!r}.",
            remedy="Give a folder, a file or a URL: opsonin run INPUT...",
        )
    return Resource(uri="", location=location, open=cannot_open, kind="location")
