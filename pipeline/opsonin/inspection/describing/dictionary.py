"""The data dictionary for people who read Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from opsonin.inspection.describing.facts import ColumnFacts, ExportFacts, TableFacts

#: What Markdown would take for markup inside a table cell.
_ESCAPES = str.maketrans(
    {"|": "\\|", "<": "&lt;", ">": "&gt;", "*": "\\*", "_": "\\_", "`": "\\`", "\n": " "}
)


def dictionary(facts: ExportFacts) -> str:
    """Return the data dictionary as Markdown: a list of the tables, then each with its columns."""
    return "\n".join(_lines(facts)) + "\n"


def null_policy(column: ColumnFacts) -> str:
    """Return in words whether cells may be null, and how many are."""
    if not column.is_nullable:
        return "never"
    return "allowed" if column.n_null is None else f"{column.n_null:,}"


def type_of(column: ColumnFacts) -> str:
    """Return the type with a question mark where cells may be null."""
    return column.type + ("?" if column.is_nullable else "")


def meaning(column: ColumnFacts) -> str:
    """Return what a column means, with what else the contract says of it."""
    notes = "; ".join(column.notes)
    return f"{column.description} ({notes})" if notes else column.description


def _lines(facts: ExportFacts) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield f"Snapshot {facts.snapshot}" + (f" of run {facts.run_id}." if facts.run_id else ".")
    if not facts.has_text:
        yield "Running text was left out; offsets still count in the clean and raw texts."
    yield ""
    yield from _table(
        ("table", "rows", "one row is", "stage", "schema"),
        (
            (
                f"[{table.name}](#{table.name})",
                f"{table.rows:,}",
                escaped(table.description),
                table.stage,
                f"version {table.version}",
            )
            for table in facts.tables
        ),
    )
    for table in facts.tables:
        yield from _about(table)


def _about(table: TableFacts) -> Iterator[str]:
    yield ""
    yield f"## {table.name}"
    yield ""
    yield escaped(table.description)
    if table.keys:
        yield f"Rows belong to `{'` or else `'.join(table.keys)}`."
    yield ""
    yield from _table(
        ("column", "type", "meaning", "null", "example"),
        (
            (
                f"`{column.name}`",
                f"`{type_of(column)}`",
                escaped(meaning(column)),
                null_policy(column),
                "" if column.example is None else escaped(column.example),
            )
            for column in table.columns
        ),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Return text that a Markdown table shows as it is, whatever a document had in it."""
    return text.replace("\\", "\\\\").replace("&", "&amp;").translate(_ESCAPES)
