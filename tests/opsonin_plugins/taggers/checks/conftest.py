"""What the checks find in a text, its statistics read by the built-in tagger."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from opsonin_plugins.taggers.checks.figures import figures_of
from opsonin_plugins.taggers.checks.finding import find_checks
from opsonin_plugins.taggers.quantities.finding import find_statistics

Found = list[tuple[str, str, list[str]]]


@pytest.fixture
def check() -> Callable[[str], Found]:
    """Give a function that returns kind, result and the texts of each check of a text."""

    def run(text: str) -> Found:
        rows = [
            {
                "doc_id": "a", "statistic_id": number,
                "clean_start": one.start, "clean_end": one.end,
                "kind": one.kind, "value": one.value, "value_high": one.high, "unit": one.unit,
                "comparator": one.comparator, "role": one.role, "group_id": one.group,
                "quantified": one.quantified, "text": text[one.start : one.end],
                "negated": one.negated, "hypothetical": one.hypothetical,
            }
            for number, one in enumerate(find_statistics(text))
        ]  # fmt: skip
        figures = figures_of(pa.Table.from_pylist(rows)).get("a", []) if rows else []
        return [
            (one.kind, one.result, [text[f.start : f.end] for f in one.figures])
            for one in find_checks(text, figures)
        ]

    return run
