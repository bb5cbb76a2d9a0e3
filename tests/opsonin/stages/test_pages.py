from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.spans.alignment import Alignment, apply_edits
from opsonin.spans.edit import Edit
from opsonin.stages.pages import FILLED, Pages
from opsonin.tables.contract import CONTRACT
from opsonin.tables.internal import Edits
from opsonin.tables.model import arrow_schema
from opsonin.tables.parts import complete, part_schema
from single_texts import Carrier, removed_spans

MAKER = ("cutter", "1")
NOBODY = ("nobody", "1")
Span = tuple[int, int]


def doc_id(number: int) -> str:
    return f"{number:032x}"


def raw_of(texts: Sequence[str | None]) -> pa.Table:
    """Return table raw, the last document first."""
    names = arrow_schema(CONTRACT["raw"]).names
    rows = [
        {
            **dict.fromkeys(names, "x"),
            "doc_id": doc_id(number),
            "source_uri": f"{number}.txt",
            "media_type": "text/plain",
            "size_bytes": 1,
            "text": text,
            "metadata": "{}",
        }
        for number, text in reversed(list(enumerate(texts)))
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(CONTRACT["raw"]))


def rows_of(name: str, component: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    given_rows = [{**row, "doc_id": doc_id(row["at"])} for row in rows]
    columns = sorted({key for row in given_rows for key in row} - {"at"})
    cells = {key: [row.get(key) for row in given_rows] for key in columns}
    table = complete(pa.table(cells), FILLED[name], part=component, version="1")
    return table.cast(part_schema(FILLED[name]))


def edits_of(edits: Sequence[Sequence[Edit]]) -> pa.Table:
    """Return edits as a table, the last document first."""
    rows = [
        {
            "doc_id": doc_id(at),
            "start": edit.start,
            "end": edit.end,
            "replacement": edit.replacement,
            "reason": edit.reason,
        }
        for at, own in reversed(list(enumerate(edits)))
        for edit in own
    ]
    return complete(pa.Table.from_pylist(rows), Edits, part=MAKER[0], version=MAKER[1])


@st.composite
def edits_in(draw: st.DrawFn, length: int) -> list[Edit]:
    places = sorted(draw(st.lists(st.integers(0, length), max_size=6)))
    edits = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        replacement = draw(st.text("xé😀", min_size=int(start == end), max_size=2))
        edits.append(Edit(start, end, replacement, draw(st.sampled_from(["nav", "noise"]))))
    return edits


def spans_in(length: int) -> st.SearchStrategy[list[Span]]:
    pairs = st.tuples(st.integers(0, length), st.integers(0, length)).map(sorted)
    spans = pairs.filter(lambda pair: pair[0] < pair[1]).map(lambda pair: (pair[0], pair[1]))
    return st.lists(spans, max_size=4) if length else st.just([])


@dataclass
class Alone:
    """One document with its rows, treated without any other."""

    text: str
    alignment: Alignment
    flags: list[Span | None] = field(default_factory=list)
    fields: list[Span | None] = field(default_factory=list)
    removed: list[tuple[int, int, str]] = field(default_factory=list)

    def edit(self, edits: Sequence[Edit]) -> None:
        carrier = Carrier(edits, len(self.text))
        self.removed += removed_spans(edits, self.alignment)
        self.flags = [now for span in self.flags if span and (now := carrier.span(*span))]
        # What a field says stays when the place that it was read from goes.
        self.fields = [carrier.span(*span) if span else None for span in self.fields]
        self.alignment = self.alignment.edited(edits)
        self.text = apply_edits(self.text, edits)


def places(pages: Pages, name: str, at: int) -> list[Span | None]:
    found: list[Span | None] = []
    for placed in pages.rows.get(name, ()):
        columns = zip(placed.at.tolist(), placed.starts.tolist(), placed.ends.tolist(), strict=True)
        found += [(start, end) if start >= 0 else None for one, start, end in columns if one == at]
    return found


def removed(pages: Pages, at: int) -> list[tuple[int, int, str]]:
    found = []
    for documents, starts, ends, reasons, maker in pages.removed:
        assert maker == MAKER
        columns = (documents.tolist(), starts.tolist(), ends.tolist(), reasons.to_pylist())
        found += [row[1:] for row in zip(*columns, strict=True) if row[0] == at]
    return found


@settings(max_examples=25)
@given(st.lists(st.text("ab é😀", max_size=8), max_size=3), st.data())
def test_rows_and_texts_are_carried_as_in_each_document_alone(
    texts: list[str], data: st.DataObject
) -> None:
    pages = Pages.of(raw_of(texts))
    alone = [Alone(text, Alignment.identity(len(text))) for text in texts]
    for number in range(2):
        for name, cells in (
            ("flags", {"kind": "tab"}),
            ("fields", {"field": "title", "value": "x", "basis": "stated"}),
        ):
            rows = []
            for at, one in enumerate(alone):
                spans = data.draw(spans_in(len(one.text)))
                getattr(one, name).extend(spans)
                rows += [
                    {"at": at, "clean_start": start, "clean_end": end, **cells}
                    for start, end in spans
                ]
            if rows:
                pages.add(name, rows_of(name, f"finder{number}", rows))
        edits = [data.draw(edits_in(len(one.text))) for one in alone]
        n_flags = sum(len(one.flags) for one in alone)
        gone = pages.edit(edits_of(edits), MAKER) if any(edits) else {}
        for one, own in zip(alone, edits, strict=True):
            one.edit(own)
        assert sum(gone.values()) == n_flags - sum(len(one.flags) for one in alone)
    assert pages.texts.to_pylist() == [one.text for one in alone]
    for at, one in enumerate(alone):
        assert sorted(map(str, places(pages, "flags", at))) == sorted(map(str, one.flags))
        assert sorted(map(str, places(pages, "fields", at))) == sorted(map(str, one.fields))
        assert sorted(removed(pages, at)) == sorted(one.removed)


def test_edits_of_documents_in_any_order_are_applied() -> None:
    pages = Pages.of(raw_of(["a b", "", "c d"]))
    cut = [[Edit(1, 2, "", "noise")], [], [Edit(0, 1, "", "nav"), Edit(1, 2, "__", "noise")]]
    assert pages.edit(edits_of(cut), MAKER) == {}
    assert pages.texts.to_pylist() == ["ab", "", "__d"]
    assert np.diff(pages.alignments.clean_base).tolist() == [2, 0, 3]


def test_fields_keep_the_place_that_they_were_read_from() -> None:
    pages = Pages.of(raw_of(["title text"]))
    cells = {"field": "title", "value": "title", "basis": "stated"}
    rows = [{"at": 0, "clean_start": 0, "clean_end": 5, **cells}, {"at": 0, **cells}]
    pages.add("fields", rows_of("fields", "reader", rows))
    assert pages.edit(edits_of([[Edit(0, 6, "", "nav")]]), MAKER) == {}
    (placed,) = pages.rows["fields"]
    assert placed.raw is not None
    assert [cells.to_pylist() for cells in placed.raw] == [[0, None], [5, None]]
    assert places(pages, "fields", 0) == [None, None]


def block(at: int, start: int, end: int, kind: str = "paragraph") -> dict[str, Any]:
    return {"at": at, "clean_start": start, "clean_end": end, "kind": kind}


def test_earlier_blocks_give_way_to_overlapping_later_ones_of_their_document() -> None:
    pages = Pages.of(raw_of(["0123456789", "0123456789"]))
    earlier = [block(0, 0, 4), block(0, 4, 8), block(0, 8, 10), block(1, 0, 10)]
    sentences = [block(0, 0, 4, "sentence"), block(0, 5, 6, "sentence")]
    pages.add("segments", rows_of("segments", "first", [*earlier, *sentences]))
    gone = pages.add("segments", rows_of("segments", "second", [block(0, 7, 9)]))
    assert gone == {"first": 2}
    left = [(0, 4), (0, 4), (5, 6), (7, 9)]
    assert sorted(span for span in places(pages, "segments", 0) if span) == left
    assert places(pages, "segments", 1) == [(0, 10)]


def test_sentences_make_no_block_give_way() -> None:
    pages = Pages.of(raw_of(["0123456789"]))
    pages.add("segments", rows_of("segments", "first", [block(0, 0, 10)]))
    rows = rows_of("segments", "second", [block(0, 2, 4, "sentence")])
    assert pages.add("segments", rows) == {}
    assert places(pages, "segments", 0) == [(0, 10), (2, 4)]


@settings(max_examples=40)
@given(st.data())
def test_blocks_give_way_as_in_each_document_alone(data: st.DataObject) -> None:
    spans = [[data.draw(spans_in(8)) for _ in range(3)] for _ in range(2)]
    kinds = st.sampled_from(["paragraph", "heading", "sentence"])
    rounds = [
        [block(at, *span, data.draw(kinds)) for at, own in enumerate(drawn) for span in own]
        for drawn in spans
    ]
    pages = Pages.of(raw_of(["01234567"] * 3))
    gone = 0
    for number, rows in enumerate(rounds):
        if rows:
            found = pages.add("segments", rows_of("segments", f"cutter{number}", rows))
            gone += sum(found.values())

    def gives_way(one: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> bool:
        return one["kind"] != "sentence" and any(
            other["kind"] != "sentence"
            and other["at"] == one["at"]
            and other["clean_start"] < one["clean_end"]
            and one["clean_start"] < other["clean_end"]
            for other in others
        )

    left = [one for one in rounds[0] if not gives_way(one, rounds[1])]
    assert gone == len(rounds[0]) - len(left)
    for at in range(3):
        mine = [one for one in (*left, *rounds[1]) if one["at"] == at]
        expected = [(one["clean_start"], one["clean_end"]) for one in mine]
        assert places(pages, "segments", at) == expected


def test_rows_of_rejected_documents_go_and_are_counted() -> None:
    pages = Pages.of(raw_of(["ab", "cd", "ef"]))
    pages.add("flags", rows_of("flags", "a", [{**block(at, 0, 1), "kind": "k"} for at in (2, 0)]))
    pages.add("flags", rows_of("flags", "b", [{**block(at, 1, 2), "kind": "k"} for at in (1, 2)]))
    assert pages.drop([2, 0]) == {"a": 2, "b": 1}
    assert pages.drop([2]) == {}
    assert pages.coordinates().ids.to_pylist() == [doc_id(1)]
    assert pages.coordinates().texts.to_pylist() == ["cd"]
    assert [places(pages, "flags", at) for at in range(3)] == [[], [(1, 2)], []]
    # Edits of the documents that are left do not move because others are gone.
    pages.edit(edits_of([[], [Edit(0, 1, "", "noise")], []]), MAKER)
    assert places(pages, "flags", 1) == [(0, 1)]
    assert pages.drop([1]) == {"b": 1}
    assert len(pages.coordinates().ids) == 0


def test_documents_are_given_with_the_rows_so_far() -> None:
    pages = Pages.of(raw_of(["ab", None, "cd"]))
    pages.add("flags", rows_of("flags", "a", [{**block(at, 1, 2), "kind": "k"} for at in (2, 0)]))
    pages.edit(edits_of([[Edit(0, 1, "", "noise")], [], []]), MAKER)
    given_documents = pages.documents(np.array([0, 1]), ["flags", "raw"])
    assert list(given_documents.texts) == ["b", ""]
    (row,) = given_documents.table("flags").to_pylist()
    assert (row["doc_id"], row["clean_start"], row["clean_end"]) == (doc_id(0), 0, 1)
    again = pages.documents(np.array([0, 1]), [])
    assert again.analysis is given_documents.analysis
    pages.drop([1])
    assert list(pages.documents(np.array([0, 2]), []).texts) == ["b", "cd"]


@pytest.mark.parametrize("texts", [[], [None], [""]])
def test_batches_without_text_pass(texts: list[str | None]) -> None:
    pages = Pages.of(raw_of(texts))
    assert pages.edit(edits_of([]), NOBODY) == {}
    assert len(pages.documents(np.arange(len(texts)), ["fields"])) == len(texts)
    assert pages.drop(range(len(texts))) == {}
    assert len(pages.coordinates().ids) == 0
