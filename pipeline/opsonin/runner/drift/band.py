"""The band in which a publisher's measures are expected, and which of them leave it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any

from opsonin.manager.drift import DriftOptions
from opsonin.runner.drift.measures import Measures

#: Standard deviations of a normal distribution in one median absolute deviation. Source: Hampel,
#: J. Am. Stat. Assoc. 69 (1974), 383.
_CONSISTENCY = 1.4826


@dataclass(frozen=True, slots=True)
class _Kind:
    """A measure, and the least half width of its band.

    Attributes:
        name: Field of `Measures`.
        words: What it is, for people.
        share: Half of the width at least, as a share of the median.
        least: Half of the width at least, in the measure's own unit.
        is_share: Whether it is a share of documents, whose band is as wide at least as chance
            makes it for so many documents.
    """

    name: str
    words: str
    share: float
    least: float
    is_share: bool = False


#: Source of the floors: ours. A publisher whose runs are all alike has a deviation of nearly
#: nothing, and a change that nobody would call one must not leave its band.
_KINDS = (
    _Kind("text_length", "median text length", share=0.25, least=100.0),
    _Kind("without_title_or_date", "share without title or date", 0.0, 0.10, is_share=True),
    _Kind("mentions_per_1000_words", "mentions per 1,000 words", share=0.30, least=1.0),
    _Kind("reject_share", "reject share", 0.0, 0.10, is_share=True),
)


@dataclass(frozen=True, slots=True)
class Drift:
    """A measure that has left its band.

    Attributes:
        publisher: Whose documents they are.
        measure: Field of `Measures`.
        value: What it is in this run.
        low: The lower end of the band.
        high: Its upper end.
        runs: Number of earlier runs that it was made of.
        documents: Number of documents in this run, rejected ones counted.
    """

    publisher: str
    measure: str
    value: float
    low: float
    high: float
    runs: int
    documents: int

    def __str__(self) -> str:
        """Return it in words."""
        words = next(kind.words for kind in _KINDS if kind.name == self.measure)
        return (
            f"{self.publisher}: {words} {_said(self.value)}, expected {_said(self.low)} to "
            f"{_said(self.high)} by {self.runs} earlier runs ({self.documents} documents)"
        )


def drifts(
    now: Sequence[Measures], before: Sequence[Mapping[str, Any]], options: DriftOptions
) -> tuple[Drift, ...]:
    """Return the measures that have left the band of the publisher's earlier runs.

    The band is the median of the earlier runs and so many robust standard deviations (the median
    absolute deviation) to either side. It is wider where this run has fewer documents than the
    earlier ones, and never narrower than a floor. Runs that were out of the band count like the
    others, so that a change that stays becomes the rule after half as many runs as are compared.

    Args:
        now: The publishers of this run.
        before: `Measures.to_json` of earlier runs, oldest first.
        options: How wide the band is, and how much has to be known.
    """
    found: list[Drift] = []
    for one in now:
        earlier = [values for values in before if values.get("publisher") == one.publisher]
        found += _left(one, earlier[-options.runs :], options)
    return tuple(found)


def _left(
    one: Measures, earlier: Sequence[Mapping[str, Any]], options: DriftOptions
) -> Iterator[Drift]:
    n_documents = one.documents + one.rejected
    for kind in _KINDS:
        value = getattr(one, kind.name)
        known = [values for values in earlier if values.get(kind.name) is not None]
        if value is None or len(known) < options.min_runs:
            continue
        sizes = median(values["documents"] + values["rejected"] for values in known)
        fewer = max(1.0, sqrt(sizes / n_documents))
        low, high = _band(
            kind, [float(values[kind.name]) for values in known], n_documents, fewer, options
        )
        if not low <= value <= high:
            yield Drift(one.publisher, kind.name, value, low, high, len(known), n_documents)


def _band(
    kind: _Kind, known: Sequence[float], n_documents: int, fewer: float, options: DriftOptions
) -> tuple[float, float]:
    middle = median(known)
    deviation = _CONSISTENCY * median(abs(value - middle) for value in known)
    half = max(options.deviations * deviation * fewer, kind.share * middle, kind.least)
    if kind.is_share:
        # The standard deviation of a share of independent documents.
        half = max(half, options.deviations * sqrt(middle * (1 - middle) / n_documents))
        return max(0.0, middle - half), min(1.0, middle + half)
    return max(0.0, middle - half), middle + half


def _said(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits
