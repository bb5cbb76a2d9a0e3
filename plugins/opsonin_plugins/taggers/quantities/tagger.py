"""The tagger of table ``statistics``: numbers with unit, comparator, role and what they count."""

from __future__ import annotations

from collections.abc import Mapping

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


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    # Its patterns take long to compile, and not every run reads quantities.
    from opsonin_plugins.taggers.quantities.finding import find_statistics  # noqa: PLC0415 - lazy

    covered = covered_stretches(documents)
    languages = _languages(documents)
    columns: tuple[list[object], ...] = tuple([] for _ in _SCHEMA)
    for doc_id, text, language in zip(documents.ids, documents.texts, languages, strict=True):
        for one in find_statistics(text, covered.get(doc_id, ()), language):
            cells = (
                doc_id, one.start, one.end, one.kind, one.value, one.high, one.unit,
                one.comparator, one.role, one.group, one.quantified, one.negated, one.hypothetical,
            )  # fmt: skip
            for column, cell in zip(columns, cells, strict=True):
                column.append(cell)
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, _SCHEMA, strict=True)]
    return {"statistics": pa.table(arrays, schema=_SCHEMA)}


def _languages(documents: Documents) -> list[str | None]:
    if "language" not in documents.arrow.schema.names:
        return [None] * len(documents)
    return list(documents.arrow.column("language").to_pylist())


STATISTICS = Tagger(
    name="statistics",
    version="1",
    tag=_tag,
    fills=("statistics",),
    needs=("segments", *TABLES),
)
