"""``opsonin tables``: the data contract, with what the data folder holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import pyarrow as pa

from opsonin.cli.opening import read_settings, read_tables
from opsonin.cli.text import column_lines, counted, echo_json
from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.config import Settings
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import Table, arrow_schema, info_of

#: Types whose name in Arrow's Python library is not the one that most readers use.
_TYPES: Mapping[pa.DataType, str] = {
    pa.float32(): "float32",
    pa.float64(): "float64",
    pa.date32(): "date32",
    pa.timestamp("us", "UTC"): "timestamp(us, UTC)",
}


def show_tables(options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write all tables to stdout, each with the number of its rows, if there is a data folder."""
    settings = read_settings(options)
    counts = _counts(settings)
    tables = read_tables(settings)
    found = [_described(model, counts) for model in tables.values()]
    unknown = sorted(set(counts) - set(tables) - set(INTERNAL))
    if as_json:
        echo_json(found)
        return
    rows = [
        (one["name"], one["stage"], len(one["columns"]), one["rows"], one["description"])
        for one in found
    ]
    click.echo("\n".join(column_lines(("table", "stage", "columns", "rows", "description"), rows)))
    if unknown:
        click.echo(
            f"The data folder also holds {', '.join(unknown)}, of a plugin that is not loaded: "
            "name it with --plugins."
        )
    click.echo("`opsonin tables NAME` describes the columns of one.")


def show_table(name: str, options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write the columns of one table to stdout.

    Raises:
        ConfigError: There is no such table.
    """
    settings = read_settings(options)
    tables = read_tables(settings)
    if name not in tables:
        raise ConfigError(f"There is no table {name!r}.", remedy=did_you_mean(name, tables))
    found = _described(tables[name], _counts(settings))
    if as_json:
        echo_json(found)
        return
    rows = "" if found["rows"] is None else f" {counted(found['rows'], 'row')}."
    click.echo(f"{name} (stage {found['stage']}): {found['description']}{rows}")
    click.echo()
    cells = [
        (one["name"], f"{one['type']}{'?' if one['nullable'] else ''}", one["description"])
        for one in found["columns"]
    ]
    for line in column_lines(("column", "type", "description"), cells):
        click.echo(line)
    click.echo("\n? = may be null")


def _described(model: type[Table], counts: Mapping[str, int]) -> dict[str, Any]:
    info = info_of(model)
    columns = [
        {
            "name": field.name,
            "type": _type_name(field.type),
            "nullable": field.nullable,
            "description": field.metadata[b"description"].decode(),
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
