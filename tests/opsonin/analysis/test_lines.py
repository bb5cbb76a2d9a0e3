from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from awkward_texts import TEXTS
from opsonin.analysis.buffer import Buffer
from opsonin.analysis.lines import find_lines


def lines_of(*texts: str) -> list[list[str]]:
    found = find_lines(Buffer(pa.array(texts, pa.string())))
    return [
        [text[start:end] for start, end in found.of(position)]
        for position, text in enumerate(texts)
    ]


def test_lines_end_at_line_feeds_and_carriage_returns() -> None:
    assert lines_of("a\r\nb\rc\n\nd", "", "\n", "e\n") == [
        ["a", "b", "c", "", "d"],
        [],
        [""],
        ["e"],
    ]
    assert lines_of("a\r", "\nb") == [["a"], ["", "b"]]


@given(st.lists(TEXTS | st.text(alphabet="a\r\n\u03b1", max_size=12), max_size=4))
def test_lines_are_those_of_bytes_splitlines(texts: list[str]) -> None:
    # Of bytes, because that of strings ends lines at seven further signs.
    assert lines_of(*texts) == [
        [line.decode() for line in text.encode().splitlines()] for text in texts
    ]
