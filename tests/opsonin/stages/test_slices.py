from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from opsonin.spans.edit import Edit
from opsonin.stages.coordinates import NONE, Coordinates
from opsonin.stages.slices import SlicedPlaces

Texts = dict[str, str]

#: Documents of a few characters, as in hieroglyphs, so that code points and bytes differ.
TEXTS = st.dictionaries(st.sampled_from("abcdef"), st.text("x\u00e9\U00013000", min_size=3))


def sliced(
    texts: Texts, n_documents: int, coordinates: Callable[..., Coordinates]
) -> tuple[SlicedPlaces, list[list[str]]]:
    """Return places that read so many documents at a time, and what they have read so far."""
    read: list[list[str]] = []
    ids = sorted(texts, reverse=True)
    slices = [ids[start : start + n_documents] for start in range(0, len(ids), n_documents)]

    def load(some: Sequence[str]) -> Coordinates:
        read.append([*some])
        return coordinates({one: texts[one] for one in some}, edits(some))

    return SlicedPlaces(slices, load), read


def edits(doc_ids: Sequence[str]) -> dict[str, list[Edit]]:
    """Return one edit a document, which takes out its second character."""
    return {one: [Edit(1, 2, "", "test")] for one in doc_ids}


@given(texts=TEXTS, n_documents=st.integers(1, 4), data=st.data())
def test_spans_lie_where_they_do_without_slices(
    coordinates: Callable[..., Coordinates],
    texts: Texts,
    n_documents: int,
    data: st.DataObject,
) -> None:
    places, _ = sliced(texts, n_documents, coordinates)
    whole = coordinates(texts, edits(list(texts)))
    assert places.lengths.tolist() == whole.lengths.tolist()
    numbers = st.integers(0, len(texts) - 1) if texts else st.nothing()
    at = np.array(data.draw(st.lists(numbers)), np.int64)
    ends = np.array([whole.lengths[one] for one in at], np.int64)
    starts = ends - 1
    wants = {"wants_text": True, "wants_segment": True}
    found, expected = (one.place(at, starts, ends, **wants) for one in (places, whole))
    for column, other in zip(found, expected, strict=True):
        assert column is not None
        assert other is not None
        assert column.to_pylist() == other.to_pylist()


def test_only_slices_that_rows_are_about_are_read(
    coordinates: Callable[..., Coordinates],
) -> None:
    places, read = sliced({"a": "one", "b": "two", "c": "six"}, 1, coordinates)
    at, starts, ends = (np.array([number], np.int64) for number in (1, 0, 1))
    placed = places.place(at, starts, ends, wants_text=True, wants_segment=False)
    assert placed.text is not None
    assert placed.text.to_pylist() == ["t"]
    assert read == [["b"]]


def test_document_that_is_not_there_has_no_position(
    coordinates: Callable[..., Coordinates],
) -> None:
    places, _ = sliced({"a": "one", "c": "six"}, 1, coordinates)
    wanted = pa.chunked_array([["c", "b", "a"]])
    assert places.positions(wanted).tolist() == [1, NONE, 0]
