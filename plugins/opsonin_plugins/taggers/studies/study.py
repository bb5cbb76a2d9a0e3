"""A study as it is found, and what it is found in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Range = tuple[int, int]


class Count(NamedTuple):
    """A number of table ``statistics``.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        statistic_id: Its id.
        kind: Its kind.
        value: Its value.
        noun: What is counted, in lower case.
        role: Its part in its group.
        group_id: The group.
        is_stated: Whether it is neither denied nor hypothetical.
    """

    start: int
    end: int
    statistic_id: int
    kind: str
    value: float | None
    noun: str
    role: str | None
    group_id: int | None
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A document as studies are looked for in it.

    Attributes:
        text: Its clean text.
        sentences: Where its sentences and titles stand, in text order.
        is_paper: Whether it is a paper or an abstract, which reports one study of its own.
        journal: Journal of the document itself.
        counts: Its statistics, in text order.
        publications: Journals that it names, in text order.
        places: Places that it names, in text order.
        ills: Names of diseases and phenotypes, in text order.
    """

    text: str
    sentences: tuple[Range, ...]
    is_paper: bool
    journal: str | None = None
    counts: Sequence[Count] = ()
    publications: Sequence[Range] = ()
    places: Sequence[Range] = ()
    ills: Sequence[Range] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A study.

    Attributes:
        start: First code point in the clean text.
        end: First code point after it.
        design: One of the words that the page of table ``studies`` lists.
        population: Who was studied.
        intervention: What was done.
        comparison: Against what.
        outcome: What was measured, or came out.
        follow_up: For how long.
        statistic_ids: Its statistics.
        publication: Where it was published.
        place: Where whoever was studied lives; tells cases apart.
    """

    start: int
    end: int
    design: str
    population: str | None = None
    intervention: str | None = None
    comparison: str | None = None
    outcome: str | None = None
    follow_up: str | None = None
    statistic_ids: tuple[int, ...] = field(default=())
    publication: str | None = None
    place: str | None = None
