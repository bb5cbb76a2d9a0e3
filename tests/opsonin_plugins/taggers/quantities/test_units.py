from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.units import rate_after, unit_after


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("5%", "percentage", "%"),
        ("5 %", "percentage", "%"),
        ("5 per cent", "percentage", "%"),
        ("5 percentage points", "percentage", "%"),
        ("5 mg", "measure", "mg"),
        ("5mg", "measure", "mg"),
        ("5 mg/kg/day", "measure", "mg/kg/d"),
        ("5 mL/min/1.73 m2", "measure", "mL/min/1.73.m2"),
        ("5 mg kg\u22121", "measure", "mg/kg"),
        ("5 \u00b5g", "measure", "ug"),
        ("5 mmHg", "measure", "mm[Hg]"),
        ("5\u00b0C", "measure", "Cel"),
        ("5 months", "duration", "mo"),
        ("5-month", "duration", "mo"),
        ("5 h", "duration", "h"),
        ("5 years old", "age", "a"),
        ("5-year-old", "age", "a"),
        ("5 days of age", "age", "d"),
        ("5 dollars", "money", "USD"),
    ],
)
def test_unit_and_kind(text: str, kind: str, code: str) -> None:
    unit = unit_after(text, 1)
    assert unit is not None
    assert (unit.kind, unit.code) == (kind, code)


@pytest.mark.parametrize(
    "text", ["5 patients", "5 pm", "5 M. Smith", "5 s-type", "5", "5) mg", "5 us"]
)
def test_no_unit(text: str) -> None:
    assert unit_after(text, 1) is None


def test_rates() -> None:
    unit = rate_after("1.3/100 pyrs", 3)
    assert unit is not None
    assert (unit.kind, unit.code, unit.end) == ("rate", "/100", 7)
    assert rate_after("5 per 100,000", 1) == ("rate", "/100000", 13, "100,000")
    assert rate_after("5 per day", 1) is None
