"""What is known of a column besides type and description: what may stand there, who fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from opsonin.tables.misfits import plain_pattern
from opsonin.tables.model import (
    Role,
    Table,
    column_defaults,
    column_references,
    column_roles,
    column_stretches,
    wording_columns,
)

_BY_ENGINE = {
    Role.ID: "the engine numbers the rows",
    Role.SEGMENT: "filled in by the engine",
    Role.PARENT: "filled in by the engine",
    Role.RAW: "computed by the engine",
    Role.TEXT: "cut out by the engine",
    Role.OWNER: "filled in by the engine",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What is known of a column.

    Attributes:
        engine: What the engine does with it, in words; None if components fill it.
        allowed: The only values allowed.
        pattern: A regular expression that the whole string must match.
        smallest: The smallest value allowed.
        greatest: The greatest value allowed.
        default: What stands there where a component leaves it out.
        refers: The table whose ids stand in it.
        ends: The column with the start of the stretch that it ends.
        is_wording: Whether it quotes what documents say; None if not.
    """

    engine: str | None = None
    allowed: tuple[str, ...] | None = None
    pattern: str | None = None
    smallest: float | None = None
    greatest: float | None = None
    default: object = None
    refers: str | None = None
    ends: str | None = None
    is_wording: bool | None = None

    def words(self, quoted: Callable[[str], str] = str) -> Iterator[str]:
        """Yield what there is to say, one thing at a time.

        Args:
            quoted: Sets off names and values from the words.
        """
        if self.engine is not None:
            yield self.engine
        if self.refers is not None:
            yield f"refers to {quoted(self.refers)}"
        if self.ends is not None:
            yield f"ends what {quoted(self.ends)} begins"
        if self.allowed is not None:
            yield f"one of {', '.join(map(quoted, self.allowed))}"
        if self.pattern is not None:
            yield f"pattern {quoted(self.pattern)}"
        if self.smallest is not None:
            yield f"from {self.smallest:g}"
        if self.greatest is not None:
            yield f"up to {self.greatest:g}"
        if self.default is not None:
            yield f"default {quoted(_written(self.default))}"
        if self.is_wording:
            yield "quotes the document: empty in an export without text"


def notes_of(table: type[Table], column: str) -> Notes:
    """Return what is known of a column of a table."""
    role = column_roles(table).get(column)
    stated: dict[str, Any] = {}
    for check in table.to_schema().columns[column].checks:
        stated |= check.statistics or {}
    allowed, pattern = stated.get("allowed_values"), stated.get("pattern")
    return Notes(
        engine=None if role is None else _BY_ENGINE[role],
        allowed=None if allowed is None else tuple(map(str, allowed)),
        pattern=None if pattern is None else plain_pattern(pattern),
        smallest=stated.get("min_value"),
        greatest=stated.get("max_value"),
        default=column_defaults(table).get(column),
        refers=column_references(table).get(column),
        ends=column_stretches(table).get(column),
        is_wording=column in wording_columns(table) or None,
    )


def _written(value: object) -> str:
    """Return a default as JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
