"""Components that do what they always do, and remember what they were given and what they gave."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from opsonin.components.component import (
    Cleaner,
    RawDocument,
    Reject,
    Resource,
    Source,
    Tagger,
)
from opsonin.components.context import Context
from opsonin.components.documents import Documents


@dataclass(slots=True)
class Record:
    """What happened to a component.

    Attributes:
        given: The batches that it was called with.
        accepts: For a source: every resource that it was asked about, and its answer.
        resources: For a source: the further resources that it gave and nobody has taken yet.
        errors: What it raised.
        seconds: Time that it took.
    """

    given: list[Documents] = field(default_factory=list)
    accepts: list[tuple[str, bool]] = field(default_factory=list)
    resources: list[Resource] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    seconds: float = 0.0


def recorded_cleaner(cleaner: Cleaner[Any], record: Record) -> Cleaner[Any]:
    """Return a cleaner that runs in this process, where its traceback can be seen."""
    return replace(cleaner, clean=_recorded(cleaner.clean, record), isolation="inline")


def recorded_tagger(tagger: Tagger[Any], record: Record) -> Tagger[Any]:
    """Return a tagger that runs in this process, where its traceback can be seen."""
    return replace(tagger, tag=_recorded(tagger.tag, record), isolation="inline")


def recorded_source(source: Source[Any], record: Record) -> Source[Any]:
    """Return a source that runs in this process, where its traceback can be seen."""

    def accepts(resource: Resource) -> bool:
        try:
            answer = bool(source.accepts(resource))
        except Exception as error:
            record.errors.append(error)
            raise
        record.accepts.append((resource.uri or resource.location, answer))
        return answer

    def read(
        resource: Resource, context: Context[Any]
    ) -> Iterator[Resource | RawDocument | Reject]:
        try:
            items = iter(source.read(resource, context))
            while True:
                started = time.perf_counter()
                item = next(items, None)
                record.seconds += time.perf_counter() - started
                if item is None:
                    return
                if isinstance(item, Resource):
                    record.resources.append(item)
                yield item
        except Exception as error:
            record.errors.append(error)
            raise

    return replace(source, accepts=accepts, read=read, isolation="inline")


def _recorded(function: Any, record: Record) -> Any:
    def call(documents: Documents, context: Context[Any]) -> Any:
        record.given.append(documents)
        started = time.perf_counter()
        try:
            return function(documents, context)
        except Exception as error:
            record.errors.append(error)
            raise
        finally:
            record.seconds += time.perf_counter() - started

    return call
