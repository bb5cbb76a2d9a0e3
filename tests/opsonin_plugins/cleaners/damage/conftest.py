"""Gives what a search finds in paragraphs of prose."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from opsonin_plugins.cleaners.damage.page import Damage, Page


@pytest.fixture
def found() -> Callable[..., list[tuple[str, str]]]:
    """Return a function that gives kind and text of what a search finds."""

    def run(
        search: Callable[[Page], Iterable[Damage]],
        text: str,
        origin: str = "",
    ) -> list[tuple[str, str]]:
        prose = []
        start = 0
        for part in text.split("\n\n"):
            prose.append((start, start + len(part)))
            start += len(part) + 2
        hits = sorted(set(search(Page(text, prose, origin))))
        return [(hit.kind, text[hit.start : hit.end]) for hit in hits]

    return run
