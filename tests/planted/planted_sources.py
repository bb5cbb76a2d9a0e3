"""Sources with one planted fault each, and their sound twin.

All read the same made-up format: a first line ``#records``, then lines ``id<tab>text``.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from opsonin import Context, NoOptions, RawDocument, Reject, Resource, Source, hookimpl

MAGIC = b"#records\n"
Items = Iterator[Resource | RawDocument | Reject]


def made(count: int) -> bytes:
    """Return a file with so many records, of which two are equal; those of many are long."""
    size = 4000 if count > 50 else 8
    lines = (f"r{number}\tLupus {number}: {os.urandom(size).hex()}\n" for number in range(count))
    return MAGIC + "".join(lines).encode()


RECORDS = "#records\nr1\tOne \U0001f44d\U0001f3fd\nr2\tTwo e\u0301\nr1\tThree\nr4\tFour\nr4\tFour\n"


class Planted:
    """A plugin that offers one source."""

    def __init__(self, source: Source[Any]) -> None:
        self.source = source

    @hookimpl
    def register_sources(self) -> Iterable[Source[Any]]:
        """Offer it."""
        return [self.source]


def accepts(resource: Resource) -> bool:
    """Accept what begins with the first line."""
    return resource.kind == "file" and resource.head.startswith(MAGIC)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(stream):
        if number and line.strip(b"\r\n"):
            yield number, line


def _record(number: int, line: bytes) -> RawDocument | Reject:
    _, tab, text = line.partition(b"\t")
    if not tab or not text.strip():
        return Reject("no_text", f"Line {number} has no text.", f"L{number}")
    try:
        decoded = text.decode()
    except UnicodeDecodeError as error:
        return Reject("undecodable", f"Line {number}: {error.reason}.", f"L{number}")
    if "\0" in decoded:
        return Reject("binary", f"Line {number} holds a NUL.", f"L{number}")
    return RawDocument(payload=line, text=decoded, media_type="text/plain", key=f"L{number}")


def read(resource: Resource, _context: Context[NoOptions]) -> Items:
    """Yield a document for each line."""
    with resource.open() as stream:
        for number, line in _lines(stream):
            yield _record(number, line)


SOUND = Source(name="sound", version="1", accepts=accepts, read=read)


def _changed(change: Callable[[RawDocument], RawDocument]) -> Callable[..., Items]:
    def changed(resource: Resource, context: Context[NoOptions]) -> Items:
        for item in read(resource, context):
            yield change(item) if isinstance(item, RawDocument) else item

    return changed


def _opens_to_decide(resource: Resource) -> bool:
    try:
        with resource.open() as stream:
            return stream.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def _decides_by_size(resource: Resource) -> bool:
    return accepts(resource) and resource.size_bytes != 0


def _chokes_on_heads(resource: Resource) -> bool:
    return resource.head.decode("utf-8").startswith(MAGIC.decode())


def _takes_anything(resource: Resource) -> bool:
    return resource.kind == "file"


_COUNT = itertools.count()


def _counts(document: RawDocument) -> RawDocument:
    return replace(document, metadata={"read": next(_COUNT)})


def _typed_by_name(resource: Resource, context: Context[NoOptions]) -> Items:
    kind = "text/plain" if resource.uri.endswith(".txt") else "application/octet-stream"
    for item in read(resource, context):
        yield replace(item, media_type=kind) if isinstance(item, RawDocument) else item


def _keyed_by_id(document: RawDocument) -> RawDocument:
    return replace(document, key=document.payload.partition(b"\t")[0].decode())


def _unsafe_key(document: RawDocument) -> RawDocument:
    return replace(document, key=f"../../{document.key}")


def _positioned(document: RawDocument) -> RawDocument:
    return replace(document, metadata={"line": document.key})


def _dated(document: RawDocument) -> RawDocument:
    return replace(document, metadata={"day": dt.date(2020, 9, 28)})


def _typed_oddly(document: RawDocument) -> RawDocument:
    return replace(document, media_type="Text/Plain; charset=utf-8")


def _encoded_oddly(document: RawDocument) -> RawDocument:
    return replace(document, encoding="utf8mb4")


def _no_bytes(document: RawDocument) -> RawDocument:
    return replace(document, payload=document.text)  # type: ignore[arg-type]


def _without_lines(document: RawDocument) -> RawDocument:
    text = None if document.text is None else document.text.replace("\r\n", "\n")
    return replace(document, text=text)


def _place_in_text(resource: Resource, context: Context[NoOptions]) -> Items:
    for item in read(resource, context):
        known = {"folder": resource.location}
        yield replace(item, metadata=known) if isinstance(item, RawDocument) else item


def _replaces(resource: Resource, _context: Context[NoOptions]) -> Items:
    with resource.open() as stream:
        for number, line in _lines(stream):
            text = line.partition(b"\t")[2].decode(errors="replace").replace("\0", "")
            if not text.strip():
                continue
            yield RawDocument(payload=line, text=text, media_type="text/plain", key=f"L{number}")


def _lets_nul_pass(resource: Resource, _context: Context[NoOptions]) -> Items:
    with resource.open() as stream:
        for number, line in _lines(stream):
            try:
                text = line.partition(b"\t")[2].decode()
            except UnicodeDecodeError as error:
                yield Reject("undecodable", str(error), f"L{number}")
                continue
            yield RawDocument(payload=line, text=text, media_type="text/plain", key=f"L{number}")


def _splits_in_two(resource: Resource, _context: Context[NoOptions]) -> Items:
    with resource.open() as stream:
        for number, line in _lines(stream):
            _, text = line.decode().split("\t")
            yield RawDocument(payload=line, text=text, media_type="text/plain", key=f"L{number}")


def _recurses(resource: Resource, _context: Context[NoOptions]) -> Items:
    def depth(text: bytes) -> int:
        return 1 + depth(text[1:]) if text[:1] in {b"[", b"("} else 0

    with resource.open() as stream:
        for number, line in _lines(stream):
            depth(line.partition(b"\t")[2] or line)
            yield _record(number, line)


def _wordy(resource: Resource, context: Context[NoOptions]) -> Items:
    for item in read(resource, context):
        yield Reject(item.detail, item.detail, item.key) if isinstance(item, Reject) else item


def _blames_the_disk(resource: Resource, context: Context[NoOptions]) -> Items:
    for item in read(resource, context):
        yield Reject("io", item.detail, item.key) if isinstance(item, Reject) else item


def _leaks(resource: Resource, _context: Context[NoOptions]) -> Items:
    for number, line in _lines(resource.open()):
        yield _record(number, line)


def _leaks_when_stopped(resource: Resource, _context: Context[NoOptions]) -> Items:
    stream = resource.open()
    try:
        for number, line in _lines(stream):
            yield _record(number, line)
    except OSError:
        stream.close()
        raise
    stream.close()


def _leaks_on_errors(resource: Resource, _context: Context[NoOptions]) -> Items:
    stream = resource.open()
    try:
        for number, line in _lines(stream):
            yield _record(number, line)
    except GeneratorExit:
        stream.close()
        raise
    stream.close()


def _reads_first(resource: Resource, _context: Context[NoOptions]) -> Items:
    with resource.open() as stream:
        lines = list(_lines(stream))
    for number, line in lines:
        yield _record(number, line)


def _logs(resource: Resource, context: Context[NoOptions]) -> Items:
    log = Path(tempfile.gettempdir()).parent / "planted-source.log"
    log.write_text(resource.uri)
    log.unlink()
    yield from read(resource, context)


def _leaves_spools(resource: Resource, context: Context[NoOptions]) -> Items:
    handle, _ = tempfile.mkstemp()
    os.close(handle)
    yield from read(resource, context)


def _looks_around(resource: Resource, context: Context[NoOptions]) -> Items:
    with Path("/etc/hostname").open("rb") as stream:
        stream.read(1)
    yield from read(resource, context)


def _swallows(resource: Resource, context: Context[NoOptions]) -> Items:
    try:
        yield from read(resource, context)
    except OSError:
        return


def _seeks(resource: Resource, _context: Context[NoOptions]) -> Items:
    with resource.open() as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(0)
        for number, line in _lines(stream):
            yield _record(number, line)


_GIVEN: dict[str, int] = {}


def _goes_on(resource: Resource, context: Context[NoOptions]) -> Items:
    """Go on where the last reading was given up, which nobody asked for."""
    start = _GIVEN.pop(resource.uri, 0)
    place = start
    try:
        for place, item in enumerate(read(resource, context)):
            if place >= start:
                yield item
    except GeneratorExit:
        _GIVEN[resource.uri] = place + 1
        raise


def _empty_document(resource: Resource, context: Context[NoOptions]) -> Items:
    yield from read(resource, context)
    if resource.head.strip() in {b"", b"\xef\xbb\xbf"}:
        yield RawDocument(payload=b"", text="", media_type="text/plain")


def _accepts_nothing(resource: Resource) -> bool:
    return accepts(resource) or (resource.kind == "file" and not resource.head.strip())


def _yields_strings(resource: Resource, context: Context[NoOptions]) -> Iterator[Any]:
    for item in read(resource, context):
        yield item.text if isinstance(item, RawDocument) else item


def _rejects_all(resource: Resource, context: Context[NoOptions]) -> Items:
    for place, _ in enumerate(read(resource, context)):
        yield Reject("unknown", "Not today.", f"L{place}")


def _source(name: str, **changes: Any) -> Source[Any]:
    return replace(SOUND, name=name, **changes)


#: A faulty source, and the check that has to catch it.
FAULTS: Mapping[str, tuple[Source[Any], str]] = {
    source.name: (source, caught)
    for source, caught in (
        (_source("opens_to_decide", accepts=_opens_to_decide), "accepting_reads_nothing"),
        (
            _source("decides_by_size", accepts=_decides_by_size),
            "accepting_depends_on_kind_head_and_place",
        ),
        (_source("chokes_on_heads", accepts=_chokes_on_heads), "accepting_answers_for_any_head"),
        (_source("takes_anything", accepts=_takes_anything), "source_for_anything_goes_last"),
        (_source("too_late", priority=-20), "samples_reach_the_source"),
        (_source("yields_strings", read=_yields_strings), "items_are_of_the_contract"),
        (_source("no_bytes", read=_changed(_no_bytes)), "engine_takes_every_document"),
        (_source("rejects_all", read=_rejects_all), "samples_are_no_rejects"),
        (_source("typed_oddly", read=_changed(_typed_oddly)), "media_types_are_media_types"),
        (_source("encoded_oddly", read=_changed(_encoded_oddly)), "encodings_are_known"),
        (_source("dated", read=_changed(_dated)), "metadata_is_json"),
        (_source("counts", read=_changed(_counts)), "reading_twice_gives_the_same"),
        (_source("place_in_text", read=_place_in_text), "place_changes_no_content"),
        (_source("typed_by_name", read=_typed_by_name), "media_type_comes_from_the_content"),
        (_source("keyed_by_id", read=_changed(_keyed_by_id)), "keys_are_unique"),
        (_source("unsafe_key", read=_changed(_unsafe_key)), "keys_are_fit_for_places"),
        (_source("positioned", read=_changed(_positioned)), "equal_payloads_are_equal_documents"),
        (_source("goes_on", read=_goes_on), "stopped_reading_resumes"),
        (_source("without_lines", read=_changed(_without_lines)), "text_is_decoded_without_loss"),
        (
            _source("empty_document", accepts=_accepts_nothing, read=_empty_document),
            "empty_input_is_no_document",
        ),
        (_source("splits_in_two", read=_splits_in_two), "truncated_input_has_a_reason"),
        (_source("replaces", read=_replaces), "undecodable_input_has_a_reason"),
        (_source("lets_nul_pass", read=_lets_nul_pass), "nul_input_has_a_reason"),
        (_source("recurses", read=_recurses), "nested_input_has_a_reason"),
        (_source("wordy", read=_wordy), "rejects_name_a_reason"),
        (_source("blames_the_disk", read=_blames_the_disk), "damage_is_no_passing_trouble"),
        (_source("swallows", read=_swallows), "read_errors_are_tried_again"),
        (_source("seeks", read=_seeks), "unseekable_streams_change_nothing"),
        (_source("leaks", read=_leaks), "streams_are_closed"),
        (
            _source("leaks_when_stopped", read=_leaks_when_stopped),
            "streams_are_closed_when_stopped",
        ),
        (_source("leaks_on_errors", read=_leaks_on_errors), "streams_are_closed_after_errors"),
        (_source("reads_first", read=_reads_first), "first_item_comes_early"),
        (_source("reads_all", read=_reads_first), "memory_does_not_grow_with_the_file"),
        (_source("logs", read=_logs), "nothing_is_written"),
        (_source("leaves_spools", read=_leaves_spools), "nothing_is_written"),
        (_source("looks_around", read=_looks_around), "nothing_else_is_opened"),
    )
}
