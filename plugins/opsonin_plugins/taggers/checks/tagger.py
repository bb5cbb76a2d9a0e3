"""The tagger of table ``stat_checks``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from opsonin import Context, Document, NoOptions, Row, Tagger, tables_per_document
from opsonin_plugins.taggers.checks.bounds import check_bounds, derive_shares
from opsonin_plugins.taggers.checks.figures import Check, Figure, figures_of
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


def _find(document: Document, _context: Context[NoOptions]) -> Mapping[str, list[Row]]:
    figures = figures_of(document.tables["statistics"])
    rows = [
        Row(
            kind=one.kind,
            statistic_ids=[figure.statistic_id for figure in one.figures],
            stated=one.stated,
            computed=one.computed,
            result=one.result,
            rule=one.rule,
        )
        for one in find_checks(document.text, figures)
    ]
    return {"stat_checks": rows}


CHECKS = Tagger(
    name="checks",
    version="1",
    tag=tables_per_document(_find),
    fills=("stat_checks",),
    needs=("statistics",),
)
