"""Measures texts as the cleaner does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pytest

from opsonin import Analysis
from opsonin_plugins.signals.measures import measure


@pytest.fixture
def measured() -> Callable[[str], Mapping[str, float]]:
    """Return a function that gives all measures of one text."""

    def run(text: str) -> Mapping[str, float]:
        texts = pa.array([text])
        return {name: float(one[0]) for name, one in measure(Analysis(texts), texts).items()}

    return run
