"""Does all checks that the statistics of a document allow for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from opsonin_plugins.taggers.checks.bounds import check_bounds, derive_shares
from opsonin_plugins.taggers.checks.figures import Check, Figure
from opsonin_plugins.taggers.checks.intervals import check_intervals
from opsonin_plugins.taggers.checks.parts import check_parts
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
        check_parts(text, figures),
        check_bounds(text, figures),
        derive_shares(text, figures),
        check_repeats(text, figures),
        check_samples(text, figures),
    )
    return sorted(found, key=lambda one: (min(f.start for f in one.figures), one.kind))
