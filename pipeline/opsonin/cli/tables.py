"""``opsonin tables``: the data contract, with what the data folder holds of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import click
import pyarrow as pa

from opsonin.cli.fitting import echo_table
from opsonin.cli.opening import read_settings, read_tables
from opsonin.cli.styled import echo_lines, line
from opsonin.cli.text import counted, echo_json
from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.config import Settings
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.joined import views_over
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin.tables.notes import notes_of
from opsonin.tables.views import View

#: Types whose name in Arrow's Python library is not the one that most readers use.
_TYPES: Mapping[pa.DataType, str] = {
    pa.float32(): "float32",
    pa.float64(): "float64",
    pa.date32(): "date32",
    pa.timestamp("us", "UTC"): "timestamp(us, UTC)",
}


def show_tables(options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write all exported tables to stdout, each with the number of its rows, if there are any."""
    settings = read_settings(options)
    counts = _counts(settings)
    tables = read_tables(settings)
    found = [_described(one, counts) for one in tables.values() if info_of(one).is_exported]
    unknown = sorted(set(counts) - set(tables) - set(INTERNAL))
    if as_json:
        echo_json(found)
        return
    rows = [
        (one["name"], one["stage"], len(one["columns"]), one["rows"], one["description"])
        for one in found
    ]
    echo_table(("table", "stage", "columns", "rows", "description"), rows, wraps=True)
    if unknown:
        click.echo(
            f"The data folder also holds {', '.join(unknown)}, of a plugin that is not loaded: "
            "name it with --plugins."
        )
    views = ", ".join(view.name for view in views_over(tables))
    click.echo(f"`opsonin query` also knows views that join them: {views}.")
    click.echo("`opsonin tables NAME` describes the columns of one.")


def show_table(name: str, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write the columns of one table to stdout.

    Raises:
        ConfigError: There is no such table.
    """
    settings = read_settings(options)
    tables = read_tables(settings)
    counts = _counts(settings)
    view = next((one for one in views_over(tables) if one.name == name), None)
    if view is not None:
        _show_view(view, tables, as_json=as_json)
        return
    if name not in tables:
        raise no_table(name, tables, counts)
    found = _described(tables[name], counts)
    if as_json:
        echo_json(found)
        return
    rows = "" if found["rows"] is None else f" {counted(found['rows'], 'row')}."
    about = f" (stage {found['stage']}): {found['description']}{rows}"
    echo_lines([((name, "bold"), (about, "")), line("")])
    cells = [
        (
            field.name,
            f"{one['type']}{'?' if one['nullable'] else ''}",
            _with_notes(one["description"], [*notes_of(tables[name], field.name).words()]),
        )
        for field, one in zip(arrow_schema(tables[name]), found["columns"], strict=True)
    ]
    echo_table(("column", "type", "description"), cells, wraps=True)
    click.echo("\n? = may be null")
    if not info_of(tables[name]).is_exported:
        click.echo("Only components read it; it is not part of the export and of queries.")


def _show_view(view: View, tables: Mapping[str, type[Table]], *, as_json: bool) -> None:
    described = {
        (table, field.name): field.metadata[b"description"].decode()
        for table in view.tables
        for field in arrow_schema(tables[table])
    }
    cells = [(column, view.meaning(column, described)) for column in view.columns]
    if as_json:
        columns = [{"name": column, "description": about} for column, about in cells]
        echo_json({"name": view.name, "description": view.about, "columns": columns})
        return
    echo_lines([((view.name, "bold"), (f" (a view): {view.about}.", "")), line("")])
    echo_table(("column", "description"), cells, wraps=True)


def no_table(name: str, tables: Iterable[str], counts: Mapping[str, int]) -> ConfigError:
    """Return the error for a table that nothing loaded declares.

    Args:
        name: What was asked for.
        tables: Those that are known.
        counts: Those that the data folder holds.
    """
    if name in counts and name not in INTERNAL:
        return ConfigError(
            f"The data folder holds table {name!r}, but the plugin that declares it is not loaded.",
            remedy="Name the plugin with --plugins; `opsonin query` reads the table all the same.",
        )
    return ConfigError(f"There is no table {name!r}.", remedy=did_you_mean(name, tables))


def _with_notes(description: str, notes: list[str]) -> str:
    return f"{description} ({'; '.join(notes)})" if notes else description


def _described(model: type[Table], counts: Mapping[str, int]) -> dict[str, Any]:
    info = info_of(model)
    columns = [
        {
            "name": field.name,
            "type": _type_name(field.type),
            "nullable": field.nullable,
            "description": field.metadata[b"description"].decode(),
            **{
                name: value
                for name, value in asdict(notes_of(model, field.name)).items()
                if value is not None
            },
        }
        for field in arrow_schema(model)
    ]
    return {
        "name": info.name,
        "stage": info.stage,
        "version": info.version,
        "description": (model.__doc__ or "").strip().splitlines()[0],
        "rows": counts.get(info.name) if counts else None,
        "columns": columns,
    }


def _type_name(kind: pa.DataType) -> str:
    """Return the name under which the contract knows a type."""
    if pa.types.is_list(kind):
        return f"list<{_type_name(kind.value_type)}>"
    return _TYPES.get(kind, str(kind))


def _counts(settings: Settings) -> dict[str, int]:
    """Return the number of rows of each table; nothing if there is no commit yet."""
    store = Store(settings.data, {**CONTRACT, **INTERNAL})
    return store.counts() if store.head() else {}
