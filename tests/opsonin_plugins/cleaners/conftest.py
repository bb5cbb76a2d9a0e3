"""Runs the built-in cleaners on made-up documents through the real clean stage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest

from opsonin import Cleaned, Cleaner, Context, Documents, NoOptions, Span
from opsonin.spans.apply import apply_edits
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.tables.ingest import Raw
from opsonin.tables.model import arrow_schema
from opsonin_plugins.cleaners.plugin import register_cleaners


@dataclass(frozen=True)
class Page:
    """A document after the clean stage."""

    text: str
    document: Mapping[str, Any]
    segments: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    raw: str

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return [row for row in self.segments if row["kind"] != "sentence"]

    @property
    def main(self) -> list[str]:
        return [row["text"] for row in self.blocks if row["is_main"]]

    def of_kind(self, kind: str) -> list[str]:
        return [row["text"] for row in self.segments if row["kind"] == kind]

    def flagged(self, kind: str) -> list[str]:
        return [row["text"] for row in self.flags if row["kind"] == kind]

    def values(self, field: str) -> list[str]:
        return [row["value"] for row in self.fields if row["field"] == field]

    def removed_texts(self, reason: str) -> list[str]:
        return [
            self.raw[row["raw_start"] : row["raw_end"]].strip()
            for row in self.removed
            if row["reason"] == reason
        ]


_SEGMENT = (("doc_id", pa.string()), ("clean_start", pa.int32()), ("clean_end", pa.int32()))


def _one(tables: Mapping[str, pa.Table]) -> Cleaned:
    """Return what a cleaner gave as tables for its only document."""
    rows: dict[str, list[Span]] = {}
    for name, table in tables.items():
        for row in table.drop_columns(["doc_id"]).to_pylist():
            span = Span(row.pop("clean_start"), row.pop("clean_end"), **row)
            rows.setdefault(name, []).append(span)
    return Cleaned(rows={name: found for name, found in rows.items() if name != "edits"})


@pytest.fixture
def clean_page() -> Callable[..., Page]:
    """Return a function that takes one text through all built-in cleaners."""
    steps = [
        CleanStep(cleaner, Context(cleaner.options()), "0" * 32) for cleaner in register_cleaners()
    ]

    def run(text: str, media_type: str = "text/plain", **metadata: object) -> Page:
        row = {
            "doc_id": hashlib.sha256(text.encode()).hexdigest()[:32],
            "source_uri": "page",
            "media_type": media_type,
            "encoding": "utf-8",
            "size_bytes": len(text.encode()),
            "text": text,
            "metadata": json.dumps(metadata),
            "component": "test",
            "component_version": "1",
        }
        raw = pa.Table.from_pylist([row], schema=arrow_schema(Raw))
        tables = clean_documents(raw, steps, version="1").tables
        assert tables["rejects"].to_pylist() == []
        (document,) = tables["documents"].to_pylist()
        return Page(
            text=document["text"],
            document=document,
            segments=tables["segments"].to_pylist(),
            fields=tables["fields"].to_pylist(),
            removed=tables["removed"].to_pylist(),
            flags=tables["flags"].to_pylist(),
            raw=text,
        )

    return run


@pytest.fixture
def run_cleaner() -> Callable[..., tuple[str, Cleaned]]:
    """Return a function that runs one cleaner on one text: the new text, and what it gave."""

    def run(
        cleaner: Cleaner[Any], text: str, media_type: str = "text/plain"
    ) -> tuple[str, Cleaned]:
        batch = pa.record_batch(
            {
                "doc_id": ["0" * 32],
                "text": [text],
                "media_type": [media_type],
                "metadata": ["{}"],
            }
        )
        empty = pa.schema([*_SEGMENT, ("kind", pa.string()), ("is_main", pa.bool_())]).empty_table()
        documents = Documents(batch, {"segments": lambda: empty})
        given = cleaner.clean(documents, Context(NoOptions()))
        (cleaned,) = [_one(given)] if isinstance(given, Mapping) else given
        assert isinstance(cleaned, Cleaned)
        return apply_edits(text, cleaned.edits), cleaned

    return run
