"""opsonin: noisy biomedical documents to Parquet evidence tables that lead back to the source.

The names here are what plugins use. They are loaded on first use, so that importing the package
costs nothing and pulls in neither Pandera nor Arrow.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    from opsonin.tables.model import Table, column
    from opsonin.tables.spans import ComponentRows, SpanRows

__version__ = "0.1.0"

_HOME = {
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
    "NoOptions": "opsonin.components.context",
    "OpsoninError": "opsonin.errors",
    "PluginError": "opsonin.errors",
    "RawDocument": "opsonin.components.component",
    "Reject": "opsonin.components.component",
    "Resource": "opsonin.components.component",
    "Row": "opsonin.components.rows",
    "Snapshot": "opsonin.components.component",
    "Source": "opsonin.components.component",
    "Span": "opsonin.components.rows",
    "SpanRows": "opsonin.tables.spans",
    "StageError": "opsonin.errors",
    "StoreError": "opsonin.errors",
    "Table": "opsonin.tables.model",
    "TableError": "opsonin.errors",
    "Tagger": "opsonin.components.component",
    "Vocabulary": "opsonin.components.vocabulary",
    "column": "opsonin.tables.model",
    "each_document": "opsonin.components.adapters",
    "edits_between": "opsonin.spans.compare",
    "from_string": "opsonin.components.adapters",
    "hookimpl": "opsonin.manager.hooks",
    "per_document": "opsonin.components.adapters",
    "rows_to_table": "opsonin.components.adapters",
}

__all__ = [
    "HOOK_API",
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
    "Source",
    "Span",
    "SpanRows",
    "StageError",
    "StoreError",
    "Table",
    "TableError",
    "Tagger",
    "Vocabulary",
    "__version__",
    "column",
    "each_document",
    "edits_between",
    "from_string",
    "hookimpl",
    "per_document",
    "rows_to_table",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'opsonin' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
