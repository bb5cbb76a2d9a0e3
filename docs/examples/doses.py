"""A tagger with a table of its own: finds doses such as "25 mg"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opsonin import (
    Context,
    Document,
    Float64,
    Span,
    SpanRows,
    String,
    Table,
    Tagger,
    column,
    hookimpl,
    tables_per_document,
)

DOSE = re.compile(r"\b(\d{1,6}(?:\.\d{1,3})?) ?([^\W\d_]{1,5})\b")


class Doses(SpanRows, name="doses", stage="tag"):
    """Doses of drugs as stated."""

    amount: Float64 = column("The number before the unit", ge=0)
    unit: String = column("The unit as written")


@dataclass(frozen=True, slots=True)
class Options:
    """What counts as a dose.

    Attributes:
        units: The units that are looked for, as written.
    """

    units: tuple[str, ...] = ("mg", "ml", "g", "IU")


def find(document: Document, context: Context[Options]) -> Mapping[str, Iterator[Span]]:
    """Return a row for each number before one of the units."""
    rows = (
        Span(*match.span(), amount=float(match[1]), unit=match[2])
        for match in DOSE.finditer(document.text)
        if match[2] in context.options.units
    )
    return {"doses": rows}


@hookimpl
def register_tables() -> list[type[Table]]:
    """Offer the table."""
    return [Doses]


@hookimpl
def register_taggers() -> list[Tagger[Options]]:
    """Offer the tagger that fills it."""
    tag = tables_per_document(find)
    return [Tagger(name="doses", version="1", tag=tag, fills=("doses",), options=Options)]
