"""The column types of the contract: those that every Parquet reader tried can read.

A column is annotated with one of these names. For a type checker they are the Python types of a
cell; at run time they are Arrow types, which Pandera reads from the annotation.

Source: readers tried were DuckDB, Polars, DataFusion, pandas, Spark, chdb, Hugging Face datasets,
hyparquet and parquet-wasm; maps, structs, unsigned and nanosecond types fail in at least one.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    String = str
    Int32 = int
    Int64 = int
    Float32 = float
    Float64 = float
    Boolean = bool
    Date = date
    Timestamp = datetime
    Strings = list[str]
    Integers = list[int]
else:
    String = pa.string()
    Int32 = pa.int32()
    Int64 = pa.int64()
    Float32 = pa.float32()
    Float64 = pa.float64()
    Boolean = pa.bool_()
    Date = pa.date32()
    Timestamp = pa.timestamp("us", tz="UTC")
    Strings = pa.list_(pa.field("element", pa.string(), nullable=False))
    Integers = pa.list_(pa.field("element", pa.int32(), nullable=False))

__all__ = [
    "Boolean",
    "Date",
    "Float32",
    "Float64",
    "Int32",
    "Int64",
    "Integers",
    "String",
    "Strings",
    "Timestamp",
]
