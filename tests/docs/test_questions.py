from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin.store.reading import open_snapshot
from opsonin_docs.questions import (
    answer_to,
    by_duckdb,
    by_opsonin,
    exported,
    questions_of,
    renewed,
)

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
SMALL = """# Page

```sql
select 1;
```

| old | answer |
| --- | --- |
| 1 | 2 |

Words.

```sql
select 2;
```

## Next
"""


def test_answers_are_written_below_their_questions() -> None:
    answers: dict[str, tuple[list[str], list[tuple[object, ...]]]] = {
        "select 1;\n": (["n", "text", "list"], [(1.5, "a|b *c* d_e\nf", [1, 2]), (None, True, [])]),
        "select 2;\n": (["n"], []),
    }
    new = renewed(SMALL, answers.__getitem__)
    assert [question.answer for question in questions_of(new)] == [
        (
            "| n | text | list |\n| --- | --- | --- |\n"
            "| 1.5 | a\\|b \\*c\\* d_e f | 1, 2 |\n|  | yes |  |\n"
        ),
        "No rows.\n",
    ]
    assert renewed(new, answers.__getitem__) == new
    assert "\n\nWords.\n" in new
    assert new.endswith("No rows.\n\n## Next\n")


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the page's commands leave: an export of the seeds, beside their data folder."""
    text = PAGE.read_text(encoding="utf-8")
    with exported(text, tmp_path_factory.mktemp("questions")) as folder:
        yield folder


@pytest.mark.slow
def test_page_quotes_what_duckdb_answers_over_the_seeds(export: Path) -> None:
    questions = questions_of(PAGE.read_text(encoding="utf-8"))
    with by_duckdb(export) as ask:
        wrong = [one.query for one in questions if answer_to(one.query, ask) != one.answer]
    assert wrong == []
    assert len(questions) >= 10


@pytest.mark.slow
def test_opsonin_query_gives_the_same_answers(export: Path) -> None:
    with open_snapshot(export.parent / "data") as snapshot, by_opsonin(snapshot) as ask:
        for one in questions_of(PAGE.read_text(encoding="utf-8")):
            assert answer_to(one.query, ask) == one.answer
