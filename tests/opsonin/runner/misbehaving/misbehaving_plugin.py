"""A third-party plugin whose components do what nobody should, as a document tells them to."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Documents,
    Exporter,
    NoOptions,
    RawDocument,
    Resource,
    Snapshot,
    Source,
    Span,
    Tagger,
    hookimpl,
    rows_to_table,
)

#: Backtracks for ever on a long run of a's, inside of C and with the interpreter locked.
BOMB = re.compile(r"(a|aa)+$")
NOISE = "noise on standard output"
LEAKED: list[bytes] = []
ENDING = ".wild"


class Fury(BaseException):
    """What no `except Exception` catches."""


def _leave() -> None:
    os._exit(7)


def _loop() -> None:
    while True:
        pass


def _explode() -> None:
    BOMB.match("a" * 100 + "b")


def _leak() -> None:
    while True:
        LEAKED.append(b"x" * (1 << 26))


def _fork() -> None:
    # The child goes on as if it were the worker, and its own child outlives it.
    os.fork()


def _fork_and_die() -> None:
    child = os.fork()
    if child == 0:
        time.sleep(600)
    Path(os.environ.get("WILD_ORPHAN", os.devnull)).write_text(str(child))
    os._exit(9)


def _leave_threads() -> None:
    for _ in range(20):
        threading.Thread(target=time.sleep, args=(600,)).start()


def _print() -> None:
    print(NOISE)  # noqa: T201 - plugins do
    sys.stdout.flush()
    os.write(1, NOISE.encode() * 1000)


def _close_files() -> None:
    os.closerange(0, 64)


def _scribble() -> None:
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            continue


def _rage() -> None:
    raise Fury("nothing stops it")


def _interrupt() -> None:
    raise KeyboardInterrupt


def _write() -> None:
    Path(os.environ["WILD_FILE"]).write_text("written")


def _connect() -> None:
    socket.create_connection(("127.0.0.1", int(os.environ["WILD_PORT"])), timeout=10).close()


DEEDS: Mapping[str, Callable[[], None]] = {
    "LEAVE": _leave,
    "LOOP": _loop,
    "EXPLODE": _explode,
    "LEAK": _leak,
    "FORK": _fork,
    "ORPHAN": _fork_and_die,
    "THREADS": _leave_threads,
    "PRINT": _print,
    "CLOSE": _close_files,
    "SCRIBBLE": _scribble,
    "RAGE": _rage,
    "INTERRUPT": _interrupt,
    "WRITE": _write,
    "CONNECT": _connect,
}


def misbehave(text: str) -> None:
    for word, deed in DEEDS.items():
        if word in text:
            deed()


def tag(documents: Documents, _context: Context[NoOptions]) -> Any:
    for text in documents.texts:
        misbehave(text)
    if any("GENERATE" in text for text in documents.texts):
        return (doc_id for doc_id in documents.ids)
    found = ((doc_id, [Span(0, 1, type="seen")]) for doc_id in documents.ids)
    return {"identifiers": rows_to_table(found)}


def clean(documents: Documents, _context: Context[NoOptions]) -> Any:
    for text in documents.texts:
        misbehave(text)
    if any("GENERATE" in text for text in documents.texts):
        return (Cleaned() for _ in documents.texts)
    return [Cleaned() for _ in documents.texts]


def link(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    for text in documents.texts:
        misbehave(text)
    rows = documents.table("identifiers")
    columns = {"doc_id": rows["doc_id"], "value": rows["value"], "pid": [os.getpid()] * len(rows)}
    del columns
    return {"links": pa.table({"from_doc_id": pa.array([], pa.string())})}


def accepts(resource: Resource) -> bool:
    return resource.uri.endswith(ENDING)


def read(resource: Resource, _context: Context[NoOptions]) -> Iterator[Any]:
    """Read a document a line; folders in it are resources of their own."""
    with resource.open() as stream:
        for number, line in enumerate(stream):
            text = line.decode().strip()
            misbehave(text)
            yield RawDocument(
                payload=line,
                text=text,
                media_type="text/plain",
                key=str(number),
                metadata={"n": number},
            )


def export(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    deed = snapshot.data / "deed.txt"
    if deed.is_file():
        misbehave(deed.read_text())
    place = snapshot.data / "published.txt"
    place.write_text(f"{snapshot.number} {snapshot.read('documents').num_rows}")
    return str(place)


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    return [Cleaner(name="wild_cleaner", version="1", clean=clean, phase="repair")]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    return [
        Tagger(name="wild_tagger", version="1", tag=tag, fills=("identifiers",)),
        Tagger(
            name="wild_linker",
            version="1",
            tag=link,
            fills=("links",),
            needs=("identifiers",),
            scope="corpus",
        ),
    ]


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    return [Source(name="wild_source", version="1", accepts=accepts, read=read, priority=900)]


@hookimpl
def register_exporters() -> Iterable[Exporter[Any]]:
    return [Exporter(name="wild_exporter", version="1", export=export)]
