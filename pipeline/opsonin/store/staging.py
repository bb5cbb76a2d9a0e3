"""Finished shards: what a task has written, durable before it returns, adopted by a rerun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from opsonin.store import files
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef


def finish_shard(layout: Layout, key: str, manifest: Mapping[str, Any]) -> None:
    """Record durably that a shard is finished.

    Args:
        layout: The data folder.
        key: The shard's key.
        manifest: JSON. Wherever it maps the name of a table to one or more `FileRef` objects,
            these are files that the shard has written.
    """
    # A task that was killed may have made a table's folder without syncing its name.
    files.make_folder(layout.staging)
    files.sync_folder(layout.root)
    files.sync_folder(layout.store)
    files.write_file(layout.shard(key), orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS))


def finished_shard(layout: Layout, key: str) -> dict[str, Any] | None:
    """Return the manifest of a finished shard; None if it cannot be adopted.

    That is so when it is absent or unreadable, or when a file that it names is missing or has
    another size.
    """
    data = files.read_file(layout.shard(key))
    manifest = _parse(data) if data else None
    if manifest is None:
        return None
    try:
        is_whole = all(_is_whole(layout, table, ref) for table, ref in named_files(manifest))
    except ValueError:
        return None
    return manifest if is_whole else None


def named_files(manifest: Mapping[str, Any]) -> Iterator[tuple[str, FileRef]]:
    """Yield the files that a manifest names, with the key under which they stand: the table."""
    for key, value in manifest.items():
        yield from _refs(key, value)


def _is_whole(layout: Layout, key: str, ref: FileRef) -> bool:
    tables = files.names_in(layout.store)
    # Most manifests name the table; a key of the caller's own is looked for everywhere.
    tables = [key] if key in tables else tables
    paths = (layout.store / table / f"{ref.file}.parquet" for table in tables)
    return any(files.size_of(path) == ref.size_bytes for path in paths)


def _refs(key: str, value: object) -> Iterator[tuple[str, FileRef]]:
    if isinstance(value, Mapping):
        if {"file", "rows", "size_bytes"} <= value.keys():
            yield key, FileRef.from_json(value)
        else:
            yield from named_files(value)
    elif isinstance(value, list) and value and not isinstance(value[0], str):
        for item in value:
            yield from _refs(key, item)


def _parse(data: bytes) -> dict[str, Any] | None:
    try:
        manifest = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    return manifest if isinstance(manifest, dict) else None
