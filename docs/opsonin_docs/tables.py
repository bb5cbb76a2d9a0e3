"""The tables and their columns, from the Pandera models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pandera.api.checks import Check

from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import (
    Role,
    Table,
    arrow_schema,
    column_defaults,
    column_references,
    column_roles,
    info_of,
)
from opsonin_docs.docstrings import read_docstring
from opsonin_docs.markdown import prose
from opsonin_docs.markdown import table as markdown_table

_BY_ENGINE = {
    Role.ID: "the engine numbers the rows",
    Role.SEGMENT: "filled in by the engine",
    Role.PARENT: "filled in by the engine",
    Role.RAW: "computed by the engine",
    Role.TEXT: "cut out by the engine",
    Role.OWNER: "filled in by the engine",
}


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
        notes = "; ".join(_notes(model, field.name))
        yield f"`{field.name}`", f"`{kind}`", f"{text} ({notes})" if notes else text


def _notes(model: type[Table], column: str) -> Iterator[str]:
    """Yield what else is known of a column: allowed values, default, who fills it."""
    if column in column_roles(model):
        yield _BY_ENGINE[column_roles(model)[column]]
    if column in column_references(model):
        yield f"refers to `{column_references(model)[column]}`"
    for check in model.to_schema().columns[column].checks:
        yield from _allowed(check)
    if column in column_defaults(model):
        yield f"default `{column_defaults(model)[column]}`"


def _allowed(check: Check) -> Iterator[str]:
    stated = check.statistics or {}
    if "allowed_values" in stated:
        yield "one of " + ", ".join(f"`{value}`" for value in stated["allowed_values"])
    if "min_value" in stated:
        yield f"from {stated['min_value']:g}"
    if "max_value" in stated:
        yield f"up to {stated['max_value']:g}"
