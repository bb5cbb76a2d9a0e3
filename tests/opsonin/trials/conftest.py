from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from authored import Author, author_in
from opsonin.manager.config import Settings
from opsonin.trials.finding import find_component
from opsonin.trials.trial import Trial
from opsonin.trials.trying import try_component

Try = Callable[..., Trial]


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Author]:
    """Write plugins of one module."""
    with author_in(tmp_path / "site", monkeypatch) as write:
        yield write


@pytest.fixture
def tried(tmp_path: Path) -> Try:
    """Try a component on a text, or on a file."""

    def on(name: str, text: str | Path, settings: Settings | None = None) -> Trial:
        file = text
        if not isinstance(file, Path):
            file = tmp_path / "sample.txt"
            file.write_text(str(text), encoding="utf-8")
        chosen = find_component(name, settings or Settings())
        return try_component(chosen, [str(file)], tmp_path / "work")

    return on
