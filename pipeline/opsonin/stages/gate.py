"""The gate that the rows of components pass, a table at a time.

Pandera costs about as much for ten rows as for ten thousand. So the rows of components whose
broken contract stops the run anyway wait until the stage is through, and are judged together;
those of others are judged at once, because they may become rejects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from opsonin.errors import TableError
from opsonin.stages.timing import Clock
from opsonin.tables.model import Table
from opsonin.tables.parts import part_schema
from opsonin.tables.validation import check_part


@dataclass(slots=True)
class Gate:
    """Rows that are still to be judged, with who gave them."""

    clock: Clock
    waiting: dict[type[Table], list[tuple[str, pa.Table]]] = field(default_factory=dict)

    def enter(
        self, rows: pa.Table, table: type[Table], *, component: str, is_required: bool
    ) -> pa.Table:
        """Return rows of the declared types, judged now or when the gate is closed.

        Args:
            rows: Rows in the shape that `complete` gives.
            table: The table they are for.
            component: Who gave them, for the error.
            is_required: Whether a broken contract stops the run.

        Raises:
            TableError: The rows have other columns, or their component is not required and they
                break the contract.
        """
        if not is_required or not _has_shape(rows, part_schema(table)):
            with self.clock.phase("validate"):
                return check_part(rows, table, component=component)
        typed = rows.cast(part_schema(table))
        self.waiting.setdefault(table, []).append((component, typed))
        return typed

    def close(self) -> None:
        """Judge all rows that wait.

        Raises:
            TableError: Some break the contract; the error names who gave them.
        """
        with self.clock.phase("validate"):
            for table, given in self.waiting.items():
                _judge(table, given)
        self.waiting.clear()


def _judge(table: type[Table], given: Sequence[tuple[str, pa.Table]]) -> None:
    try:
        check_part(pa.concat_tables([rows for _, rows in given]), table, component="")
    except TableError:
        for component, rows in given:
            check_part(rows, table, component=component)
        raise


def _has_shape(rows: pa.Table, schema: pa.Schema) -> bool:
    """Tell whether rows have all columns with their types, so that the engine can go on."""
    return rows.schema.names == schema.names and all(
        rows.schema.field(position).type == column.type
        and (column.nullable or not rows.column(position).null_count)
        for position, column in enumerate(schema)
    )
