"""The errors that opsonin raises, each saying what happened, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping


class OpsoninError(Exception):
    """Any error that opsonin raises on purpose.

    Attributes:
        message: What happened and what was expected.
        where: The place: a file, a plugin with its version, a table and column. May be empty.
        remedy: What the reader can do about it. May be empty.
    """

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        self.message = message
        self.where = where
        self.remedy = remedy
        parts = [f"{where}: {message}" if where else message, remedy]
        super().__init__(" ".join(part for part in parts if part))

    def __reduce__(self) -> tuple[Callable[..., OpsoninError], tuple[object, ...]]:
        """Travel whole between processes, though the fields are given by keyword."""
        return _rebuilt, (type(self), self.args, vars(self))


def _rebuilt(
    kind: type[OpsoninError], args: tuple[object, ...], fields: Mapping[str, object]
) -> OpsoninError:
    error = kind.__new__(kind)
    error.args = args
    vars(error).update(fields)
    return error


class ConfigError(OpsoninError):
    """A setting, an option or an argument is wrong."""


class PluginError(OpsoninError):
    """A plugin could not be loaded, or breaks the rules of the hooks."""


class TableError(OpsoninError):
    """Rows break the contract of their table.

    Attributes:
        component: The component that gave the rows, with its version.
        table: The table's name.
        column: The column's name, or "" when the whole table is meant.
        example: One offending value, as Python would print it.
    """

    def __init__(
        self,
        message: str,
        *,
        component: str,
        table: str,
        column: str = "",
        example: str = "",
        remedy: str = "",
    ) -> None:
        self.component = component
        self.table = table
        self.column = column
        self.example = example
        place = f"table {table}, column {column}" if column else f"table {table}"
        super().__init__(message, where=f"{component}, {place}", remedy=remedy)


class StageError(OpsoninError):
    """A stage could not finish, or its account does not balance."""


class StoreError(OpsoninError):
    """The data folder is damaged, locked or of another format."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``Did you mean 'x'?`` for the known name nearest to ``name``, or what is known.

    Source: Ratcliff and Obershelp's similarity with the standard library's cut-off of 0.6.

    >>> did_you_mean("identifers", ["concepts", "identifiers"])
    "Did you mean 'identifiers'?"
    >>> did_you_mean("zzz", ["b", "a"])
    'Known are: a, b.'
    """
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known are: {', '.join(names)}." if names else "None are known."
