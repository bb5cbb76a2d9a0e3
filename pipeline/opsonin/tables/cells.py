"""Cells of Arrow tables as Python values that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa


def readable_rows(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of a table, each float32 as the shortest number that is read back as it.

    >>> readable_rows(pa.table({"score": pa.array([0.3], pa.float32())}))
    [{'score': 0.3}]
    """
    narrow = [field.name for field in table.schema if pa.types.is_float32(field.type)]
    return [readable_row(row, narrow) for row in table.to_pylist()]


def readable_row(row: Mapping[str, Any], narrow: list[str]) -> dict[str, Any]:
    """Return a row with the floats of some columns, which are float32, written short."""
    return {**row, **{name: short_float(row[name]) for name in narrow}}


def short_float(value: float | None) -> float | None:
    """Return the shortest number that float32 has for the same as a value.

    >>> short_float(0.30000001192092896)
    0.3
    """
    return None if value is None else float(str(np.float32(value)))
