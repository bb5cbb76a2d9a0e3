"""opsonin: noisy biomedical documents to Parquet evidence tables that lead back to the source.

The names here are what plugins use. They are loaded on first use, so that importing the package
costs nothing and pulls in neither Pandera nor Arrow.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opsonin.analysis.analysis import Analysis
    from opsonin.analysis.hashing import hash_words
    from opsonin.analysis.stretches import NUMBER, PUNCTUATION, WORD, Stretches, Tokens
    from opsonin.components.adapters import (
        each_document,
        from_string,
        per_document,
        rows_to_table,
    )
    from opsonin.components.component import (
        Cleaner,
        Exporter,
        RawDocument,
        Reject,
        Resource,
        Snapshot,
        Source,
        Tagger,
        UnreadableError,
    )
    from opsonin.components.context import Context, NoOptions
    from opsonin.components.documents import Document, Documents
    from opsonin.components.engine import Engine
    from opsonin.components.rows import Cleaned, Row, Span
    from opsonin.components.vocabulary import Vocabulary as Vocabulary
    from opsonin.errors import (
        ConfigError,
        OpsoninError,
        PluginError,
        StageError,
        StoreError,
        TableError,
    )
    from opsonin.manager.hooks import HOOK_API, hookimpl
    from opsonin.spans.compare import edits_between
    from opsonin.spans.edit import Edit
    from opsonin.store.reading import SnapshotFiles, open_snapshot
    from opsonin.tables.model import Table, column
    from opsonin.tables.spans import ComponentRows, SpanRows

__version__ = "0.1.0"

_HOME = {
    "Analysis": "opsonin.analysis.analysis",
    "Cleaned": "opsonin.components.rows",
    "Cleaner": "opsonin.components.component",
    "ComponentRows": "opsonin.tables.spans",
    "ConfigError": "opsonin.errors",
    "Context": "opsonin.components.context",
    "Document": "opsonin.components.documents",
    "Documents": "opsonin.components.documents",
    "Edit": "opsonin.spans.edit",
    "Engine": "opsonin.components.engine",
    "Exporter": "opsonin.components.component",
    "HOOK_API": "opsonin.manager.hooks",
    "NUMBER": "opsonin.analysis.stretches",
    "NoOptions": "opsonin.components.context",
    "OpsoninError": "opsonin.errors",
    "PUNCTUATION": "opsonin.analysis.stretches",
    "PluginError": "opsonin.errors",
    "RawDocument": "opsonin.components.component",
    "Reject": "opsonin.components.component",
    "Resource": "opsonin.components.component",
    "Row": "opsonin.components.rows",
    "Snapshot": "opsonin.components.component",
    "SnapshotFiles": "opsonin.store.reading",
    "Source": "opsonin.components.component",
    "Span": "opsonin.components.rows",
    "SpanRows": "opsonin.tables.spans",
    "StageError": "opsonin.errors",
    "StoreError": "opsonin.errors",
    "Stretches": "opsonin.analysis.stretches",
    "Table": "opsonin.tables.model",
    "TableError": "opsonin.errors",
    "Tagger": "opsonin.components.component",
    "Tokens": "opsonin.analysis.stretches",
    "UnreadableError": "opsonin.components.component",
    "Vocabulary": "opsonin.components.vocabulary",
    "WORD": "opsonin.analysis.stretches",
    "column": "opsonin.tables.model",
    "each_document": "opsonin.components.adapters",
    "edits_between": "opsonin.spans.compare",
    "from_string": "opsonin.components.adapters",
    "hash_words": "opsonin.analysis.hashing",
    "hookimpl": "opsonin.manager.hooks",
    "open_snapshot": "opsonin.store.reading",
    "per_document": "opsonin.components.adapters",
    "rows_to_table": "opsonin.components.adapters",
}

__all__ = [
    "HOOK_API",
    "NUMBER",
    "PUNCTUATION",
    "WORD",
    "Analysis",
    "Cleaned",
    "Cleaner",
    "ComponentRows",
    "ConfigError",
    "Context",
    "Document",
    "Documents",
    "Edit",
    "Engine",
    "Exporter",
    "NoOptions",
    "OpsoninError",
    "PluginError",
    "RawDocument",
    "Reject",
    "Resource",
    "Row",
    "Snapshot",
    "SnapshotFiles",
    "Source",
    "Span",
    "SpanRows",
    "StageError",
    "StoreError",
    "Stretches",
    "Table",
    "TableError",
    "Tagger",
    "Tokens",
    "UnreadableError",
    "Vocabulary",
    "__version__",
    "column",
    "each_document",
    "edits_between",
    "from_string",
    "hash_words",
    "hookimpl",
    "open_snapshot",
    "per_document",
    "rows_to_table",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'opsonin' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
