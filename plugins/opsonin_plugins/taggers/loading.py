"""The few documents of a corpus whose texts are looked at, loaded and cut into words once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from opsonin import Documents
from opsonin_plugins.taggers.shingles import (
    BLOCK_COLUMNS,
    PlacedWords,
    UnsignedInts,
    placed_words,
    shingle_set,
)

#: Documents whose words are kept: about 15 MB of documents of 1,000 words, besides the rows that
#: they are read from.
MAX_DOCUMENTS = 512
#: What is read of segments, which is all but their texts.
SEGMENT_COLUMNS = (*BLOCK_COLUMNS, "segment_id")
# Documents that are analysed at once.
_BATCH = 256


@dataclass(slots=True)
class LoadedText:
    """The main text of one document.

    Attributes:
        words: Its words.
        blocks: Segments that are no sentences, in text order x id, start, end.
    """

    words: PlacedWords
    blocks: npt.NDArray[np.int64]
    _shingles: UnsignedInts | None = None

    @property
    def shingles(self) -> UnsignedInts:
        """The sorted, different hashes of its shingles."""
        if self._shingles is None:
            self._shingles = shingle_set(self.words.hashes)
        return self._shingles

    def segment_at(self, place: int) -> int | None:
        """Return the id of the innermost segment that holds a place."""
        numbers, starts, ends = self.blocks.T
        around = np.flatnonzero((starts <= place) & (place < ends))
        if not len(around):
            return None
        # Of equal ones the later is the inner one.
        lengths = (ends - starts)[around]
        return int(numbers[around[np.flatnonzero(lengths == lengths.min())[-1]]])


class Loader:
    """Loads documents of a corpus when they are wanted, and keeps the last ones.

    Args:
        documents: The corpus.
        later: Documents that will be wanted later. As far as there is room they are loaded with
            the first ones: whole files are read for a few of their documents.
    """

    def __init__(self, documents: Documents, later: Iterable[str] = ()) -> None:
        self._documents = documents
        self._later = dict.fromkeys(later)
        self._kept: dict[str, LoadedText] = {}

    def blocks(self, pairs: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
        """Yield pairs of ids in their order, as many at a time as can be kept, and load them."""
        block: list[tuple[str, str]] = []
        wanted: set[str] = set()
        for pair in pairs:
            if len(wanted) + len({*pair} - wanted) > MAX_DOCUMENTS:
                self._load(wanted)
                yield block
                block, wanted = [], set()
            block.append(pair)
            wanted.update(pair)
        if block:
            self._load(wanted)
            yield block

    def __getitem__(self, doc_id: str) -> LoadedText:
        """Return a document of the current block."""
        return self._kept[doc_id]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {doc_id: place for place, doc_id in enumerate(self._documents.ids)}

    def _load(self, ids: set[str]) -> None:
        missing = ids - self._kept.keys()
        if len(self._kept) + len(missing) > MAX_DOCUMENTS:
            self._kept = {doc_id: text for doc_id, text in self._kept.items() if doc_id in ids}
        if not missing:
            return
        room = MAX_DOCUMENTS - len(self._kept) - len(missing)
        along = [doc_id for doc_id in self._later if doc_id not in ids | self._kept.keys()]
        self._later = {}
        missing.update(along[:room])
        chosen = self._documents.take(sorted(self._places[doc_id] for doc_id in missing))
        # What is read of a table again and again is read once.
        chosen = chosen.with_tables({"segments": chosen.table("segments", SEGMENT_COLUMNS)})
        for start in range(0, len(chosen), _BATCH):
            places = range(start, min(start + _BATCH, len(chosen)))
            self._kept.update(_loaded(chosen.take(list(places))))


def _loaded(documents: Documents) -> Iterator[tuple[str, LoadedText]]:
    segments = documents.table("segments")
    segments = segments.filter(pc.not_equal(segments["kind"], "sentence"))
    segments = segments.sort_by([("doc_id", "ascending"), ("segment_id", "ascending")])
    columns = ("segment_id", "clean_start", "clean_end")
    cells = np.stack([segments[name].to_numpy() for name in columns], axis=1).astype(np.int64)
    owners = segments["doc_id"].to_numpy()
    bounds = {}
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]])[: len(owners)])
    for start, end in zip(starts, np.append(starts, len(owners))[1:], strict=True):
        bounds[owners[start]] = cells[start:end]
    for doc_id, words in zip(documents.ids, placed_words(documents), strict=True):
        yield doc_id, LoadedText(words, bounds.get(doc_id, cells[:0]))
