"""The tables of a batch as they stand while tagger after tagger adds to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from opsonin.components.component import Tagger
from opsonin.stages.coordinates import Places
from opsonin.stages.merging import extend_rows, follow, merge_parts, owner_column
from opsonin.stages.numbering import Renumbering
from opsonin.stages.refining import Refined, refine_rows
from opsonin.tables.model import Table, column_references, id_column


def needed_tables(
    touched: Collection[str], taggers: Sequence[Tagger[Any]], tables: Mapping[str, type[Table]]
) -> frozenset[str]:
    """Return the touched tables, and those that have to be merged so that these can refer to them.

    Args:
        touched: Tables that are to be merged.
        taggers: All taggers whose rows are at hand.
        tables: Model of every table by name.
    """
    made = {name for one in taggers for name in (*one.fills, *one.refines)}
    found, new = set(touched), set(touched)
    while new:
        targets = {target for name in new for target in column_references(tables[name]).values()}
        new = (targets & made) - found
        found |= new
    return frozenset(found)


class Merges:
    """Merges tables when somebody asks for them, and lets later rows find their place in them.

    Args:
        names: The tables that are merged.
        tables: Model of every table by name.
        places: Where the spans of the documents stand.
    """

    def __init__(
        self, names: frozenset[str], tables: Mapping[str, type[Table]], places: Places
    ) -> None:
        self.names = names
        self._tables = tables
        self._places = places
        self._parts: dict[str, list[pa.Table]] = {}
        self._merged: dict[str, pa.Table] = {}
        self._numbers: dict[str, Renumbering] = {}

    def table(self, name: str) -> pa.Table:
        """Return the rows that were given of a table so far."""
        if name not in self._merged:
            model = self._tables[name]
            for target in sorted((set(column_references(model).values()) & self.names) - {name}):
                self.table(target)
            self._merged[name], self._numbers[name] = merge_parts(
                self._parts.get(name, []), model, self._places, self._numbers
            )
        return self._merged[name]

    def note_reader(self, tagger: Tagger[Any]) -> None:
        """Note what the rows are called to which a tagger may refer by what it reads now."""
        reads = {*tagger.needs, *tagger.refines}
        targets = set()
        for name in {*tagger.fills, *tagger.refines} & self.names:
            referred = set(column_references(self._tables[name]).values()) & self.names
            # A refiner reads what the rows refer to that it is given.
            targets |= referred if name in tagger.refines else referred & reads
        for target in sorted(targets):
            rows, model = self.table(target), self._tables[target]
            number = id_column(model)
            if number is not None:
                self._numbers[target] = self._numbers[target].read_by(
                    tagger.name, rows[owner_column(model)], rows[number], rows[number]
                )

    def add(self, name: str, rows: pa.Table) -> None:
        """Add a component's rows to a table, which somebody may have read already."""
        if name not in self._merged:
            self._parts.setdefault(name, []).append(rows)
            return
        self._merged[name], numbers = extend_rows(
            self._merged[name], [rows], self._tables[name], self._places, self._numbers
        )
        self._renumber(name, numbers)

    def refine(self, name: str, rows: pa.Table) -> Refined:
        """Put what a refiner gave in the place of the rows that stand."""
        before = self.table(name)
        model = self._tables[name]
        refined = refine_rows(before, rows, model, self._places, self._numbers)
        self._merged[name] = refined.rows
        self._renumber(name, refined.numbers)
        return refined

    def _renumber(self, name: str, numbers: Renumbering) -> None:
        """Let references follow a table whose rows have new numbers."""
        self._numbers[name] = self._numbers[name].followed_by(numbers)
        for other in set(self._merged) - {name}:
            if name in column_references(self._tables[other]).values():
                model = self._tables[other]
                self._merged[other] = follow(self._merged[other], model, name, numbers)
