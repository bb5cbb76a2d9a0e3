"""Counts the words of texts as they lie in memory: no text is made a Python string for it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

#: What stands between words, as in the class ``\s`` of RE2.
_SPACES = np.zeros(256, np.bool_)
_SPACES[[*b" \t\n\f\r"]] = True
#: Texts that are looked at together: what is noted of each byte takes as much memory once more.
_TEXTS = 256


def word_counts(texts: pa.ChunkedArray) -> list[int]:
    r"""Return the number of words of each text: of the longest runs without white space.

    >>> word_counts(pa.chunked_array([["two words", "", " a\nb  c "]]))
    [2, 0, 3]
    """
    found: list[int] = []
    for chunk in texts.chunks:
        for start in range(0, len(chunk), _TEXTS):
            found += _counted(chunk.slice(start, _TEXTS)).tolist()
    return found


def _counted(texts: pa.StringArray) -> npt.NDArray[np.int64]:
    _, ends, data = texts.buffers()
    if data is None:
        return np.zeros(len(texts), np.int64)
    places = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    first, last = int(places[0]), int(places[-1])
    is_space = _SPACES[np.frombuffer(data, np.uint8)[first:last]]
    begins = ~is_space
    begins[1:] &= is_space[:-1]
    # A text begins a word, whatever stands before it in memory.
    at = places[:-1][places[:-1] < places[1:]] - first
    begins[at] = ~is_space[at]
    words = np.flatnonzero(begins)
    return np.diff(np.searchsorted(words, places - first))
