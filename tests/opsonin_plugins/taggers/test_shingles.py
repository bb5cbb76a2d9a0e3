from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Documents
from opsonin_plugins.taggers.shingles import main_words, placed_words, shingle_set, shingle_sets

_WORDS = st.lists(st.sampled_from(["a", "b", "c", "éclair"]), max_size=30)
_Block = tuple[int, int, int, str, bool]
_SCHEMA = pa.schema(
    {
        "doc_id": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "kind": pa.string(),
        "is_main": pa.bool_(),
    }
)


def _documents(texts: list[str], blocks: list[_Block]) -> Documents:
    ids = [f"{n:032x}" for n in range(len(texts))]
    rows = [dict(zip(_SCHEMA.names, (ids[block[0]], *block[1:]), strict=True)) for block in blocks]
    segments = pa.Table.from_pylist(rows, _SCHEMA)
    batch = pa.record_batch(
        {"doc_id": pa.array(ids, pa.string()), "text": pa.array(texts, pa.string())}
    )
    return Documents(batch, {"segments": lambda: segments})


def _main(texts: list[str], blocks: list[_Block]) -> list[list[str]]:
    documents = _documents(texts, blocks)
    found = [
        [text[a:b] for a, b in zip(words.starts.tolist(), words.ends.tolist(), strict=True)]
        for text, words in zip(texts, placed_words(documents), strict=True)
    ]
    assert np.diff(main_words(documents).offsets).tolist() == [len(words) for words in found]
    return found


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    if 0 < len(words) < 5:
        return {tuple(words)}
    return set(zip(*(words[n:] for n in range(5)), strict=False))


def test_words_of_nested_main_segments_count_once_and_others_not() -> None:
    texts = ["Skip this\nItem one. Two\nRefs here", "whole text, no segment", "menu only", ""]
    blocks = [
        (0, 0, 9, "metadata", False),
        (0, 10, 23, "list_item", True),
        (0, 15, 23, "paragraph", True),
        (0, 10, 19, "sentence", True),
        (0, 24, 33, "reference", False),
        (2, 0, 9, "metadata", False),
    ]
    assert _main(texts, blocks) == [
        ["Item", "one", "Two"],
        ["whole", "text", "no", "segment"],
        [],
        [],
    ]


def test_no_documents_have_no_words() -> None:
    assert _main([], []) == []


def test_words_are_case_folded_and_punctuation_does_not_count() -> None:
    one, other = placed_words(_documents(["NF-κB, 17!", "nf κb 17"], []))
    assert one.hashes.tolist() == other.hashes.tolist()
    assert one.starts.tolist() == [0, 3, 7]


def test_gaps_tell_where_something_else_stands_between_words() -> None:
    text = "one two. Menu three"
    [words] = placed_words(
        _documents([text], [(0, 0, 8, "paragraph", True), (0, 14, 19, "paragraph", True)])
    )
    assert words.gaps.tolist() == [0, 0, 1]


@given(st.lists(_WORDS, max_size=4))
@settings(max_examples=80, deadline=None)
def test_sets_are_as_large_as_brute_force_finds(texts: list[list[str]]) -> None:
    documents = _documents([" ".join(words) for words in texts], [])
    words = main_words(documents)
    sets = list(shingle_sets(words))
    assert [len(one) for one in sets] == [len(_shingles(text)) for text in texts]
    for one, own in zip(sets, placed_words(documents), strict=True):
        assert one.tolist() == shingle_set(own.hashes).tolist()


def test_short_text_is_one_shingle_and_differs_from_a_longer_one() -> None:
    short, longer, none = shingle_sets(main_words(_documents(["a b", "a b c", "..."], [])))
    assert (len(short), len(longer), len(none)) == (1, 1, 0)
    assert short[0] != longer[0]


def test_hashes_are_the_same_in_every_process() -> None:
    code = (
        "import numpy as np;"
        "from opsonin_plugins.taggers.shingles import shingle_set;"
        "print(shingle_set(np.arange(9, dtype=np.uint64)).tolist())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {f"{shingle_set(np.arange(9, dtype=np.uint64)).tolist()}\n"}
