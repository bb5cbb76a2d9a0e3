"""The rows of a table by document, each made only when its document's rows are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Generic, TypeVar, overload

import numpy as np
import pyarrow as pa
from pyarrow import types

Made = TypeVar("Made", bound=tuple[Any, ...])


class RowGroups(Generic[Made]):
    """The rows of a table by document; most documents are never asked for theirs.

    Args:
        rows: Any table with a column ``doc_id``.
        names: The columns that a row is made of.
        make: Makes a row of its cells.

    >>> rows = pa.table({"doc_id": ["a", "b", "a"], "clean_start": [7, 5, 3]})
    >>> groups = RowGroups(rows, ["clean_start"], lambda start: (start,))
    >>> list(groups.of("a")), len(groups.of("none"))
    ([(3,), (7,)], 0)
    """

    def __init__(self, rows: pa.Table, names: Sequence[str], make: Callable[..., Made]) -> None:
        owners = rows["doc_id"].combine_chunks().dictionary_encode()
        codes = owners.indices.to_numpy()
        if np.any(np.diff(codes) < 0):
            rows = rows.take(np.argsort(codes, kind="stable"))
        # Codes count up in the order in which documents are seen first.
        ends = np.cumsum(np.bincount(codes)).tolist() if len(codes) else []
        self._ranges = dict(zip(owners.dictionary.to_pylist(), pairwise([0, *ends]), strict=True))
        self._columns = [listed(rows[name]) for name in names]
        self._make = make

    def of(self, doc_id: str) -> Sequence[Made]:
        """Return the rows of a document, least first; they are made when one is looked at."""
        place = self._ranges.get(doc_id)
        return Deferred(self, place) if place else ()

    def made(self, first: int, stop: int) -> list[Made]:
        """Return some rows, least first."""
        return sorted(map(self._make, *(column[first:stop] for column in self._columns)))


class Deferred(Sequence[Made]):
    """The rows of one document."""

    __slots__ = ("_groups", "_made", "_place")

    def __init__(self, groups: RowGroups[Made], place: tuple[int, int]) -> None:
        self._groups, self._place = groups, place
        self._made: list[Made] | None = None

    @overload
    def __getitem__(self, at: int) -> Made: ...
    @overload
    def __getitem__(self, at: slice) -> list[Made]: ...
    def __getitem__(self, at: int | slice) -> Made | list[Made]:
        """Return a row, or some of them."""
        return self._rows()[at]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._place[1] - self._place[0]

    def __iter__(self) -> Iterator[Made]:
        """Yield the rows, least first."""
        return iter(self._rows())

    def _rows(self) -> list[Made]:
        if self._made is None:
            self._made = self._groups.made(*self._place)
        return self._made

    def listed(self) -> list[Made]:
        """Return the rows as a list, in which to search takes a third of the time."""
        return self._rows()


def listed(column: pa.ChunkedArray) -> list[Any]:
    """Return the cells of a column; numbers without nulls in a tenth of pyarrow's time."""
    if (types.is_integer(column.type) or types.is_floating(column.type)) and not column.null_count:
        return list(column.to_numpy().tolist())
    return list(column.to_pylist())
