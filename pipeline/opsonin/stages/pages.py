"""Documents on their way through the cleaners: their texts, their rows, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.analysis.analysis import Analysis
from opsonin.components.documents import Documents
from opsonin.spans.alignments import Alignments, Bools, Ints
from opsonin.spans.apply import spliced
from opsonin.spans.removals import removed_spans
from opsonin.stages.coordinates import NONE, Coordinates, column_ints, positions_in
from opsonin.tables import clean
from opsonin.tables.model import Table
from opsonin.tables.ordering import sorted_by
from opsonin.tables.parts import has_span, is_anchored, part_schema

#: Tables that cleaners fill.
FILLED: Mapping[str, type[Table]] = {
    "fields": clean.Fields,
    "segments": clean.Segments,
    "flags": clean.Flags,
    "signals": clean.Signals,
}


@dataclass(slots=True)
class Placed:
    """Rows of one table by one cleaner, and where they are by now.

    Attributes:
        rows: Rows x ``part_schema``, as they were given.
        at: Position of the document of each.
        starts: First code point in the text as it is now, or `NONE`.
        ends: First code point after it, or `NONE`.
        raw: Raw start and end, for tables that keep the place that a row was read from.
    """

    rows: pa.Table
    at: Ints
    starts: Ints
    ends: Ints
    raw: tuple[pa.Array, pa.Array] | None = None

    def keep(self, mask: Bools) -> Counter[str]:
        """Keep only some rows, and count the others by who made them."""
        if mask.all():
            return Counter()
        kept = pa.array(mask)
        gone = pc.value_counts(self.rows["component"].filter(pc.invert(kept))).to_pylist()
        self.rows = self.rows.filter(kept)
        self.at, self.starts, self.ends = self.at[mask], self.starts[mask], self.ends[mask]
        if self.raw is not None:
            self.raw = (self.raw[0].filter(kept), self.raw[1].filter(kept))
        return Counter({entry["values"]: entry["counts"] for entry in gone})

    def current(self) -> pa.Table:
        """Return the rows with the offsets that hold now."""
        rows = self.rows
        for name, values in (("clean_start", self.starts), ("clean_end", self.ends)):
            place = rows.schema.get_field_index(name)
            if place >= 0:
                cells = pa.array(values.astype(np.int32), pa.int32(), mask=values == NONE)
                rows = rows.set_column(place, rows.schema.field(place), cells)
        return rows


@dataclass(slots=True)
class Pages:
    """The documents of a shard on their way through the cleaners.

    Attributes:
        ids: ``doc_id`` of each document, ascending.
        uris: Where each was seen.
        media_types: Media type of each.
        metadata: What the source said of each, as JSON.
        texts: Text of each as it is now.
        alignments: The way from there to the raw texts.
        alive: Whether a document has not been rejected.
        rows: Table -> rows of the cleaners so far.
        removed: What was taken out of the raw texts: document, raw start, raw end, reason, and
            who did it.
    """

    ids: pa.Array
    uris: Sequence[str]
    media_types: pa.Array
    metadata: pa.Array
    texts: pa.Array
    alignments: Alignments
    alive: Bools
    rows: dict[str, list[Placed]] = field(default_factory=dict)
    removed: list[tuple[Ints, Ints, Ints, pa.Array, tuple[str, str]]] = field(default_factory=list)
    _arrow: pa.RecordBatch | None = None
    _given: tuple[bytes, pa.RecordBatch, Analysis] | None = None

    @classmethod
    def of(cls, raw: pa.Table) -> Pages:
        """Take documents up from rows of table ``raw``; those without a text count as empty."""
        raw = sorted_by(raw, raw["doc_id"])
        columns = {
            name: pa.concat_arrays(raw[name].chunks) if raw.num_rows else pa.array([], pa.string())
            for name in ("doc_id", "media_type", "metadata", "text")
        }
        texts = pc.fill_null(columns["text"], "")
        return cls(
            columns["doc_id"],
            raw["source_uri"].to_pylist(),
            columns["media_type"],
            columns["metadata"],
            texts,
            Alignments.identity(pc.utf8_length(texts).to_pylist()),
            np.ones(len(texts), np.bool_),
        )

    def documents(self, wanted: Ints, needs: Sequence[str]) -> Documents:
        """Return some documents as a cleaner is given them.

        Cleaners that are given the same texts share one analysis of them.

        Args:
            wanted: Their positions.
            needs: Tables whose rows so far the cleaner reads.
        """
        key = wanted.tobytes()
        if self._given is None or self._given[0] != key:
            whole = self._batch()
            is_whole = len(wanted) == whole.num_rows
            batch = whole if is_whole else whole.take(pa.array(wanted))
            self._given = (key, batch, Analysis(batch.column("text")))
        loaders = {name: partial(self._load, name, wanted) for name in needs if name in FILLED}
        return Documents(self._given[1], loaders, self._given[2])

    def _batch(self) -> pa.RecordBatch:
        if self._arrow is None:
            self._arrow = pa.record_batch(
                {
                    "doc_id": self.ids,
                    "text": self.texts,
                    "media_type": self.media_types,
                    "metadata": self.metadata,
                }
            )
        return self._arrow

    def _load(self, name: str, wanted: Ints) -> pa.Table:
        columns = [one.name for one in part_schema(FILLED[name]) if one.name != "part"]
        given = [placed.current() for placed in self.rows.get(name, ())]
        rows = pa.concat_tables([part_schema(FILLED[name]).empty_table(), *given])
        ids = self.ids.take(pa.array(wanted))
        return rows.select(columns).filter(pc.is_in(rows["doc_id"], value_set=ids))

    def add(self, name: str, rows: pa.Table) -> Counter[str]:
        """Add a cleaner's rows of a table; return the rows of others that give way to them."""
        table = FILLED[name]
        at = positions_in(self.ids, rows["doc_id"])
        unplaced = np.full(len(at), NONE, np.int64)
        own = Placed(rows, at, unplaced, unplaced)
        if has_span(table) or is_anchored(table):
            own.starts, own.ends = (
                column_ints(rows[column]) for column in ("clean_start", "clean_end")
            )
        if is_anchored(table):
            own.raw = self._raw_places(own)
        gone = self._give_way(own) if name == "segments" else Counter[str]()
        self.rows.setdefault(name, []).append(own)
        return gone

    def _raw_places(self, own: Placed) -> tuple[pa.Array, pa.Array]:
        """Return the raw place of rows that keep the one that they were read from."""
        placed = own.starts != NONE
        start, end = self.coordinates(placed_only=False).raw_spans(
            own.at, np.where(placed, own.starts, 0), np.where(placed, own.ends, 0)
        )
        mask, none = pa.array(placed), pa.scalar(None, pa.int32())
        return pc.if_else(mask, start, none), pc.if_else(mask, end, none)

    def _give_way(self, own: Placed) -> Counter[str]:
        """Let earlier blocks give way to those that a later cleaner knows better.

        Blocks tile the text, so only one cleaner can say what a stretch of it is.
        """
        base = self.alignments.clean_base
        is_block = _is_block(own)
        starts = (own.starts + base[own.at])[is_block]
        order = np.argsort(starts, kind="stable")
        starts = starts[order]
        reach = np.maximum.accumulate((own.ends + base[own.at])[is_block][order])
        gone: Counter[str] = Counter()
        for earlier in self.rows.get("segments", ()) if len(starts) else ():
            before = np.searchsorted(starts, earlier.ends + base[earlier.at], "left")
            overlaps = (before > 0) & (reach[before - 1] > earlier.starts + base[earlier.at])
            gone += earlier.keep(~(overlaps & _is_block(earlier)))
        return gone

    def edit(self, edits: pa.Table, maker: tuple[str, str]) -> Counter[str]:
        """Apply edits and carry all rows through them; return the rows that are gone by it.

        Args:
            edits: Rows of the edits' part table, those of one document in their order.
            maker: Name and version of the cleaner.
        """
        edits, at = _by_document(edits, positions_in(self.ids, edits["doc_id"]))
        if not len(at):
            return Counter()
        starts, ends = column_ints(edits["start"]), column_ints(edits["end"])
        sizes = column_ints(pc.utf8_length(edits["replacement"]))
        self._note_removed(edits, at, (starts, ends, sizes), maker)
        lengths = np.diff(self.alignments.clean_base)
        outer = Alignments.from_edits(at, starts, ends, sizes, lengths)
        gone = self._carry(at, (starts, ends, sizes), outer)
        self.alignments = self.alignments.before(outer)
        self.texts = _edited(self.texts, edits, at)
        self._arrow = self._given = None
        return gone

    def _note_removed(
        self, edits: pa.Table, at: Ints, places: tuple[Ints, Ints, Ints], maker: tuple[str, str]
    ) -> None:
        starts, ends, sizes = places
        only = sizes == 0
        reasons = pa.concat_arrays(edits["reason"].chunks).dictionary_encode()
        codes = column_ints(reasons.indices)
        text, start, end, reason = removed_spans(
            at[only], starts[only], ends[only], codes[only], self.alignments
        )
        named = reasons.dictionary.take(pa.array(reason))
        self.removed.append((text, start, end, named, maker))

    def _carry(self, at: Ints, places: tuple[Ints, Ints, Ints], outer: Alignments) -> Counter[str]:
        """Carry all rows to where they are after edits."""
        starts, ends, sizes = places
        growth = np.cumsum(sizes - (ends - starts))
        of_text = np.searchsorted(at, at, "left")
        before = np.append(0, growth)[np.arange(len(at))] - np.append(0, growth)[of_text]
        undone = Alignments.from_edits(
            at, starts + before, starts + before + sizes, ends - starts, np.diff(outer.clean_base)
        )
        gone: Counter[str] = Counter()
        for name, given in self.rows.items():
            for placed in given:
                gone += _carried(placed, undone, is_lasting=is_anchored(FILLED[name]))
        return gone

    def drop(self, places: Sequence[int]) -> Counter[str]:
        """Take documents out; return their rows by who made them."""
        self.alive[list(places)] = False
        gone: Counter[str] = Counter()
        for given in self.rows.values():
            for placed in given:
                gone += placed.keep(self.alive[placed.at])
        self._given = None
        return gone

    def coordinates(self, *, placed_only: bool = True) -> Coordinates:
        """Return where spans stand: in the documents that are left, or in all."""
        texts = self._batch().column("text")
        if not placed_only or self.alive.all():
            return Coordinates(self.ids, texts, self.alignments)
        left = np.flatnonzero(self.alive)
        ids, texts = (column.take(pa.array(left)) for column in (self.ids, texts))
        return Coordinates(ids, texts, self.alignments.take(left))


def _is_block(placed: Placed) -> Bools:
    mask: Bools = pc.not_equal(placed.rows["kind"], "sentence").to_numpy(zero_copy_only=False)
    return mask.astype(np.bool_)


def _carried(placed: Placed, undone: Alignments, *, is_lasting: bool) -> Counter[str]:
    """Move rows to their places after edits; those of whose span nothing is left are gone.

    A piece of metadata outlives the line that it was read from.
    """
    has_place = placed.starts != NONE
    if not has_place.any():
        return Counter()
    before, after = undone.clean_base[placed.at], undone.raw_base[placed.at]
    start, end, found = undone.raw_spans(
        np.where(has_place, placed.starts, 0) + before, np.where(has_place, placed.ends, 1) + before
    )
    found &= has_place
    placed.starts = np.where(found, start - after, NONE)
    placed.ends = np.where(found, end - after, NONE)
    return Counter() if is_lasting else placed.keep(found | ~has_place)


def _by_document(edits: pa.Table, at: Ints) -> tuple[pa.Table, Ints]:
    """Return edits in the order of the documents, those of one document in their order."""
    order = np.argsort(at, kind="stable")
    order = order[at[order] != NONE]
    if len(order) == len(at) and (order == np.arange(len(at))).all():
        return edits, at
    return edits.take(pa.array(order)), at[order]


def _edited(texts: pa.Array, edits: pa.Table, at: Ints) -> pa.Array:
    """Return the texts after edits, of which only those are decoded that change."""
    columns = (edits[name].to_pylist() for name in ("start", "end", "replacement"))
    changes = list(zip(*columns, strict=True))
    firsts = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
    places = at[firsts]
    bounds = pairwise([*firsts.tolist(), len(at)])
    before = texts.take(pa.array(places)).to_pylist()
    changed = [
        spliced(text, changes[first:last])
        for text, (first, last) in zip(before, bounds, strict=True)
    ]
    is_changed = np.zeros(len(texts), np.bool_)
    is_changed[places] = True
    return pc.replace_with_mask(texts, pa.array(is_changed), pa.array(changed, pa.string()))
