"""Calendar dates of expressions, where the document gives what they are counted from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from opsonin_plugins.taggers.dating.forms import Expression


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression means.

    Attributes:
        day: Its first day.
        precision: ``day``, ``week``, ``month``, ``year`` or ``decade``.
        basis: ``stated`` if the text states all of it, ``publication`` if it is counted from the
            day on which the document was published.
    """

    day: date
    precision: str
    basis: str


def resolve(one: Expression, published: date | None, published_precision: str | None) -> Resolved | None:
    """Return the date that an expression means; None where the document does not tell.

    Args:
        one: The expression.
        published: First day of the document's publication.
        published_precision: How exactly that is known: ``day``, ``month`` or ``year``.
    """
    if one.type != "date" or one.precision is None:
        return None
    if "X" not in one.value and one.offset is None:
        return _stated(one)
    if published is None or published_precision is None:
        return None
    day = _counted(one, published, published_precision)
    return Resolved(day, one.precision, "publication") if day else None


def _stated(one: Expression) -> Resolved | None:
    parts = [int(part) for part in one.value.split("-")]
    try:
        day = date(*(parts + [1, 1])[:3])
    except ValueError:
        return None
    return Resolved(day, one.precision or "day", "stated")


def _counted(one: Expression, published: date, known: str) -> date | None:
    if one.weekday is not None:
        if known != "day":
            return None
        back = (published.weekday() - one.weekday) % 7
        return published - timedelta(days=back) if (one.offset or -1) < 0 else published + timedelta(days=7 - back)
    if one.offset is None:
        return None
    if one.precision == "day":
        return published + timedelta(days=one.offset) if known == "day" else None
    if one.precision == "week":
        monday = published - timedelta(days=published.weekday())
        return monday + timedelta(weeks=one.offset) if known == "day" else None
    if one.precision == "month":
        return _month(one, published, known)
    if one.precision == "year":
        return date(published.year + one.offset, 1, 1)
    return None


def _month(one: Expression, published: date, known: str) -> date | None:
    stated = one.value.split("-")[1] if "-" in one.value else "XX"
    if stated != "XX":
        return date(published.year + (one.offset or 0) // 12, int(stated), 1)
    if known == "year":
        return None
    months = published.year * 12 + published.month - 1 + (one.offset or 0)
    return date(months // 12, months % 12 + 1, 1)
