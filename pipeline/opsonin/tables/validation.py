"""The gate that every table passes before it is written: Arrow's checks, then Pandera's."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import pandera.pyarrow as pandera
import pyarrow as pa
import pyarrow.compute as pc
from pandera.errors import SchemaError, SchemaErrors

from opsonin.errors import TableError
from opsonin.tables.checks import at_once
from opsonin.tables.misfits import misfit_of, place_of
from opsonin.tables.model import ENGINE, Table, arrow_schema, info_of
from opsonin.tables.parts import part_model, part_schema

# For every column Pandera tries to import the engines of libraries that are not installed, and
# Python runs a module again each time its import fails: a third of the time of a validation.
for _engine, _library in (("pyspark_engine", "pyspark"), ("pandas_engine", "pandas")):
    if find_spec(_library) is None:
        sys.modules.setdefault(f"pandera.engines.{_engine}", None)  # type: ignore[arg-type]

#: The columns that say who gave a row; of a vocabulary those that say which it is.
_MAKER, _SELF = ("component", "component_version"), ("name", "version")
#: Where an author mends the code, `opsonin try` and the kit give this sentence another end.
_REMEDY = "Mend the component, or leave it out with `disabled` in opsonin.toml."


def check_part(rows: pa.Table, table: type[Table], *, component: str) -> pa.Table:
    """Check the rows of one component and return them with the declared schema.

    Args:
        rows: Rows in the shape that `complete` gives.
        table: The table they are for.
        component: Who gave them, for the error.

    Raises:
        TableError: A row or column breaks the contract.
    """
    return _check(rows, _contract_of_part(table), component)


def check_table(rows: pa.Table, table: type[Table]) -> pa.Table:
    """Check a whole table before it is written and return it with its declared schema.

    Raises:
        TableError: A row or column breaks the contract; the error names the component that made
            the first offending row.
    """
    return _check(rows, _contract_of(table), None)


@dataclass(frozen=True, slots=True)
class _Contract:
    """What rows have to be.

    Attributes:
        at_once: Passes nearly all tables that the declared schema passes, and no other, fast.
        declared: Judges what the first does not pass, and names what is wrong.
        schema: The columns.
        name: The table's name.
    """

    at_once: pandera.DataFrameSchema
    declared: pandera.DataFrameSchema
    schema: pa.Schema
    name: str


@cache
def _contract_of(table: type[Table]) -> _Contract:
    schema, declared = arrow_schema(table), table.to_schema()
    return _Contract(at_once(declared, schema), declared, schema, info_of(table).name)


@cache
def _contract_of_part(table: type[Table]) -> _Contract:
    schema, declared = part_schema(table), part_model(table)
    return _Contract(at_once(declared, schema), declared, schema, info_of(table).name)


def _check(rows: pa.Table, contract: _Contract, component: str | None) -> pa.Table:
    try:
        # Pandera's own kernels read past the end of what is not valid.
        rows.validate(full=True)
    except pa.ArrowException as error:
        raise TableError(
            f"Arrow finds the rows invalid: {error}",
            component=component or ENGINE,
            table=contract.name,
            remedy="The component that made them builds Arrow arrays from invalid bytes.",
        ) from error
    if not _passes(contract.at_once, rows):
        try:
            contract.declared.validate(rows, lazy=True)
        except SchemaErrors as errors:
            raise _named(errors.schema_errors, rows, contract, component) from errors
        except SchemaError as error:
            raise _named([error], rows, contract, component) from error
    _check_lists(rows, contract, component)
    return rows.cast(contract.schema)


def _passes(schema: pandera.DataFrameSchema, rows: pa.Table) -> bool:
    try:
        schema.validate(rows)
    except (SchemaError, SchemaErrors):
        return False
    return True


def _check_lists(rows: pa.Table, contract: _Contract, component: str | None) -> None:
    nested = [field for field in contract.schema if pa.types.is_list(field.type)]
    for field in nested:
        if pc.list_flatten(rows[field.name]).null_count:
            raise TableError(
                "A list holds a null; expected a value in every place.",
                component=component or ENGINE,
                table=contract.name,
                column=field.name,
                example="None",
                remedy=_REMEDY,
            )


def _named(errors: Any, rows: pa.Table, contract: _Contract, component: str | None) -> TableError:
    """Turn what Pandera found into an error that says what was expected, and of which row."""
    found = misfit_of(errors, rows, contract.schema)
    told = [found.message, place_of(found.row)]
    return TableError(
        " ".join(one for one in told if one),
        component=component or _maker(rows, found.row),
        table=contract.name,
        column=found.column,
        example=found.example,
        remedy=_REMEDY,
    )


def _maker(rows: pa.Table, row: Mapping[str, Any] | None) -> str:
    """Return the component of the offending row, or the vocabulary that the row is about."""
    maker, version = _MAKER if _MAKER[0] in rows.column_names else _SELF
    if maker not in rows.column_names or not rows.num_rows:
        return ENGINE
    first = row or rows.slice(0, 1).to_pylist()[0]
    return f"{first.get(maker) or ENGINE} {first.get(version) or ''}".strip()
