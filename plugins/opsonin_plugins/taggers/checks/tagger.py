"""The tagger of table ``stat_checks``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Row, Tagger, rows_to_table
from opsonin_plugins.taggers.checks.figures import Figure, figures_of


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    figures = figures_of(documents.table("statistics"))
    return {
        "stat_checks": rows_to_table(
            (doc_id, _rows(text, figures[doc_id]))
            for doc_id, text in zip(documents.ids, documents.texts, strict=True)
            if doc_id in figures
        )
    }


def _rows(text: str, figures: Sequence[Figure]) -> list[Row]:
    # Its patterns take long to compile, and not every run checks statistics.
    from opsonin_plugins.taggers.checks.finding import find_checks  # noqa: PLC0415 - lazy

    return [
        Row(
            kind=one.kind,
            statistic_ids=[figure.statistic_id for figure in one.figures],
            stated=one.stated,
            computed=one.computed,
            result=one.result,
            rule=one.rule,
        )
        for one in find_checks(text, figures)
    ]


CHECKS = Tagger(
    name="checks",
    version="2",
    tag=_tag,
    fills=("stat_checks",),
    needs=("statistics",),
)
