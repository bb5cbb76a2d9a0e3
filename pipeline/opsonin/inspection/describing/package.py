"""The export as a data package: one JSON file that names every file and its schema.

Source: Frictionless Data, Data Package and Table Schema, version 1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from opsonin.inspection.describing.facts import ColumnFacts, ExportFacts, TableFacts

_TYPES = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "float32": "number",
    "float64": "number",
    "bool": "boolean",
    "date32": "date",
    "timestamp": "datetime",
}
_MEDIA_TYPES: Mapping[str, str] = {
    "parquet": "application/vnd.apache.parquet",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/json",
    "jsonl": "application/jsonl",
}


def package(facts: ExportFacts) -> dict[str, Any]:
    """Return the descriptor of the package, one resource a table."""
    return {
        "profile": "data-package",
        "name": f"opsonin-snapshot-{facts.snapshot}",
        "title": f"opsonin snapshot {facts.snapshot}",
        "version": f"{facts.snapshot}.0.0",
        "resources": [_resource(table, facts.format) for table in facts.tables],
    }


def _resource(table: TableFacts, kind: str) -> dict[str, Any]:
    paths = [file.path for file in table.files]
    stated = {
        "name": re.sub(r"[^a-z0-9._-]", "-", table.name.lower()),
        "description": table.description,
        "path": paths[0] if len(paths) == 1 else paths,
        "format": kind,
        "mediatype": _MEDIA_TYPES[kind],
        "encoding": "utf-8",
        "schema": {"fields": [_field(column) for column in table.columns]},
    }
    if kind == "parquet":
        # Sizes and digests stand in the manifest: the validator of the standard cannot take those
        # of Parquet files, and calls what it cannot take wrong.
        return stated
    (file,) = table.files
    return {**stated, "bytes": file.size_bytes, "hash": f"sha256:{file.sha256}"}


def _field(column: ColumnFacts) -> dict[str, Any]:
    is_list = column.type.startswith("list<")
    stated: dict[str, Any] = {
        "name": column.name,
        # An array of the standard is one written as JSON; Parquet's are not.
        "type": "any" if is_list else _TYPES[column.type],
        "description": f"{column.description} ({column.type})" if is_list else column.description,
    }
    # An empty string is a missing value to the standard.
    is_required = not column.is_nullable and not is_list and column.type != "string"
    return {**stated, "constraints": {"required": True}} if is_required else stated
