"""``opsonin show``: a document with its tags, or its rows of one table, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from opsonin.cli.blocks import Block, Mark, blocks_of, marks_of
from opsonin.cli.fitting import echo_table
from opsonin.cli.opening import document_row, find_document, open_store
from opsonin.cli.styled import echo_lines, line, shows_styles
from opsonin.cli.tables import no_table
from opsonin.cli.text import counted, echo_json, one_line, visible
from opsonin.errors import ConfigError
from opsonin.store.store import Store
from opsonin.tables.model import info_of

#: Metadata that is shown above the text, in this order.
_HEAD = (
    *("doc_type", "language", "published_value", "publisher", "journal", "doi", "pmid", "pmcid"),
    *("text_origin", "licence"),
)
_TABLES = ("segments", "mentions", "identifiers")
#: Columns that say the same in every row that is shown.
_CONSTANT = frozenset({"doc_id", "component_version"})
_HEADINGS = frozenset({"title", "heading"})
#: Colours of types, of the eight that every terminal has and that can be read on light and dark.
_COLOURS: Mapping[str, str] = {
    **dict.fromkeys(("disease", "phenotype"), "red"),
    **dict.fromkeys(("gene", "protein"), "blue"),
    **dict.fromkeys(("chemical", "procedure"), "green"),
    **dict.fromkeys(("person", "organisation", "place", "publication"), "magenta"),
}
_OTHER = "cyan"


def show_document(document: str, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write a document's metadata and clean text to stdout, with marks.

    Args:
        document: A ``doc_id``, its first digits, or a ``source_uri``.
        options: What every command on a data folder is told.
        as_json: Whether to write its rows of ``documents``, ``segments``, ``mentions`` and
            ``identifiers`` as JSON.
    """
    store = open_store(options)
    row = document_row(store, find_document(store, document))
    tables = {name: store.read_rows(name, [row["doc_id"]]).to_pylist() for name in _TABLES}
    if as_json:
        echo_json({"document": row, **tables})
        return
    title, *facts = _head_lines(row, tables)
    echo_lines([line(title, "bold"), *map(line, facts)])
    marks = marks_of(tables["mentions"], tables["identifiers"])
    blocks = blocks_of(row["text"], tables["segments"], marks)
    if shows_styles():
        _print_styled(row["text"], blocks)
    else:
        for block in blocks:
            click.echo(f"\n{plain_block(row['text'], block)}")


def show_rows(document: str, table: str, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write a document's rows of one table to stdout.

    Raises:
        ConfigError: There is no such document or table.
    """
    store = open_store(options)
    rows = _rows(store, find_document(store, document), table)
    if as_json:
        echo_json(rows)
        return
    if not rows:
        click.echo(f"The document has no rows in table {table}.")
        return
    names = [
        name
        for name in rows[0]
        if name not in _CONSTANT and any(row[name] not in (None, []) for row in rows)
    ]
    cells = [tuple(row[name] for name in names) for row in rows]
    echo_table(names, cells)


def plain_block(text: str, block: Block) -> str:
    """Return a block with its marks in brackets, as in ``[COVID-19|disease MONDO:0100096]``."""
    parts = [_prefix(block)]
    place = block.start
    for mark in block.marks:
        labels = "; ".join(mark.labels)
        parts += text[place : mark.start], f"[{text[mark.start : mark.end]}|{labels}]"
        place = mark.end
    parts.append(text[place : block.end])
    return visible("".join(parts))


def _prefix(block: Block) -> str:
    if not block.is_main:
        return f"({block.kind}) "
    return "# " if block.kind in _HEADINGS else ""


def _rows(store: Store, doc_id: str, table: str) -> list[dict[str, Any]]:
    exported = [name for name, model in store.tables.items() if info_of(model).is_exported]
    if table not in exported:
        raise no_table(table, exported, store.counts())
    keys = info_of(store.tables[table]).keys
    found = store.read_rows(table, [doc_id]) if keys[:1] == ("doc_id",) else store.scan(table)
    columns = [name for name in found.column_names if name.endswith("doc_id")]
    if not columns:
        raise ConfigError(
            f"Table {table!r} is not about documents.", remedy=f"See `opsonin tables {table}`."
        )
    rows: list[dict[str, Any]] = found.to_pylist()
    return [row for row in rows if doc_id in {row[name] for name in columns}]


def _head_lines(row: Mapping[str, Any], tables: Mapping[str, Any]) -> Iterator[str]:
    if row["title"]:
        yield one_line(row["title"])
    yield f"{row['doc_id']}  {one_line(row['source_uri'])}"
    facts = [f"{name}: {one_line(str(row[name]))}" for name in _HEAD if row[name]]
    if row["machine_translated"]:
        facts.append("machine translated")
    yield " · ".join(facts)
    if row["authors"]:
        yield "authors: " + one_line(", ".join(row["authors"]))
    numbers = [counted(len(tables[name]), name.removesuffix("s")) for name in _TABLES]
    yield " · ".join([counted(len(row["text"]), "code point"), *numbers])


def _colour(mark: Mark) -> str:
    """Return the colour of the type that the first label begins with."""
    return _COLOURS.get(mark.labels[0].partition(" ")[0], _OTHER)


def _print_styled(text: str, blocks: Iterator[Block]) -> None:
    """Print blocks on a terminal: headings bold, what is not main text dimmed, marks coloured."""
    # rich takes a tenth of a second to import; a pipe does without it.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    for block in blocks:
        style = "bold" if block.kind in _HEADINGS else ""
        shown = Text(style=style if block.is_main else "dim")
        if not block.is_main:
            shown.append(f"{block.kind}  ", style="italic")
        place = block.start
        for mark in block.marks:
            shown.append(visible(text[place : mark.start]))
            colour = _colour(mark)
            shown.append(visible(text[mark.start : mark.end]), style=f"bold {colour} underline")
            shown.append(f" {visible('; '.join(mark.labels))}", style=f"not bold {colour}")
            place = mark.end
        shown.append(visible(text[place : block.end]))
        console.print()
        console.print(shown, soft_wrap=False)
