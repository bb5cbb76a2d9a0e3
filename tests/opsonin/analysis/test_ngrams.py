from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.analysis.analysis import Analysis


def ngrams_of(n: int, *texts: str) -> list[list[int]]:
    analysis = Analysis(pa.array(texts, pa.string()))
    hashes, offsets = analysis.ngrams(n).tolist(), analysis.ngram_offsets(n).tolist()
    assert len(hashes) == offsets[-1]
    return [hashes[offsets[place] : offsets[place + 1]] for place in range(len(texts))]


def test_ngrams_never_reach_into_the_next_document() -> None:
    first, second, third = ngrams_of(3, "a b c d", "b c", "B c D")
    assert (len(first), len(second), len(third)) == (2, 0, 1)
    assert first[1] == third[0]


def test_order_and_length_count() -> None:
    ab, ba, aa = (ngrams_of(2, text)[0][0] for text in ("a b", "b a", "a a"))
    assert len({ab, ba, aa, ngrams_of(1, "a")[0][0], ngrams_of(3, "a a a")[0][0]}) == 5


def test_runs_of_no_token_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1 token, not 0"):
        ngrams_of(0, "a")


@given(st.lists(st.text(alphabet="ab .", max_size=12), max_size=4), st.integers(1, 6))
def test_equal_runs_have_equal_hashes_and_others_do_not(texts: list[str], n: int) -> None:
    words = [text.replace(".", " . ").split() for text in texts]
    runs = [[tuple(w[k : k + n]) for k in range(len(w) - n + 1)] for w in words]
    found = ngrams_of(n, *texts)
    assert [len(one) for one in found] == [len(one) for one in runs]
    pairs = {
        pair
        for mine, theirs in zip(runs, found, strict=True)
        for pair in zip(mine, theirs, strict=True)
    }
    assert len(pairs) == len({run for run, _ in pairs}) == len({one for _, one in pairs})
