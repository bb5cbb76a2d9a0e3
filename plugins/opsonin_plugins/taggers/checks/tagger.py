"""The tagger of table ``stat_checks``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions, Row, Tagger, rows_to_table
from opsonin_plugins.taggers.checks.bounds import check_bounds, derive_shares
from opsonin_plugins.taggers.checks.figures import COLUMNS, Check, Figure, figures_of
from opsonin_plugins.taggers.checks.intervals import check_intervals
from opsonin_plugins.taggers.checks.proportions import check_proportions
from opsonin_plugins.taggers.checks.repeats import check_repeats
from opsonin_plugins.taggers.checks.samples import check_samples
from opsonin_plugins.taggers.checks.sums import check_sums


def find_checks(text: str, figures: Sequence[Figure]) -> list[Check]:
    """Return the checks that the statistics of a document allow for, by their first figure.

    Args:
        text: The clean text of the document.
        figures: Its statistics, in text order.
    """
    if not figures:
        return []
    found: Iterator[Check] = chain(
        check_proportions(text, figures),
        check_intervals(figures),
        check_sums(text, figures),
        check_bounds(text, figures),
        derive_shares(text, figures),
        check_repeats(text, figures),
        check_samples(text, figures),
    )
    return sorted(found, key=lambda one: (min(f.start for f in one.figures), one.kind))


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    by_document: dict[str, list[Mapping[str, Any]]] = {}
    for row in documents.table("statistics").select(COLUMNS).to_pylist():
        by_document.setdefault(row["doc_id"], []).append(row)
    return {
        "stat_checks": rows_to_table(
            (doc_id, _rows(text, by_document[doc_id]))
            for doc_id, text in zip(documents.ids, documents.texts, strict=True)
            if doc_id in by_document
        )
    }


def _rows(text: str, statistics: Sequence[Mapping[str, Any]]) -> list[Row]:
    return [
        Row(
            kind=one.kind,
            statistic_ids=[figure.statistic_id for figure in one.figures],
            stated=one.stated,
            computed=one.computed,
            result=one.result,
            rule=one.rule,
        )
        for one in find_checks(text, figures_of(statistics))
    ]


CHECKS = Tagger(
    name="checks",
    version="1",
    tag=_tag,
    fills=("stat_checks",),
    needs=("statistics",),
)
