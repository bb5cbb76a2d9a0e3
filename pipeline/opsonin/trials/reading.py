"""Tries a source: which documents, rejects and further resources it gives."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

from opsonin.components.component import Source
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Found, Refused
from opsonin.runner.ingest.reading import Reader
from opsonin.trials.bench import Bench
from opsonin.trials.faults import fault_of
from opsonin.trials.recording import Record, recorded_source
from opsonin.trials.trial import Item, Trial

#: Items that are asked of a source: it may have millions.
MAX_ITEMS = 20
_RAW = ("doc_id", "media_type", "encoding", "size_bytes", "metadata", "observed_at")


def try_source(bench: Bench) -> Trial:
    """Read a file with a source, inside whatever folder or archive it lies in.

    Raises:
        ConfigError: There is no such file.
    """
    record = Record()
    sources = tuple(_watched(one, bench.subject.name, record) for one in bench.pipeline.sources)
    limit = bench.pipeline.settings.max_document_bytes
    reader = Reader(sources, limit, ENGINE_VERSION)
    items: list[Item] = []
    is_complete = True
    with closing(_items(reader, bench, record)) as given:
        for item in given:
            if len(items) == MAX_ITEMS:
                is_complete = False
                break
            items.append(item)
    fault = fault_of(record.errors[0], bench.chosen.places) if record.errors else None
    return Trial(
        subject=bench.subject,
        items=items,
        is_complete=is_complete,
        notes=() if items or fault else (_why_nothing(bench, record, reader),),
        seconds=record.seconds,
        fault=fault,
    )


def _watched(one: Installed[Source[Any]], name: str, record: Record) -> Installed[Source[Any]]:
    if one.name != name:
        return one
    return replace(one, component=recorded_source(one.component, record))


def _items(reader: Reader, bench: Bench, record: Record) -> Generator[Item]:
    """Yield what the source gives, in its order."""
    name = bench.subject.name
    for item in reader.read([bench.file]):
        yield from _resources(record)
        if isinstance(item, Found) and item.source.name == name:
            about = {column: getattr(item, column) for column in _RAW}
            text = None if item.text is None else item.text.decode("utf-8")
            yield Item("document", item.source_uri, about, text)
        elif isinstance(item, Refused) and item.component == name:
            about = {"reason": item.reason, "detail": item.detail}
            yield Item("reject", item.source_uri, about)
    yield from _resources(record)


def _resources(record: Record) -> Iterator[Item]:
    for resource in record.resources:
        about = {"size_bytes": resource.size_bytes, "kind": resource.kind}
        yield Item("resource", resource.uri or resource.location, about)
    record.resources.clear()


def _why_nothing(bench: Bench, record: Record, reader: Reader) -> str:
    """Say who read the file instead, or that it is empty."""
    if any(answer for _, answer in record.accepts):
        return "It accepts the file and gives nothing."
    if record.accepts:
        asked = ", ".join(sorted({uri for uri, _ in record.accepts}))
        return f"It does not accept {asked}: accepts() returned False."
    takers = sorted(other for other, count in reader.counts.items() if count.documents_in)
    others = ", ".join(takers) or "nobody"
    priority = bench.own(bench.pipeline.sources).component.priority
    return (
        f"It was never asked: {others} came first. Its priority is {priority}; "
        "the highest goes first, then the alphabet."
    )
