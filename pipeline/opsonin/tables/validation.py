"""The gate that every table passes before it is written: Arrow's checks, then Pandera's."""

from __future__ import annotations

import sys
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
from opsonin.tables.model import ENGINE, Table, arrow_schema, info_of
from opsonin.tables.parts import part_model, part_schema

# For every column Pandera tries to import the engines of libraries that are not installed, and
# Python runs a module again each time its import fails: a third of the time of a validation.
for _engine, _library in (("pyspark_engine", "pyspark"), ("pandas_engine", "pandas")):
    if find_spec(_library) is None:
        sys.modules.setdefault(f"pandera.engines.{_engine}", None)  # type: ignore[arg-type]

#: The columns that say who gave a row; of a vocabulary those that say which it is.
_MAKER, _SELF = ("component", "component_version"), ("name", "version")
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
    return _check(rows, _contract_of_part(table), info_of(table).name, component)


def check_table(rows: pa.Table, table: type[Table]) -> pa.Table:
    """Check a whole table before it is written and return it with its declared schema.

    Raises:
        TableError: A row or column breaks the contract; the error names the component that made
            the first offending row.
    """
    return _check(rows, _contract_of(table), info_of(table).name, None)


@dataclass(frozen=True, slots=True)
class _Contract:
    """What rows have to be.

    Attributes:
        at_once: Passes nearly all tables that the declared schema passes, and no other, fast.
        declared: Judges what the first does not pass, and names what is wrong.
        schema: The columns.
    """

    at_once: pandera.DataFrameSchema
    declared: pandera.DataFrameSchema
    schema: pa.Schema


@cache
def _contract_of(table: type[Table]) -> _Contract:
    schema, declared = arrow_schema(table), table.to_schema()
    return _Contract(at_once(declared, schema), declared, schema)


@cache
def _contract_of_part(table: type[Table]) -> _Contract:
    schema, declared = part_schema(table), part_model(table)
    return _Contract(at_once(declared, schema), declared, schema)


def _check(rows: pa.Table, contract: _Contract, name: str, component: str | None) -> pa.Table:
    try:
        # Pandera's own kernels read past the end of what is not valid.
        rows.validate(full=True)
    except pa.ArrowException as error:
        raise TableError(
            f"Arrow finds the rows invalid: {error}",
            component=component or ENGINE,
            table=name,
            remedy="The component that made them builds Arrow arrays from invalid bytes.",
        ) from error
    if not _passes(contract.at_once, rows):
        try:
            contract.declared.validate(rows, lazy=True)
        except SchemaErrors as errors:
            raise _named(errors.schema_errors, rows, name, component) from errors
        except SchemaError as error:
            raise _named([error], rows, name, component) from error
    _check_lists(rows, contract.schema, name, component)
    return rows.cast(contract.schema)


def _passes(schema: pandera.DataFrameSchema, rows: pa.Table) -> bool:
    try:
        schema.validate(rows)
    except (SchemaError, SchemaErrors):
        return False
    return True


def _check_lists(rows: pa.Table, schema: pa.Schema, name: str, component: str | None) -> None:
    nested = [field for field in schema if pa.types.is_list(field.type)]
    for field in nested:
        if pc.list_flatten(rows[field.name]).null_count:
            raise TableError(
                "A list holds a null.",
                component=component or ENGINE,
                table=name,
                column=field.name,
                example="None",
                remedy=_REMEDY,
            )


def _named(errors: Any, rows: pa.Table, name: str, component: str | None) -> TableError:
    """Turn Pandera's first error into ours; the others follow from it or can wait."""
    error = errors[0]
    column = str(getattr(error.schema, "name", "") or "")
    column = column if column in rows.column_names else ""
    check = str(getattr(error.check, "name", None) or error.check or error.reason_code.name)
    if not column:
        missing = str(error.failure_cases) if isinstance(error.failure_cases, str) else ""
        column = missing if missing in {*rows.column_names, *_known(error)} else ""
    example = _example(error, rows, column)
    found = f"Pandera: {check} failed"
    message = f"{found} for {example}." if example else f"{found}."
    return TableError(
        message,
        component=component or _maker(rows, column, error),
        table=name,
        column=column,
        example=example,
        remedy=_REMEDY,
    )


def _known(error: Any) -> list[str]:
    columns = getattr(error.schema, "columns", None)
    return list(columns) if columns else []


def _cases(error: Any) -> Any:
    cases = error.failure_cases
    return cases if isinstance(cases, pa.Table) and cases.num_rows else None


def _example(error: Any, rows: pa.Table, column: str) -> str:
    cases = _cases(error)
    if cases is not None:
        name = column if column in cases.column_names else cases.column_names[0]
        if column or len(cases.column_names) == 1:
            return repr(cases[name][0].as_py())[:200]
        return repr(cases.slice(0, 1).to_pylist()[0])[:200]
    if column in rows.column_names:
        nulls = rows.filter(pc.is_null(rows[column]))
        sample = nulls if nulls.num_rows and rows[column].type != pa.null() else rows
        if sample.num_rows:
            return f"{sample[column][0].as_py()!r} of type {rows[column].type}"[:200]
    return str(error.failure_cases or "")[:200]


def _maker(rows: pa.Table, column: str, error: Any) -> str:
    """Find the component of the first offending row, or the vocabulary that the row is about."""
    maker, version = _MAKER if _MAKER[0] in rows.column_names else _SELF
    if maker not in rows.column_names or not rows.num_rows:
        return ENGINE
    cases = _cases(error)
    offending = rows
    if cases is not None and column in rows.column_names and column in cases.column_names:
        value = cases[column][0]
        same = pc.is_null(rows[column]) if not value.is_valid else pc.equal(rows[column], value)
        offending = rows.filter(same)
    first = (offending if offending.num_rows else rows).slice(0, 1).to_pylist()[0]
    return f"{first[maker]} {first.get(version, '')}".strip()
