from __future__ import annotations

import numpy as np
import pyarrow as pa

from opsonin.analysis.analysis import Analysis
from opsonin.analysis.stretches import Stretches


def stretches(*documents: list[tuple[int, int]]) -> Stretches:
    spans = [span for document in documents for span in document]
    return Stretches(
        starts=np.array([start for start, _ in spans], np.int32),
        ends=np.array([end for _, end in spans], np.int32),
        offsets=np.cumsum([0, *map(len, documents)], dtype=np.int64),
    )


def within(texts: list[str], blocks: Stretches) -> list[list[str]]:
    found = Analysis(pa.array(texts)).sentences_within(blocks)
    assert len(found.offsets) == len(blocks) + 1
    owners = blocks.documents.tolist()
    return [
        [texts[owners[block]][start:end] for start, end in found.of(block)]
        for block in range(len(blocks))
    ]


def test_sentences_never_cross_a_block() -> None:
    texts = ["Mice sleep. Rats do\nnot. Cats do", "", "\u03b1. Mice"]
    blocks = stretches([(0, 19), (19, 32)], [], [(0, 7)])
    assert within(texts, blocks) == [
        ["Mice sleep.", "Rats do"],
        ["not.", "Cats do"],
        ["\u03b1.", "Mice"],
    ]


def test_line_ends_inside_a_block_are_white_space() -> None:
    assert within(["Seen by Dr.\nRoe\nin May. It slept."], stretches([(0, 33)])) == [
        ["Seen by Dr.\nRoe\nin May.", "It slept."]
    ]


def test_blocks_may_cut_tokens_and_be_empty() -> None:
    assert within(["alphabet  b"], stretches([(0, 3), (3, 8), (8, 10), (10, 11)])) == [
        ["alp"],
        ["habet"],
        [],
        ["b"],
    ]


def test_wrapped_lines_are_joined_where_the_text_goes_on_in_lower_case() -> None:
    long = "The quick growth of the tumour was seen in all animals"
    text = f"A title\nin lower case\n\n{long}\nthat had been given it. It\nwas"
    found = Analysis(pa.array([text])).sentences
    assert [text[start:end] for start, end in found.of(0)] == [
        "A title",
        "in lower case",
        f"{long}\nthat had been given it.",
        "It",
        "was",
    ]
