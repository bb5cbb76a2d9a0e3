"""Rows that a run has written: in which files, whose they are, and whose they replace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
import pyarrow as pa

from opsonin.store.parquet import FileRef
from opsonin.tables.internal import Index
from opsonin.tables.model import arrow_schema


class HexDigests(Sequence[str]):
    """Digests in hexadecimal characters, kept as bytes: a run has one for every owner of rows.

    All are equally long.

    >>> [*HexDigests(["0f" * 32])] == ["0f" * 32]
    True
    """

    __slots__ = ("_data", "_n_bytes")

    def __init__(self, digests: Sequence[str]) -> None:
        self._n_bytes = len(digests[0]) // 2 if digests else 1
        self._data = bytes.fromhex("".join(digests))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._data) // self._n_bytes

    def __eq__(self, other: object) -> bool:
        """Tell whether other digests are the same, however they are kept."""
        return isinstance(other, Sequence) and [*self] == [*other]

    def __hash__(self) -> int:
        """Return a number that equal ones share."""
        return hash(self._data)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        """Return one of them, or some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        start = range(len(self))[at] * self._n_bytes
        return self._data[start : start + self._n_bytes].hex()


@dataclass(frozen=True, slots=True)
class FileRows:
    """The owners of the rows of one file.

    Attributes:
        table: The table.
        file: Content name of the file.
        owners: Every owner that has rows in it, sorted.
        n_rows: How many each has.
        digests: SHA-256 over the canonical rows of each.
    """

    table: str
    file: str
    owners: Sequence[str]
    n_rows: Sequence[int]
    digests: Sequence[str]

    @classmethod
    def of(cls, table: str, file: str, found: Iterable[tuple[str, int, str]]) -> FileRows:
        """Take what `owner_digests` gives."""
        columns = list(zip(*found, strict=True)) or [(), (), ()]
        return cls(table, file, *(list(column) for column in columns))

    def to_json(self) -> dict[str, Any]:
        """Return JSON values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {name: one if isinstance(one, str) else [*one] for name, one in values.items()}

    def packed(self, names: Mapping[str, str]) -> FileRows:
        """Return the same in little memory.

        Args:
            names: Strings that are held anyway, by themselves: owners that are among them are
                not held again.
        """
        owners = [names.get(owner, owner) for owner in self.owners]
        return FileRows(self.table, self.file, owners, self.n_rows, HexDigests(self.digests))


def owners_in(index: Iterable[FileRows], table: str) -> set[str]:
    """Return all owners that have rows of a table."""
    return {owner for rows in index if rows.table == table for owner in rows.owners}


@dataclass(slots=True)
class Written:
    """Rows that were written, and the owners that they replace.

    Attributes:
        files: Files by table.
        index: Whose rows they hold; of two entries for one owner the later one holds.
        replaced: Owners by table whose rows from before are void.
    """

    files: dict[str, list[FileRef]] = field(default_factory=dict)
    index: list[FileRows] = field(default_factory=list)
    replaced: dict[str, set[str]] = field(default_factory=dict)

    def owners(self, table: str) -> set[str]:
        """Return all owners that have rows of a table."""
        return owners_in(self.index, table)

    def files_of(self, table: str) -> dict[str, str]:
        """Return owner -> file of a table."""
        return {
            owner: rows.file for rows in self.index if rows.table == table for owner in rows.owners
        }

    def index_table(self) -> pa.Table:
        """Return the index as rows of the store's table ``rows``."""
        schema = arrow_schema(Index)
        tables = [schema.empty_table()]
        for table in sorted({rows.table for rows in self.index}):
            mine = [rows for rows in self.index if rows.table == table]
            live = self.files_of(table)
            is_once = len(live) == sum(len(rows.owners) for rows in mine)
            # In order already where shards do not overlap, which saves the store sorting them.
            for rows in sorted(mine, key=lambda rows: list(rows.owners[:1])):
                found = _index_rows(rows, schema)
                if not is_once:
                    holds = [live[owner] == rows.file for owner in rows.owners]
                    found = found.filter(pa.array(holds, pa.bool_()))
                tables.append(found)
        return pa.concat_tables(tables)


def _index_rows(rows: FileRows, schema: pa.Schema) -> pa.Table:
    n_owners = len(rows.owners)
    columns: Mapping[str, Any] = {
        "table_name": pa.repeat(pa.scalar(rows.table), n_owners),
        "owner": pa.array(rows.owners, pa.string()),
        "n_rows": pa.array(np.asarray(rows.n_rows, np.int64)),
        "digest": pa.array([*rows.digests], pa.string()),
        "file": pa.repeat(pa.scalar(rows.file), n_owners),
    }
    return pa.table([columns[name] for name in schema.names], schema=schema)
