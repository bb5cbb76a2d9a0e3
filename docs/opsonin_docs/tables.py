"""The tables and their columns, from the Pandera models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin.tables.notes import notes_of
from opsonin_docs.docstrings import read_docstring
from opsonin_docs.markdown import prose
from opsonin_docs.markdown import table as markdown_table


@cache
def tables_of() -> dict[str, type[Table]]:
    """Return the exported tables of the contract and of the built-in plugins by name."""
    added = [one.record for one in load_plugins(Settings()).tables]
    found = {**CONTRACT, **{info_of(model).name: model for model in added}}
    return {name: model for name, model in found.items() if info_of(model).is_exported}


def tables_part() -> str:
    """Return all tables with their columns as Markdown, each with a heading of its own."""
    return "\n\n".join(f"## `{name}`\n\n{_described(model)}" for name, model in tables_of().items())


def _described(model: type[Table]) -> str:
    about = read_docstring(model)
    origin = "" if info_of(model).name in CONTRACT else " Added by a built-in plugin."
    parts = [
        f"{prose(about.summary)} Stage {info_of(model).stage}.{origin}",
        prose(about.text),
        markdown_table(("column", "type", "meaning"), _rows(model)),
    ]
    return "\n\n".join(part for part in parts if part)


def _rows(model: type[Table]) -> Iterator[tuple[str, str, str]]:
    for field in arrow_schema(model):
        kind = str(field.type).replace("item: ", "").replace("element: ", "")
        kind = kind.replace(" not null", "") + ("?" if field.nullable else "")
        text = prose(field.metadata[b"description"].decode())
        notes = "; ".join(notes_of(model, field.name).words("`{}`".format))
        yield f"`{field.name}`", f"`{kind}`", f"{text} ({notes})" if notes else text
