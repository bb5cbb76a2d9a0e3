"""What is read from a text about one of its quantities, until it becomes a row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Quantity:
    """A quantity of a text; groups and roles are filled in when its neighbours are known.

    Attributes:
        start: First code point, that of a comparator before the number if there is one.
        end: First code point after it, its unit and what it counts.
        number_start: First code point of the number.
        number_end: First code point after it.
        kind: count, percentage, duration or another word of the contract.
        value: Its value, or the lower end of an interval.
        high: Upper end of an interval.
        unit: Its unit, as UCUM or ISO 4217.
        comparator: How value and fact compare.
        role: Its part in its group, or in the study.
        group: Number of its group.
        quantified: What it counts or measures.
        negated: Whether it is said not to be so.
        hypothetical: Whether it is spoken of, not stated.
        is_vague: Whether it stands for some number of this size.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: str
    value: float | None
    high: float | None = None
    unit: str | None = None
    comparator: str = "="
    role: str | None = None
    group: int | None = None
    quantified: str | None = None
    negated: bool = False
    hypothetical: bool = False
    is_vague: bool = False
