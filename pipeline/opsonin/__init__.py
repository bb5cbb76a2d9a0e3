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
        per_row,
        rows_to_table,
        tables_per_document,
    )
    from opsonin.components.component import (
        Cleaner,
        Exporter,
        RawDocument,
        Reject,
        Resource,
        Source,
        Tagger,
        UnreadableError,
    )
    from opsonin.components.context import Context, NoOptions
    from opsonin.components.documents import Document, Documents
    from opsonin.components.engine import Engine
    from opsonin.components.links import Link, LinkEvidence, earlier_links, links_to_tables
    from opsonin.components.rows import DROP, Cleaned, Drop, Row, Span
    from opsonin.components.snapshot import Snapshot
    from opsonin.components.vocabulary import Term, Vocabulary, from_terms
    from opsonin.deprecation import OpsoninDeprecationWarning
    from opsonin.errors import (
        ConfigError,
        OpsoninError,
        PluginError,
        StageError,
        StoreError,
        TableError,
    )
    from opsonin.manager.hooks import HOOK_API, hookimpl
    from opsonin.objects.s3 import s3_location
    from opsonin.spans.apply import apply_edits
    from opsonin.spans.compare import edits_between
    from opsonin.spans.edit import Edit
    from opsonin.store.reading import SnapshotFiles, open_snapshot
    from opsonin.store.remote import publish_to_s3, remove_from_s3
    from opsonin.tables.arrow import (
        Boolean,
        Date,
        Float32,
        Float64,
        Int32,
        Int64,
        Integers,
        String,
        Strings,
        Timestamp,
    )
    from opsonin.tables.joined import views_over
    from opsonin.tables.model import Role, Table, column
    from opsonin.tables.spans import ComponentRows, SpanRows
    from opsonin.tables.views import View, with_lists_as_json

__version__ = "0.1.0"

_HOME = {
    "Analysis": "opsonin.analysis.analysis",
    "Boolean": "opsonin.tables.arrow",
    "Cleaned": "opsonin.components.rows",
    "Cleaner": "opsonin.components.component",
    "ComponentRows": "opsonin.tables.spans",
    "ConfigError": "opsonin.errors",
    "Context": "opsonin.components.context",
    "DROP": "opsonin.components.rows",
    "Date": "opsonin.tables.arrow",
    "Document": "opsonin.components.documents",
    "Documents": "opsonin.components.documents",
    "Drop": "opsonin.components.rows",
    "Edit": "opsonin.spans.edit",
    "Engine": "opsonin.components.engine",
    "Exporter": "opsonin.components.component",
    "Float32": "opsonin.tables.arrow",
    "Float64": "opsonin.tables.arrow",
    "HOOK_API": "opsonin.manager.hooks",
    "Int32": "opsonin.tables.arrow",
    "Int64": "opsonin.tables.arrow",
    "Integers": "opsonin.tables.arrow",
    "Link": "opsonin.components.links",
    "LinkEvidence": "opsonin.components.links",
    "NUMBER": "opsonin.analysis.stretches",
    "NoOptions": "opsonin.components.context",
    "OpsoninDeprecationWarning": "opsonin.deprecation",
    "OpsoninError": "opsonin.errors",
    "PUNCTUATION": "opsonin.analysis.stretches",
    "PluginError": "opsonin.errors",
    "RawDocument": "opsonin.components.component",
    "Reject": "opsonin.components.component",
    "Resource": "opsonin.components.component",
    "Role": "opsonin.tables.model",
    "Row": "opsonin.components.rows",
    "Snapshot": "opsonin.components.snapshot",
    "SnapshotFiles": "opsonin.store.reading",
    "Source": "opsonin.components.component",
    "Span": "opsonin.components.rows",
    "SpanRows": "opsonin.tables.spans",
    "StageError": "opsonin.errors",
    "StoreError": "opsonin.errors",
    "Stretches": "opsonin.analysis.stretches",
    "String": "opsonin.tables.arrow",
    "Strings": "opsonin.tables.arrow",
    "Table": "opsonin.tables.model",
    "TableError": "opsonin.errors",
    "Tagger": "opsonin.components.component",
    "Term": "opsonin.components.vocabulary",
    "Timestamp": "opsonin.tables.arrow",
    "Tokens": "opsonin.analysis.stretches",
    "UnreadableError": "opsonin.components.component",
    "View": "opsonin.tables.views",
    "Vocabulary": "opsonin.components.vocabulary",
    "WORD": "opsonin.analysis.stretches",
    "apply_edits": "opsonin.spans.apply",
    "column": "opsonin.tables.model",
    "each_document": "opsonin.components.adapters",
    "earlier_links": "opsonin.components.links",
    "edits_between": "opsonin.spans.compare",
    "from_string": "opsonin.components.adapters",
    "from_terms": "opsonin.components.vocabulary",
    "hash_words": "opsonin.analysis.hashing",
    "hookimpl": "opsonin.manager.hooks",
    "links_to_tables": "opsonin.components.links",
    "open_snapshot": "opsonin.store.reading",
    "per_document": "opsonin.components.adapters",
    "per_row": "opsonin.components.adapters",
    "publish_to_s3": "opsonin.store.remote",
    "remove_from_s3": "opsonin.store.remote",
    "rows_to_table": "opsonin.components.adapters",
    "s3_location": "opsonin.objects.s3",
    "tables_per_document": "opsonin.components.adapters",
    "views_over": "opsonin.tables.joined",
    "with_lists_as_json": "opsonin.tables.views",
}

__all__ = [
    "DROP",
    "HOOK_API",
    "NUMBER",
    "PUNCTUATION",
    "WORD",
    "Analysis",
    "Boolean",
    "Cleaned",
    "Cleaner",
    "ComponentRows",
    "ConfigError",
    "Context",
    "Date",
    "Document",
    "Documents",
    "Drop",
    "Edit",
    "Engine",
    "Exporter",
    "Float32",
    "Float64",
    "Int32",
    "Int64",
    "Integers",
    "Link",
    "LinkEvidence",
    "NoOptions",
    "OpsoninDeprecationWarning",
    "OpsoninError",
    "PluginError",
    "RawDocument",
    "Reject",
    "Resource",
    "Role",
    "Row",
    "Snapshot",
    "SnapshotFiles",
    "Source",
    "Span",
    "SpanRows",
    "StageError",
    "StoreError",
    "Stretches",
    "String",
    "Strings",
    "Table",
    "TableError",
    "Tagger",
    "Term",
    "Timestamp",
    "Tokens",
    "UnreadableError",
    "View",
    "Vocabulary",
    "__version__",
    "apply_edits",
    "column",
    "each_document",
    "earlier_links",
    "edits_between",
    "from_string",
    "from_terms",
    "hash_words",
    "hookimpl",
    "links_to_tables",
    "open_snapshot",
    "per_document",
    "per_row",
    "publish_to_s3",
    "remove_from_s3",
    "rows_to_table",
    "s3_location",
    "tables_per_document",
    "views_over",
    "with_lists_as_json",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        deprecation = importlib.import_module("opsonin.deprecation")
        renamed = deprecation.RENAMED_NAMES.get(name)
        if renamed is not None:
            deprecation.warn_renamed(f"opsonin.{name}", renamed)
            return __getattr__(renamed.replacement)
        raise AttributeError(f"module 'opsonin' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
