"""Places the spans of more documents than memory should hold, slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.spans.alignments import Ints
from opsonin.stages.coordinates import Coordinates, Placed, positions_in
from opsonin.tables.ordering import narrowed


class SlicedPlaces:
    """Where the spans of many documents stand; only the slice that is looked at is in memory.

    Args:
        slices: Documents of each slice.
        load: Reads what is known about those of one.
    """

    def __init__(
        self, slices: Sequence[Sequence[str]], load: Callable[[Sequence[str]], Coordinates]
    ) -> None:
        self._slices = slices
        self._load = load
        ids = pa.array([one for some in slices for one in some], pa.string())
        order = pc.sort_indices(ids)
        self._ids = ids.take(order)
        #: The slice of each document, in the order of their ids.
        self._slice_of = np.repeat(np.arange(len(slices)), [len(some) for some in slices])[
            order.to_numpy()
        ]
        self._lengths: Ints | None = None

    @property
    def ids(self) -> pa.Array:
        """``doc_id`` of each document, ascending."""
        return self._ids

    @property
    def lengths(self) -> Ints:
        """Length of each clean text in code points."""
        if self._lengths is None:
            self._lengths = np.zeros(len(self._ids), np.int64)
            for number, some in enumerate(self._slices):
                here = self._load(some)
                mine = np.flatnonzero(self._slice_of == number)
                at = positions_in(here.ids, pa.chunked_array([self._ids.take(pa.array(mine))]))
                self._lengths[mine] = here.lengths[at]
        return self._lengths

    def positions(self, doc_ids: pa.ChunkedArray) -> Ints:
        """Return the position of each document, or `NONE` for one that is not there."""
        return positions_in(self._ids, doc_ids)

    def place(
        self, at: Ints, starts: Ints, ends: Ints, *, wants_text: bool, wants_segment: bool
    ) -> Placed:
        """Return where spans come from and what they lie in; see `Coordinates.place`."""
        found: list[Placed] = []
        rows: list[Ints] = [np.empty(0, np.int64)]
        for number, mine in self._rows_by_slice(at):
            here = self._load(self._slices[number])
            ids = pa.chunked_array([self._ids.take(pa.array(at[mine]))])
            own = positions_in(here.ids, ids)
            wants = {"wants_text": wants_text, "wants_segment": wants_segment}
            found.append(here.place(own, starts[mine], ends[mine], **wants))
            rows.append(mine)
        order = pa.array(np.argsort(np.concatenate(rows)))

        def ordered(cells: Sequence[pa.Array], kind: pa.DataType) -> pa.Array:
            return pa.concat_arrays([pa.array([], kind), *cells]).take(order)

        text = segment = None
        if wants_text:
            # Many documents may share more text than one array of strings can hold.
            wide = [cells.cast(pa.large_string()) for _, _, cells, _ in found if cells is not None]
            text = narrowed(pa.chunked_array([ordered(wide, pa.large_string())]))
        if wants_segment:
            around = [cells for _, _, _, cells in found if cells is not None]
            segment = ordered(around, pa.int32())
        start = ordered([one.raw_start for one in found], pa.int32())
        end = ordered([one.raw_end for one in found], pa.int32())
        return Placed(start, end, text, segment)

    def _rows_by_slice(self, at: Ints) -> Iterator[tuple[int, Ints]]:
        """Yield each slice that some rows are about, with these rows."""
        slices = self._slice_of[at]
        for number in np.unique(slices).tolist():
            yield number, np.flatnonzero(slices == number)
