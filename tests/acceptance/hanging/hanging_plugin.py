"""A third-party plugin whose cleaner and tagger misbehave as a document tells them to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from opsonin import (
    Cleaned,
    Cleaner,
    Context,
    Documents,
    NoOptions,
    Span,
    Tagger,
    hookimpl,
    rows_to_table,
)

NOISE = "noise of a library"
print(NOISE, "while it is imported")  # noqa: T201 - libraries do
os.write(1, NOISE.encode() * 1000)

_BLOCK_BYTES = 1 << 28


def _behave(text: str) -> None:
    print(NOISE, "while it works", flush=True)  # noqa: T201 - libraries do
    os.write(1, b"\0\0\0\0\0\0\0\1" * 1000)
    if "HANG" in text:
        while True:
            time.sleep(3600)
    if "CRASH" in text:
        os.kill(os.getpid(), signal.SIGABRT)
    if "LEAVE" in text:
        os._exit(0)
    if "DEVOUR" in text:
        blocks = []
        while True:
            blocks.append(bytes(_BLOCK_BYTES))


def clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    for text in documents.texts:
        _behave(text)
    return [Cleaned((), {"flags": [Span(0, 1, kind="seen")]}) for _ in documents]


def tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    for text in documents.texts:
        _behave(text.replace("TAG", ""))
    found = ((doc_id, [Span(0, 1, type="seen")]) for doc_id in documents.ids)
    return {"mentions": rows_to_table(found)}


@hookimpl
def register_cleaners() -> Iterable[Cleaner[Any]]:
    return [
        Cleaner(
            name="fragile",
            version="1",
            clean=clean,
            phase="describe",
            fills=("flags",),
            media_types=("text/html",),
            isolation="process",
        )
    ]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    return [Tagger(name="brittle", version="1", tag=tag, fills=("mentions",), isolation="process")]
