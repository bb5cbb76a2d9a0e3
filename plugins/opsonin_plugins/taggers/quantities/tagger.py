"""The tagger of table ``statistics``: numbers with unit, comparator, role and what they count."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Tagger
from opsonin_plugins.taggers.quantities.masking import TABLES, covered_stretches

_SCHEMA = pa.schema(
    {
        "doc_id": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "kind": pa.string(),
        "value": pa.float64(),
        "value_high": pa.float64(),
        "unit": pa.string(),
        "comparator": pa.string(),
        "role": pa.string(),
        "group_id": pa.int32(),
        "quantified": pa.string(),
        "negated": pa.bool_(),
        "hypothetical": pa.bool_(),
    }
)


#: The cells of a row in the order of the schema: there are too many rows for a `Span` each.
_CELLS = attrgetter(
    "start", "end", "kind", "value", "high", "unit", "comparator", "role", "group", "quantified",
    "negated", "hypothetical",
)  # fmt: skip


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    # Its patterns take long to compile, and not every run reads quantities.
    from opsonin_plugins.taggers.quantities.finding import (  # noqa: PLC0415 - lazy
        find_statistics,
        may_keep_points,
    )
    from opsonin_plugins.taggers.quantities.landmarks import find_landmarks  # noqa: PLC0415 - lazy

    covered = covered_stretches(documents)
    landmarks = find_landmarks(documents.analysis, documents.texts)
    pointed = may_keep_points(documents.arrow.column("text"))
    given = zip(
        documents.ids, documents.texts, _languages(documents), landmarks, pointed, strict=True
    )
    owners: list[str] = []
    rows: list[tuple[object, ...]] = []
    for doc_id, text, language, places, may_be_pointed in given:
        found = find_statistics(
            text, covered.get(doc_id, ()), language, places, may_be_pointed=may_be_pointed
        )
        owners += [doc_id] * len(found)
        rows += map(_CELLS, found)
    if not rows:
        return {"statistics": _SCHEMA.empty_table()}
    columns = [owners, *zip(*rows, strict=True)]
    return {"statistics": pa.table(columns, schema=_SCHEMA)}


def _languages(documents: Documents) -> list[str | None]:
    if "language" not in documents.arrow.schema.names:
        return [None] * len(documents)
    return list(documents.arrow.column("language").to_pylist())


STATISTICS = Tagger(
    name="statistics",
    version="4",
    tag=_tag,
    fills=("statistics",),
    needs=("segments", *TABLES),
)
