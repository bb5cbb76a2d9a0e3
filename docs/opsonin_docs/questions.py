"""Questions in SQL with their answers over the seeds, as pages have them.

An answer is the table that follows a block of ``sql``, or the words ``No rows.`` Commands of the
page run first, as `opsonin_docs.transcripts` runs them; they leave an export in a folder that
they name. ``python -m opsonin_docs.questions PAGE...`` writes today's answers into pages.
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb

from opsonin.inspection.formats import plain
from opsonin.inspection.querying import answered
from opsonin.store.reading import SnapshotFiles
from opsonin_docs import markdown
from opsonin_docs.transcripts import reader, transcripts_of

_QUESTION = re.compile(
    r"^```sql\n(?P<query>[^`]*?)^```\n(?:\n(?P<answer>(?:\|[^\n]*\n)+|No rows\.\n))?",
    re.MULTILINE,
)
_EXPORT = re.compile(r"opsonin export (\S+)")
_NONE = "No rows.\n"
#: What Markdown would take for markup; bars are the table's business.
_MARKUP = re.compile(r"([\\`*<>\[\]$]|(?<!\w)_|_(?!\w))")

#: Answers a query with the names of the columns and the rows.
Ask: TypeAlias = Callable[[str], tuple[list[str], list[tuple[object, ...]]]]


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the answer that a page gives, empty if it gives none."""

    query: str
    answer: str


def questions_of(page: str) -> list[Question]:
    r"""Return the queries of a page with their answers.

    >>> questions_of("```sql\nselect 1 as n\n```\n\n| n |\n| --- |\n| 1 |\n")
    [Question(query='select 1 as n\n', answer='| n |\n| --- |\n| 1 |\n')]
    """
    return [Question(one["query"], one["answer"] or "") for one in _QUESTION.finditer(page)]


def answer_to(query: str, ask: Ask) -> str:
    """Return the rows of an answer as Markdown."""
    names, rows = ask(query)
    if not rows:
        return _NONE
    return markdown.table(names, (tuple(map(_cell, row)) for row in rows)) + "\n"


def renewed(page: str, ask: Ask) -> str:
    """Return the page with today's answers."""

    def renew(found: re.Match[str]) -> str:
        return f"```sql\n{found['query']}```\n\n{answer_to(found['query'], ask)}"

    return _QUESTION.sub(renew, page)


@contextlib.contextmanager
def exported(page: str, folder: Path) -> Iterator[Path]:
    """Run the commands of a page over the seeds and give the export that they leave.

    Args:
        page: The page in Markdown.
        folder: An empty folder.
    """
    with reader(folder) as ask:
        for one in transcripts_of(page):
            if one.command.startswith("opsonin"):
                ask(one.command)
    (name,) = _EXPORT.findall(page)
    yield folder / name


@contextlib.contextmanager
def by_duckdb(export: Path) -> Iterator[Ask]:
    """Ask DuckDB with the views of an export."""
    with contextlib.chdir(export), duckdb.connect(":memory:") as connection:
        connection.execute((export / "views.sql").read_text(encoding="utf-8"))

        def ask(query: str) -> tuple[list[str], list[tuple[object, ...]]]:
            found = connection.execute(query)
            return [column[0] for column in found.description or ()], found.fetchall()

        yield ask


@contextlib.contextmanager
def by_opsonin(snapshot: SnapshotFiles) -> Iterator[Ask]:
    """Ask as ``opsonin query`` does."""
    tables = {name: snapshot.dataset(name) for name in snapshot.tables}

    def ask(query: str) -> tuple[list[str], list[tuple[object, ...]]]:
        with answered(query, tables) as rows:
            found = rows.read_all()
        columns = [column.to_pylist() for column in found.columns]
        return found.column_names, list(zip(*columns, strict=True))

    yield ask


def main(pages: list[str]) -> None:
    """Write today's answers into pages."""
    for page in map(Path, pages):
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as name, exported(text, Path(name)) as export:  # noqa: SIM117 - the export comes first
            with by_duckdb(export) as ask:
                new = renewed(text, ask)
        page.write_text(new, encoding="utf-8")


def _cell(value: object) -> str:
    found = plain(value)
    if found is None:
        return ""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, float):
        return f"{found:.4g}"
    if isinstance(found, list):
        return ", ".join(map(_cell, found))
    text = " ".join(str(found).split()) if not isinstance(found, Mapping) else str(found)
    return _MARKUP.sub(r"\\\1", text)


if __name__ == "__main__":
    main(sys.argv[1:])
