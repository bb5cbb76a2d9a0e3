"""Which rows are referred to, and whether they are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Bools, Ints
from opsonin.stages.coordinates import column_ints
from opsonin.stages.numbering import listed
from opsonin.tables.model import Table, id_column, row_references


@dataclass(frozen=True, slots=True)
class References:
    """Rows, each known by its owner and its number there.

    Attributes:
        owners: The owner of each.
        numbers: Its number; never null.
        rows: Position of the row that names it.
    """

    owners: pa.ChunkedArray
    numbers: pa.ChunkedArray
    rows: Ints


def pairs_of(rows: pa.Table, owner: str, column: str) -> References:
    """Return the rows that a column of numbers, or of lists of numbers, is about.

    Args:
        rows: Rows x at least these two columns.
        owner: The column within whose cells numbers count.
        column: The numbers; nulls are left out.
    """
    owners, numbers = rows[owner], rows[column]
    at = np.arange(rows.num_rows)
    if pa.types.is_list(numbers.type):
        _, parents, numbers = listed(numbers)
        owners, at = owners.take(parents), column_ints(parents)
    if numbers.null_count:
        is_there = numbers.is_valid()
        owners, numbers = owners.filter(is_there), numbers.filter(is_there)
        at = at[is_there.to_numpy(zero_copy_only=False).astype(np.bool_)]
    return References(owners, numbers, at)


def unknown_number(wanted: References, *known: References) -> int | None:
    """Return a number of ``wanted`` that none of ``known`` has, if there is one."""
    missing = np.flatnonzero(_are_unknown(wanted, *known))
    return int(wanted.numbers[int(missing[0])].as_py()) if len(missing) else None


def leading_nowhere(wanted: References, *known: References) -> Ints:
    """Return the positions of the rows that name one which none of ``known`` has."""
    return np.unique(wanted.rows[_are_unknown(wanted, *known)])


def _are_unknown(wanted: References, *known: References) -> Bools:
    names = pc.unique(wanted.owners)
    there = [_keys(one, names) for one in known]
    return ~np.isin(_keys(wanted, names), np.concatenate([np.empty(0, np.int64), *there]))


def _keys(pairs: References, names: pa.Array) -> Ints:
    """Return owner and number as one integer each; those of other owners are left out."""
    place = pc.index_in(pairs.owners, value_set=names)
    is_named: Bools = place.is_valid().to_numpy(zero_copy_only=False).astype(np.bool_)
    keys = (column_ints(place) << _WIDTH) + column_ints(pairs.numbers) + (1 << (_WIDTH - 1))
    return keys[is_named]


#: Numbers are 32 bits wide.
_WIDTH = 32


def missing_row(
    rows: pa.Table,
    table: type[Table],
    tables: Mapping[str, type[Table]],
    sizes: Mapping[str, Mapping[str, int]],
) -> tuple[str, str] | None:
    """Return the first reference by a table's name that leads to no row, if there is one.

    Args:
        rows: Rows x at least ``doc_id`` and the columns of such references.
        table: The table they are for.
        tables: Model of every table by name.
        sizes: Table -> document -> number of its rows. Ids are dense, so that a row is there if
            its number is smaller.

    Returns:
        The column, and what is wrong in words.
    """
    for column, named_by in row_references(table).items():
        names = ("doc_id", named_by, column)
        cells = zip(*(rows[name].to_pylist() for name in names), strict=True)
        for doc_id, name, number in cells:
            if name is None or number is None:
                continue
            if name not in tables or id_column(tables[name]) is None:
                return named_by, f"There is no table {name!r} whose rows have ids."
            if not 0 <= number < sizes.get(name, {}).get(doc_id, 0):
                return column, f"Table {name} has no row {number} of document {doc_id}."
    return None


def named_documents(rows: pa.Table, table: type[Table]) -> dict[str, list[str]]:
    """Return the documents of which rows are referred to by a table's name, by that name."""
    found: dict[str, set[str]] = {}
    for named_by in row_references(table).values():
        names = zip(rows[named_by].to_pylist(), rows["doc_id"].to_pylist(), strict=True)
        for name, doc_id in names:
            found.setdefault(name, set()).add(doc_id)
    return {name: sorted(doc_ids) for name, doc_ids in found.items() if name is not None}
