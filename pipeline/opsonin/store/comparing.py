"""What became of the rows between two snapshots, table by table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa

from opsonin.components.snapshot import checked_dataset
from opsonin.errors import StoreError
from opsonin.tables.model import Table, info_of

if TYPE_CHECKING:
    import duckdb

#: The files of each table of a snapshot.
_Files: TypeAlias = Mapping[str, tuple[Path, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the rows of a table differ between two snapshots.

    Attributes:
        added: Rows that only the later snapshot has.
        changed: Rows that the later one has instead of others of the same owner.
        removed: Rows that only the earlier one had.
    """

    added: int
    changed: int
    removed: int


def compare_tables(
    earlier: _Files, later: _Files, models: Mapping[str, type[Table]]
) -> Mapping[str, Difference]:
    """Count the rows that two snapshots do not share, for each table that differs.

    A row counts as changed when the owner of the row, in most tables the document, lost one and
    gained one. Files that both snapshots hold are not read, and of the others no more is kept in
    memory than an owner and a hash of 64 bits for a row.

    Args:
        earlier: The files of the snapshot before, by table.
        later: Those of the one after it.
        models: The models of the tables, which say who owns a row. A table without one, or
            without owners, counts as the table of one.

    Returns:
        The differences by table, in the order of ``later``; a table that is new there has no
        row that was there before.

    Raises:
        StoreError: A file is missing or damaged.
    """
    # Takes a tenth of a second to import, and only this needs it.
    import duckdb  # noqa: PLC0415

    found: dict[str, Difference] = {}
    with duckdb.connect(":memory:") as connection:
        for table, paths in later.items():
            old, new = _apart(earlier.get(table, ()), paths)
            if old or new:
                keys = info_of(models[table]).keys if table in models else ()
                try:
                    found[table] = _difference(connection, old, new, keys)
                except (duckdb.Error, pa.ArrowException, OSError) as error:
                    raise StoreError(
                        f"Rows of table {table} could not be compared: {error}.",
                        where=", ".join(sorted({str(path.parent) for path in (*old, *new)})),
                        remedy="Run `opsonin verify` to see what is damaged.",
                    ) from error
    return {table: one for table, one in found.items() if one != Difference(0, 0, 0)}


def _apart(
    earlier: tuple[Path, ...], later: tuple[Path, ...]
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Leave out the files that both have: equal names are equal bytes."""
    shared = {path.name for path in earlier} & {path.name for path in later}
    return (
        tuple(path for path in earlier if path.name not in shared),
        tuple(path for path in later if path.name not in shared),
    )


def _difference(
    connection: duckdb.DuckDBPyConnection,
    old: tuple[Path, ...],
    new: tuple[Path, ...],
    keys: tuple[str, ...],
) -> Difference:
    both = (old, new) if old and new else (old or new,) * 2
    for name, paths in zip(("old", "new"), both, strict=True):
        dataset = checked_dataset(paths)
        # Of a table that one snapshot does not have, the rows of the other are those none has.
        rows = dataset if {"old": old, "new": new}[name] else dataset.schema.empty_table()
        connection.register(f"{name}_rows", rows)
    known = set(connection.table("old_rows").columns)
    shared = [name for name in connection.table("new_rows").columns if name in known]
    owner = next((name for name in keys if name in shared), "''")
    # The names are those of columns of the contract, which need no quotes.
    row = f"{owner} as owner, hash({', '.join(shared)}) as content"
    counts = connection.execute(
        f"""
        with unshared as (
            select owner, content, sum(n) as n from (
                select {row}, 1 as n from new_rows union all select {row}, -1 from old_rows
            ) group by owner, content having sum(n) <> 0
        ), by_owner as (
            select sum(greatest(n, 0)) as more, sum(greatest(-n, 0)) as fewer
            from unshared group by owner
        )
        select coalesce(sum(more - least(more, fewer)), 0),
            coalesce(sum(least(more, fewer)), 0),
            coalesce(sum(fewer - least(more, fewer)), 0)
        from by_owner
        """  # noqa: S608
    ).fetchall()
    return Difference(*map(int, counts[0]))
