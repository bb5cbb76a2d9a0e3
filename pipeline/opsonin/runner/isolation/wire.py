"""Batches, resources, items and snapshots as frames: JSON, Arrow IPC, and bytes as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from opsonin.components.component import (
    RawDocument,
    Reject,
    Resource,
    broken_promise,
    sound_reject,
)
from opsonin.components.documents import Documents
from opsonin.components.snapshot import Snapshot
from opsonin.runner.isolation.frames import pack_tables, unpack_tables

#: Texts may hold lone surrogates until somebody refuses them.
_ANY_TEXT = "surrogatepass"


def pack_documents(documents: Documents) -> list[bytes]:
    """Return a batch with the tables that its component declared."""
    tables = {name: documents.table(name) for name in documents.table_names}
    return pack_tables({"": pa.Table.from_batches([documents.arrow]), **tables})


def unpack_documents(frames: Sequence[bytes]) -> Documents:
    """Return the batch that `pack_documents` packed."""
    tables = unpack_tables(frames)
    batch = tables.pop("").combine_chunks().to_batches()[0]
    return Documents(batch, {name: lambda rows=rows: rows for name, rows in tables.items()})  # type: ignore[misc] # mypy wants no default


def pack_resource(resource: Resource) -> list[bytes]:
    """Return a resource, but for the way to open it."""
    about = {
        "uri": resource.uri,
        "location": resource.location,
        "size_bytes": resource.size_bytes,
        "kind": resource.kind,
        "stamp": resource.stamp,
    }
    return [_json(about), resource.head]


def unpack_resource(frames: Sequence[bytes], opener: Any) -> Resource:
    """Return the resource that `pack_resource` packed; it is opened by ``opener``."""
    return Resource(open=opener, head=frames[1], **_from_json(frames[0]))


def pack_item(item: object, number: int) -> list[bytes]:
    """Return what a source gave, in three frames.

    Args:
        item: It should be a document, a reject or a resource.
        number: What a resource is asked for by, when it is to be opened.
    """
    if isinstance(item, Resource):
        return [_json({"is": "resource", "number": number}), *pack_resource(item)]
    if isinstance(item, Reject):
        return _packed_reject(sound_reject(item))
    problem = broken_promise(item)
    if problem is not None or not isinstance(item, RawDocument):
        return _packed_reject(problem or Reject("contract", ""))
    try:
        metadata = orjson.dumps(dict(item.metadata)).decode()
    except TypeError as error:
        return _packed_reject(Reject("contract", f"The metadata is no JSON: {error}.", item.key))
    about = {
        "is": "document",
        "media_type": item.media_type,
        "encoding": item.encoding,
        "key": item.key,
        "metadata": metadata,
        "observed_at": item.observed_at,
        "has_text": item.text is not None,
    }
    return [_json(about), item.payload, (item.text or "").encode("utf-8", _ANY_TEXT)]


def _packed_reject(reject: Reject) -> list[bytes]:
    told = {"reason": reject.reason, "detail": reject.detail, "key": reject.key}
    return [_json({"is": "reject", **told}), b"", b""]


def unpack_item(frames: Sequence[bytes], opener: Any) -> RawDocument | Reject | Resource:
    """Return what `pack_item` packed.

    Args:
        frames: The three frames.
        opener: Gets the number of a resource, gives the function that opens it.
    """
    about = _from_json(frames[0])
    kind = about.pop("is")
    if kind == "resource":
        return unpack_resource(frames[1:], opener(about["number"]))
    if kind == "reject":
        return Reject(**about)
    has_text = about.pop("has_text")
    text = frames[2].decode("utf-8", _ANY_TEXT) if has_text else None
    metadata = orjson.loads(about.pop("metadata"))
    return RawDocument(payload=frames[1], text=text, metadata=metadata, **about)


def pack_snapshot(snapshot: Snapshot) -> list[bytes]:
    """Return a snapshot, but for the models of its tables."""
    about = {
        "number": snapshot.number,
        "directory": str(snapshot.directory),
        "data": str(snapshot.data),
        "digests": dict(snapshot.digests),
        "tables": list(snapshot.tables),
    }
    return [_json(about)]


def unpack_snapshot(frame: bytes, models: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot that `pack_snapshot` packed."""
    about = _from_json(frame)
    return Snapshot(
        number=about["number"],
        directory=Path(about["directory"]),
        data=Path(about["data"]),
        tables={name: models[name] for name in about["tables"]},
        digests=about["digests"],
    )


def _json(value: Mapping[str, object]) -> bytes:
    # Names of files that are not UTF-8 come as surrogates, which orjson refuses.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", _ANY_TEXT)


def _from_json(data: bytes) -> Any:
    return json.loads(data.decode("utf-8", _ANY_TEXT))
