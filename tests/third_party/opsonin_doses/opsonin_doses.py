"""Finds doses of drugs: amount, unit, route and frequency, and which drug is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opsonin import (
    Context,
    Document,
    Float64,
    Int32,
    Role,
    Row,
    Span,
    SpanRows,
    String,
    Tagger,
    column,
    hookimpl,
    tables_per_document,
)

#: Source: UCUM's codes of the units that prescriptions are written in.
UNITS = {"mg": "mg", "g": "g", "ug": "ug", "mcg": "ug", "µg": "ug", "ml": "mL", "iu": "[iU]"}
#: Source: the everyday words and Latin abbreviations of prescriptions.
ROUTES = {"orally": "oral", "po": "oral", "intravenously": "intravenous", "iv": "intravenous"}
FREQUENCIES = {"once daily": 1.0, "daily": 1.0, "twice daily": 2.0, "bid": 2.0, "tid": 3.0}
DOSE = re.compile(
    r"\b(?P<amount>[0-9]{1,6}(?:\.[0-9]{1,4})?) ?(?P<unit>mg|g|ug|mcg|µg|ml|IU)\b"
    r"(?: (?P<route>orally|po|intravenously|iv)\b)?"
    r"(?: (?P<frequency>once daily|twice daily|daily|bid|tid)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DoseOptions:
    """Options of tagger ``doses``.

    Attributes:
        reach: How many characters may stand between a drug and its dose.
        drug_types: Types of mentions that can have a dose.
    """

    reach: int = 40
    drug_types: tuple[str, ...] = ("chemical",)


class Doses(SpanRows, name="doses", stage="tag"):
    """Doses of drugs as they are stated."""

    dose_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    amount: Float64 = column("How much of the unit", ge=0)
    unit: String = column("Unit as UCUM code", isin=tuple(sorted({*UNITS.values()})))
    route: String = column("How it gets in", nullable=True, isin=("oral", "intravenous"))
    per_day: Float64 = column("How often a day", nullable=True, ge=0)
    drug_mention_id: Int32 = column("Drug that is meant", nullable=True, refers="mentions")


def find(document: Document, context: Context[DoseOptions]) -> Mapping[str, Iterable[Span | Row]]:
    options = context.options
    drugs = [row for row in document.tables["mentions"] if row["type"] in options.drug_types]
    return {"doses": _doses(document.text, drugs, options.reach)}


def _doses(text: str, drugs: list[dict[str, Any]], reach: int) -> Iterator[Span]:
    for match in DOSE.finditer(text):
        start = match.start()
        before = [one for one in drugs if 0 <= start - one["clean_end"] <= reach]
        nearest = max(before, key=lambda one: one["clean_end"], default=None)
        yield Span(
            *match.span(),
            amount=float(match["amount"]),
            unit=UNITS[match["unit"].lower()],
            route=ROUTES.get((match["route"] or "").lower()),
            per_day=FREQUENCIES.get((match["frequency"] or "").lower()),
            drug_mention_id=nearest and nearest["mention_id"],
        )


@hookimpl
def register_tables() -> list[type[Doses]]:
    return [Doses]


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    return [
        Tagger(
            name="doses",
            version="1",
            tag=tables_per_document(find),
            fills=("doses",),
            needs=("mentions",),
            options=DoseOptions,
        )
    ]
