"""What a component gives back: rows, spans, and the outcome of a cleaner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from opsonin.spans.edit import Edit

#: What a cell of the contract may hold.
Cell = object


class Drop(Enum):
    """The type of `DROP`, for annotations."""

    DROP = "drop"


#: What a refiner of single rows gives for a row that is to go.
DROP = Drop.DROP


@dataclass(frozen=True, slots=True, init=False)
class Row:
    """A row of a table that is not about a stretch of text.

    Columns that are left out are null, an empty list, or the table's default. The engine adds the
    document, ids, component and version.

    >>> Row(kind="person", canonical="Ada Lovelace").columns["kind"]
    'person'
    """

    columns: Mapping[str, Cell]

    def __init__(self, **columns: Cell) -> None:
        object.__setattr__(self, "columns", columns)


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A row about ``text[start:end]`` of the text that the component was given.

    Offsets are half-open, 0-based and count Unicode code points. The engine adds the covered text
    and the offsets into the raw source.

    >>> Span(3, 14, type="nct")
    Span(start=3, end=14, columns={'type': 'nct'})
    """

    start: int
    end: int
    columns: Mapping[str, Cell]

    def __init__(self, start: int, end: int, **columns: Cell) -> None:
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "columns", columns)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a cleaner did to one document.

    Attributes:
        edits: Sorted edits that do not overlap, in the coordinates of the cleaner's input.
        rows: Rows of the tables ``segments``, ``flags`` and ``fields`` in the same coordinates;
            the engine carries them through the edits of this and later cleaners. Rows of
            ``fields`` may be a `Span` or, where the value stands nowhere in the text, a `Row`.
    """

    edits: Sequence[Edit] = ()
    rows: Mapping[str, Sequence[Span | Row]] = field(default_factory=dict)
