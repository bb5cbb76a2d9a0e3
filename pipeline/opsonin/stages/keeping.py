"""What stays of the rows of a corpus tagger that has failed."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.stages.merging import owner_column
from opsonin.stages.references import References, leading_nowhere, pairs_of
from opsonin.tables.model import Table, column_references, id_column
from opsonin.tables.naming import names_any


@dataclass(frozen=True, slots=True)
class Kept:
    """What takes the place of a corpus tagger's rows if it fails.

    Attributes:
        tables: Its rows of the last commit by table name; those of an earlier version too.
        changed: Documents that are not as they were then, or are gone.
    """

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    changed: AbstractSet[str] = frozenset()


def kept_rows(
    kept: Kept, tables: Mapping[str, type[Table]], changed: AbstractSet[str] = frozenset()
) -> dict[str, pa.Table]:
    """Return the rows of all owners of whose rows none names a document that has changed.

    Rows of one owner refer to each other across tables, so that they go or stay together.

    Args:
        kept: What stood, and what has changed since.
        tables: Model of every table by name.
        changed: Further documents that have changed.
    """
    gone = kept.changed | changed
    owners: set[str] = set()
    for name, rows in kept.tables.items():
        touched = rows.filter(names_any(rows, gone))
        owners.update(touched[owner_column(tables[name])].to_pylist())
    lost = pa.array(sorted(owners), pa.string())
    return {
        name: rows.filter(pc.invert(pc.is_in(rows[owner_column(tables[name])], value_set=lost)))
        for name, rows in kept.tables.items()
    }


def whole_rows(
    rows: Mapping[str, pa.Table], tables: Mapping[str, type[Table]], names: AbstractSet[str]
) -> dict[str, pa.Table]:
    """Return a component's rows without those that refer to rows which are not among them.

    Args:
        rows: Rows x ``arrow_schema`` by table name, with the ids that stand.
        tables: Model of every table by name.
        names: The tables that are wanted.
    """
    left = {name: given for name, given in rows.items() if name in names}
    n_rows = -1
    # What refers to a row that has gone goes as well.
    while n_rows != (n_rows := sum(given.num_rows for given in left.values())):
        for name in sorted(left):
            for column, target in column_references(tables[name]).items():
                if target in rows:
                    known = [_rows_of(left[target], tables[target])] if target in left else []
                    left[name] = _leading_to(left[name], tables[name], column, *known)
    return left


def _rows_of(rows: pa.Table, table: type[Table]) -> References:
    return pairs_of(rows, owner_column(table), id_column(table) or owner_column(table))


def _leading_to(rows: pa.Table, table: type[Table], column: str, *known: References) -> pa.Table:
    gone = leading_nowhere(pairs_of(rows, owner_column(table), column), *known)
    stays = np.ones(rows.num_rows, np.bool_)
    stays[gone] = False
    return rows.filter(pa.array(stays)) if len(gone) else rows
