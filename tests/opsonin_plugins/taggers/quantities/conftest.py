"""What the tests of the quantities ask of a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.taggers.quantities.finding import find_statistics
from opsonin_plugins.taggers.quantities.quantity import Quantity

Cells = tuple[object, ...]


@pytest.fixture
def read() -> Callable[..., list[Cells]]:
    """Give a function that returns the named attributes of each quantity of a text."""

    def run(text: str, *names: str, language: str | None = None) -> list[Cells]:
        found = find_statistics(text, language=language)
        return [tuple(getattr(one, name) for name in names) for one in found]

    return run


@pytest.fixture
def only() -> Callable[[str], Quantity]:
    """Give a function that returns the one quantity of a text."""

    def run(text: str) -> Quantity:
        (one,) = find_statistics(text)
        return one

    return run
