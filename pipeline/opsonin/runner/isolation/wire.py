"""What components are given and give, as frames: JSON, Arrow IPC, and bytes as they are."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

from opsonin.components.component import RawDocument, Reject, Resource, broken_promise
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.components.snapshot import Snapshot
from opsonin.errors import PluginError
from opsonin.runner.isolation.frames import pack_tables, unpack_tables
from opsonin.spans.edit import Edit

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


def pack_cleaned(given: object) -> list[bytes]:
    """Return what a cleaner gave for a batch.

    Raises:
        PluginError: It is nothing that a cleaner may give.
    """
    if isinstance(given, Mapping):
        return [b"null", *pack_given(given)]
    if not isinstance(given, Sequence):
        kind = type(given).__name__
        raise PluginError(
            f"It gave something of type {kind}, expected a list with a Cleaned for each document."
        )
    plain = [_plain(entry) for entry in given]
    return [orjson.dumps(plain, option=orjson.OPT_SERIALIZE_NUMPY)]


def unpack_cleaned(frames: Sequence[bytes]) -> Sequence[Cleaned | Reject] | Mapping[str, pa.Table]:
    """Return what `pack_cleaned` packed."""
    entries = orjson.loads(frames[0])
    if entries is None:
        return unpack_tables(frames[1:])
    return [_cleaned(entry) for entry in entries]


def pack_given(given: object) -> list[bytes]:
    """Return what a tagger gave.

    Raises:
        PluginError: It is no table by name.
    """
    if not isinstance(given, Mapping):
        kind = type(given).__name__
        raise PluginError(
            f"It gave something of type {kind}, expected a pyarrow.Table for each table by name."
        )
    for name, rows in given.items():
        if not isinstance(rows, pa.Table):
            kind = type(rows).__name__
            raise PluginError(
                f"It gave something of type {kind} for table {name!r}, expected a pyarrow.Table."
            )
    return pack_tables(dict(given))


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
        told = {"reason": item.reason, "detail": item.detail, "key": item.key}
        return [_json({"is": "reject", **told}), b"", b""]
    problem = broken_promise(item)
    if problem is not None or not isinstance(item, RawDocument):
        reason, detail = (problem.reason, problem.detail) if problem else ("contract", "")
        return [_json({"is": "reject", "reason": reason, "detail": detail, "key": ""}), b"", b""]
    try:
        metadata = orjson.dumps(dict(item.metadata)).decode()
    except TypeError as error:
        detail = f"The metadata is no JSON: {error}."
        told = {"reason": "contract", "detail": detail, "key": item.key}
        return [_json({"is": "reject", **told}), b"", b""]
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


def _plain(cleaned: object) -> dict[str, object]:
    if isinstance(cleaned, Reject):
        return {"reason": cleaned.reason, "detail": cleaned.detail}
    if not isinstance(cleaned, Cleaned):
        kind = type(cleaned).__name__
        raise PluginError(
            f"It gave something of type {kind} for a document, expected a Cleaned or a Reject."
        )
    return {
        "edits": [(edit.start, edit.end, edit.replacement, edit.reason) for edit in cleaned.edits],
        "rows": {
            name: [
                (getattr(row, "start", None), getattr(row, "end", None), _cells(row))
                for row in rows
            ]
            for name, rows in cleaned.rows.items()
        },
    }


def _cleaned(entry: Any) -> Cleaned | Reject:
    if "reason" in entry:
        return Reject(entry["reason"], entry["detail"])
    rows: dict[str, list[Span | Row]] = {}
    for name, found in entry["rows"].items():
        rows[name] = [
            Row(**_uncells(columns)) if start is None else Span(start, end, **_uncells(columns))
            for start, end, columns in found
        ]
    return Cleaned([Edit(*edit) for edit in entry["edits"]], rows)


def _cells(row: Span | Row) -> dict[str, object]:
    """Return a row's cells; those that JSON has no word for with their kind."""
    return {name: _cell(value) for name, value in row.columns.items()}


def _cell(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _uncells(columns: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: _UNCELLS[next(iter(value))](*value.values()) if isinstance(value, dict) else value
        for name, value in columns.items()
    }


_UNCELLS: Mapping[str, Callable[[str], object]] = {
    "float": float,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
}
