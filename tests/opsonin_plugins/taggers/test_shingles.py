from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.shingles import (
    BAND_ROWS,
    BANDS,
    main_spans,
    minhash,
    shingle_hashes,
    shingles,
    word_places,
    words_of,
)

_WORDS = st.lists(st.sampled_from(["a", "b", "c", "éclair"]), max_size=30)


def _segments(rows: list[tuple[str, int, int, str, bool]]) -> pa.Table:
    names = ["doc_id", "clean_start", "clean_end", "kind", "is_main"]
    return pa.table(
        {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
    )


def test_main_spans_merge_nested_segments_and_leave_out_the_rest() -> None:
    segments = _segments(
        [
            ("b", 20, 30, "paragraph", True),
            ("a", 0, 10, "list_item", True),
            ("a", 5, 10, "paragraph", True),
            ("a", 0, 4, "sentence", True),
            ("a", 12, 20, "reference", False),
            ("c", 0, 5, "metadata", False),
        ]
    )
    assert main_spans(segments) == {"a": [(0, 10)], "b": [(20, 30)], "c": []}


def test_words_are_case_folded_and_keep_their_places() -> None:
    text = "Straße, NF-κB"
    assert words_of(text, [(0, len(text))]) == ["strasse", "nf", "κb"]
    assert word_places(text, [(0, 6), (8, 10)]) == [[("strasse", 0, 6)], [("nf", 8, 10)]]
    assert words_of(text, []) == []


@given(_WORDS)
@settings(max_examples=80, deadline=None)
def test_there_are_as_many_hashes_as_shingles(words: list[str]) -> None:
    assert len(shingle_hashes(words)) == len(shingles(words))


def test_short_text_is_one_shingle() -> None:
    assert shingles(["a", "b"]) == {("a", "b")}
    assert shingles([]) == set()
    assert len(shingle_hashes(["a", "b"])) == 1


def test_signature_estimates_the_similarity() -> None:
    words = [f"w{n}" for n in range(3000)]
    one, other = words[:2000], words[500:2500]
    left, right = shingles(one), shingles(other)
    exact = len(left & right) / len(left | right)
    signatures = [minhash(shingle_hashes(side)) for side in (one, other)]
    estimate = float(np.mean(signatures[0] == signatures[1]))
    # Four standard deviations of a binomial with so many trials.
    assert abs(estimate - exact) < 4 * (exact * (1 - exact) / (BANDS * BAND_ROWS)) ** 0.5


def test_signature_of_no_shingle_is_empty() -> None:
    assert len(minhash(shingle_hashes([]))) == 0


def test_signature_does_not_depend_on_chunks() -> None:
    hashes = shingle_hashes([f"w{n}" for n in range(6000)])
    halves = [minhash(hashes[:2500]), minhash(hashes[2500:])]
    unsigned = np.minimum(*(half.view(np.uint32) for half in halves))
    assert np.array_equal(minhash(hashes).view(np.uint32), unsigned)


def test_signature_is_the_same_in_every_process() -> None:
    code = (
        "from opsonin_plugins.taggers.shingles import *;"
        "print(minhash(shingle_hashes('a b c d e f'.split()))[:4].tolist())"
    )
    seeds = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert seeds[0] == seeds[1]
    assert seeds[0].strip() == str(
        minhash(shingle_hashes(["a", "b", "c", "d", "e", "f"]))[:4].tolist()
    )
