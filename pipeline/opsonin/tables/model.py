"""A table of the contract: one Pandera model that is at once the Arrow schema and the checks."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

import pandera.pyarrow as pandera
import pyarrow as pa

from opsonin.tables.rules import noted, with_rules

#: Who made the rows that the engine itself computes.
ENGINE = "opsonin"


class Role(StrEnum):
    """What the engine does with a column that no component may fill."""

    ID = "id"
    """Dense within a document, in text order, assigned when all outputs are merged."""
    SEGMENT = "segment"
    """The innermost segment that holds the whole span."""
    PARENT = "parent"
    """The innermost other row of the same table that holds the whole span."""
    RAW = "raw"
    """A raw offset, computed from the clean one through the alignment."""
    TEXT = "text"
    """The covered characters of the clean text."""
    OWNER = "owner"
    """The document, or the component and version that gave the row."""


def column(
    description: str,
    *,
    nullable: bool = False,
    default: object = None,
    role: Role | None = None,
    refers: str | None = None,
    refers_by: str | None = None,
    ends: str | None = None,
    at_least: str | None = None,
    is_wording: bool = False,
    pattern: str | None = None,
    isin: tuple[str, ...] | None = None,
    ge: float | None = None,
    le: float | None = None,
) -> Any:
    """Describe one column of a `Table`.

    Args:
        description: What the column means, with its unit. It becomes part of the Parquet schema.
        nullable: Whether cells may be null.
        default: What the engine fills in where a component leaves a non-null column out.
        role: Set for columns that the engine fills.
        refers: The table whose ids stand in the column. A component that fills that table itself
            numbers its rows as it likes, in the id column; the engine renumbers both. One that
            reads it refers by the ids that it reads. Any other number is refused.
        refers_by: The column with the name of the table whose ids stand in the column; they count
            within the row's ``doc_id``.
        ends: The column with the first code point of a stretch of the clean text; this one has
            the first after it. Both are null or neither, and the stretch lies inside the text.
        at_least: A column that this one is not below, where neither is null.
        is_wording: Whether it quotes what the document says, such as a phrase of a sentence. An
            export without text leaves it out. Names, titles and ids are none.
        pattern: A regular expression that the whole string must match.
        isin: The only values allowed.
        ge: The smallest value allowed.
        le: The largest value allowed.
    """
    stated = {
        "default": default,
        "role": None if role is None else role.value,
        "refers": refers,
        "refers_by": refers_by,
        "ends": ends,
        "at_least": at_least,
        "is_wording": is_wording or None,
    }
    metadata = {name: value for name, value in stated.items() if value is not None}
    return pandera.Field(
        nullable=nullable,
        description=description,
        metadata=metadata or None,
        # str_matches("a|b") accepts "xxb": anchor the whole alternative.
        str_matches=f"^(?:{pattern})$" if pattern else None,
        isin=isin,
        ge=ge,
        le=le,
    )


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What a table is, besides its columns.

    Attributes:
        name: Its name in files, queries and errors.
        stage: The stage that writes it: ingest, clean, tag, export or all.
        version: Part of every fingerprint that depends on the table.
        keys: The columns whose first non-null value owns a row. Rows are replaced and removed by
            owner. Empty for a table that only grows.
        is_exported: False for what only the store itself reads.
        is_single: Whether an owner has one row at most.
    """

    name: str
    stage: str
    version: int = 1
    keys: tuple[str, ...] = ("doc_id",)
    is_exported: bool = True
    is_single: bool = False


class Table(pandera.DataFrameModel):
    """A table of the data contract. Subclass it to add one of a plugin's own.

    Columns are class attributes annotated with the types that opsonin offers (`opsonin.Int32`,
    `opsonin.String`) and described with `column`; the table itself is described by keywords of
    the class statement, which are the attributes of `TableInfo`::

        class Doses(SpanRows, name="doses", stage="tag"):
            '''Doses of drugs.'''

            milligrams: Float64 = column("Dose in milligrams", ge=0)
    """

    __info__: ClassVar[TableInfo]

    def __init_subclass__(
        cls,
        *,
        name: str | None = None,
        stage: str = "tag",
        version: int = 1,
        keys: tuple[str, ...] = ("doc_id",),
        is_exported: bool = True,
        is_single: bool = False,
        **kwargs: Any,
    ) -> None:
        """Note what the keywords of the class statement say."""
        super().__init_subclass__(**kwargs)  # type: ignore[no-untyped-call] # Pandera's
        if name is not None:
            cls.__info__ = TableInfo(name, stage, version, keys, is_exported, is_single)

    @classmethod
    def to_schema(cls) -> pandera.DataFrameSchema:
        """Return the columns with all checks, declared ones and the rules that follow."""
        return _ruled(cls)

    class Config:
        """Pandera's own settings: every column, in this order, and no other."""

        strict = True
        ordered = True


@cache
def _ruled(table: type[Table]) -> pandera.DataFrameSchema:
    info = info_of(table)
    return with_rules(super(Table, table).to_schema(), info.keys, is_single=info.is_single)


def info_of(table: type[Table]) -> TableInfo:
    """Return what a table is, besides its columns."""
    return table.__info__


@cache
def arrow_schema(table: type[Table]) -> pa.Schema:
    """Return the Arrow schema of a table, with every description in the field metadata.

    The whole contract of the table also stands, as JSON, in the schema metadata under
    ``opsonin:table``, because DuckDB and Polars do not show field metadata.
    """
    schema = table.to_schema()
    fields = []
    for annotation, info in table.__fields__.values():
        described = schema.columns[info.name]
        fields.append(
            pa.field(
                info.name,
                annotation.raw_annotation,
                nullable=described.nullable,
                metadata={"description": described.description},
            )
        )
    contract = {
        "name": info_of(table).name,
        "version": info_of(table).version,
        "stage": info_of(table).stage,
        "description": (table.__doc__ or "").strip().splitlines()[0],
        "columns": {
            field.name: {
                "type": str(field.type).replace(" not null", ""),
                "nullable": field.nullable,
                "description": schema.columns[field.name].description,
            }
            for field in fields
        },
    }
    # Without spaces: it stands in every file, twice, and most files of a small run are small.
    stated = json.dumps(contract, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    metadata = {"opsonin:table": stated}
    return pa.schema(fields, metadata=metadata)


@cache
def column_roles(table: type[Table]) -> dict[str, Role]:
    """Return the columns of a table that the engine fills, with what it fills in."""
    return {name: Role(role) for name, role in noted(table.to_schema(), "role").items()}


@cache
def column_references(table: type[Table]) -> dict[str, str]:
    """Return the columns that hold ids of rows, with the name of the table of those rows."""
    return noted(table.to_schema(), "refers")


@cache
def row_references(table: type[Table]) -> dict[str, str]:
    """Return the columns that hold ids of rows, with the column that names the table of those."""
    return noted(table.to_schema(), "refers_by")


@cache
def column_stretches(table: type[Table]) -> dict[str, str]:
    """Return the columns that end a stretch of the clean text, with the one that begins it."""
    return noted(table.to_schema(), "ends")


@cache
def wording_columns(table: type[Table]) -> frozenset[str]:
    """Return the columns of a table that quote what documents say, whole texts among them."""
    texts = (name for name, role in column_roles(table).items() if role is Role.TEXT)
    return frozenset((*noted(table.to_schema(), "is_wording"), *texts))


@cache
def id_column(table: type[Table]) -> str | None:
    """Return the column with the ids of a table's rows, if it has one."""
    roles = column_roles(table)
    return next((name for name, role in roles.items() if role is Role.ID), None)


@cache
def column_defaults(table: type[Table]) -> dict[str, object]:
    """Return what stands in a column that a component left out, for non-null columns."""
    return dict(noted(table.to_schema(), "default"))
