"""Views over the tables: one SELECT each, in SQL that DuckDB and SQLite know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

_TABLE = re.compile(r"\b(?:from|join) ([a-z_]+)")
_CONTAINS = re.compile(r"list_contains\(([a-z_.]+), ([a-z_.]+)\)")
_COLUMN = re.compile(r"([a-z_]+)\.([a-z_]+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view over the tables of a snapshot.

    Attributes:
        name: Its name, which is no reserved word anywhere.
        about: What one row is.
        columns: The expression of each column by its name, with the names of tables before those
            of columns.
        source: The rest of the SELECT, from ``from`` on. It joins tables and nothing else.
        meanings: What those columns mean that are not a column of a table as it is.
    """

    name: str
    about: str
    columns: Mapping[str, str]
    source: str
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The SELECT. ``list_contains`` is the one function in it that not every engine has."""
        listed = ", ".join(f"{expression} as {name}" for name, expression in self.columns.items())
        return f"select {listed} {' '.join(self.source.split())}"

    @property
    def tables(self) -> frozenset[str]:
        """The tables that it reads."""
        return frozenset(_TABLE.findall(self.source))

    def meaning(self, column: str, described: Mapping[tuple[str, str], str]) -> str:
        """Return what a column means.

        Args:
            column: Its name.
            described: What the columns of tables mean, by table and column.
        """
        if column in self.meanings:
            return self.meanings[column]
        found = _COLUMN.fullmatch(self.columns[column])
        return described[found[1], found[2]] if found else ""


def over(views: Iterable[View], tables: Collection[str]) -> tuple[View, ...]:
    """Return the views that can be made: whose tables are there, and whose name is not taken.

    Args:
        views: All views.
        tables: Names of the tables.
    """
    there = frozenset(tables)
    return tuple(one for one in views if one.tables <= there and one.name not in there)


def with_lists_as_json(query: str) -> str:
    """Return a view's SELECT for an engine that holds lists as JSON, as SQLite does.

    >>> with_lists_as_json("on list_contains(a.ids, b.id)")
    'on exists (select 1 from json_each(a.ids) where json_each.value = b.id)'
    """
    return _CONTAINS.sub(r"exists (select 1 from json_each(\1) where json_each.value = \2)", query)
