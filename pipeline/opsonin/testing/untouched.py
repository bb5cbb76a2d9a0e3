"""What a component is given stays as it was: others are given the same."""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa

from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.testing.batches import mixed
from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed
from opsonin.testing.staging import Function, treat
from opsonin.testing.subject import Subject


@check("cleaner", "tagger")
def input_is_not_changed(subject: Subject) -> None:
    """Texts, ids, tables, options and the shared analysis are as before when it returns."""
    changed: list[str] = []

    def spy(function: Function) -> Function:
        def compared(given: Documents, context: Context[Any]) -> Any:
            before = _digests(given, context)
            result = function(given, context)
            after = _digests(given, context)
            changed.extend(name for name in before if before[name] != after[name])
            return result

        return compared

    treat(subject, mixed(subject), spy=spy)
    if changed:
        raise CheckFailed(
            f"It changes {changed[0]} that it was given.",
            remedy="Work on copies: the components after this one are given the same.",
        )


def _digests(documents: Documents, context: Context[Any]) -> dict[str, str]:
    tokens, lines = documents.analysis.tokens, documents.analysis.lines
    arrays = (tokens.starts, tokens.ends, tokens.hashes, tokens.kinds, lines.starts, lines.ends)
    found: dict[str, object] = {
        "the texts": documents.texts,
        "the ids": documents.ids,
        "the options": context.options,
        "the analysis": [one.tobytes() for one in arrays],
        "the batch": _bytes(pa.Table.from_batches([documents.arrow])),
    }
    for name in documents.table_names:
        found[f"table {name}"] = _bytes(documents.table(name))
    return {
        name: hashlib.sha256(repr(value).encode("utf-8", "replace")).hexdigest()
        for name, value in found.items()
    }


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())
