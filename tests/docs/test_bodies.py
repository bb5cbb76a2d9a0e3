"""The pages for authors say as Markdown what they say when they are built."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsonin_docs.bodies import main, with_bodies, without_bodies

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", sorted((DOCS / "stages").glob("*.md")), ids=lambda one: one.stem)
def test_page_of_a_stage_has_what_is_generated(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == with_bodies(text), (
        "Run: PYTHONPATH=docs .venv/bin/python -m opsonin_docs.bodies docs/stages/*.md"
    )


def test_bodies_are_written_once_and_with_fences_that_hold_them(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Page\n\n```{generated} hook register_taggers\n```\n\nAfter.\n")
    main([str(path)])
    once = path.read_text()
    assert once.startswith("# Page\n\n````{generated} hook register_taggers\n```python\n")
    assert once.endswith("\n````\n\nAfter.\n")
    main([str(path)])
    assert path.read_text() == once
    assert without_bodies(once) == "# Page\n\n\n\nAfter.\n"
