"""Registers the built-in sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Source, hookimpl
from opsonin_plugins.sources import (
    arrow_ipc,
    bioc_json,
    compressed,
    delimited,
    files,
    globs,
    jsonl,
    lists,
    parquet,
    tarred,
    text,
    urls,
    warc,
    xml_file,
    xml_records,
    zipped,
)


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    """Offer folders and files, compressed files and archives, texts, XML, crawls and records."""
    return [
        arrow_ipc.SOURCE,
        bioc_json.SOURCE,
        compressed.SOURCE,
        delimited.SOURCE,
        files.SOURCE,
        globs.SOURCE,
        jsonl.SOURCE,
        lists.SOURCE,
        parquet.SOURCE,
        tarred.SOURCE,
        text.SOURCE,
        urls.SOURCE,
        warc.SOURCE,
        xml_file.SOURCE,
        xml_records.SOURCE,
        zipped.SOURCE,
    ]
