"""The tagger of table ``statistics``: numbers with unit, comparator, role and what they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Tagger
from opsonin_plugins.taggers.quantities.estimates import group_estimates
from opsonin_plugins.taggers.quantities.everyone import find_everyone
from opsonin_plugins.taggers.quantities.masking import TABLES, covered_stretches, marks
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.reading import read_quantities
from opsonin_plugins.taggers.quantities.wholes import group_wholes
from opsonin_plugins.taggers.quantities.word_list import word_set

#: Languages that write "1.500" for a thousand and a half and "3,5" for three and a half.
#: Source: Unicode CLDR 46, number symbols.
COMMA_LANGUAGES = word_set(
    "de fr es it pt nl da nb nn no sv fi pl cs sk sl hr sr bg ro hu ru uk el tr id"
)
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


def find_statistics(
    text: str, covered: Iterable[tuple[int, int]] = (), language: str | None = None
) -> list[Quantity]:
    """Return the quantities of a text in order, grouped.

    Args:
        text: The clean text of a document.
        covered: Stretches in which nothing is counted.
        language: Its language, as a code of ISO 639-1.

    >>> [(one.value, one.role) for one in find_statistics("23 of 659 patients (3.5%)")]
    [(23.0, 'numerator'), (659.0, 'denominator'), (3.5, 'percentage')]
    """
    mask = marks(len(text), covered)
    has_comma_decimals = language in COMMA_LANGUAGES
    found = read_quantities(text, mask, has_comma_decimals=has_comma_decimals)
    groups = count()
    group_wholes(text, found, groups)
    group_estimates(text, found, groups)
    found.extend(find_everyone(text, found))
    found.sort(key=lambda one: (one.start, one.end))
    return found


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
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
