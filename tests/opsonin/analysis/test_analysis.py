from __future__ import annotations

import pyarrow as pa

from opsonin.analysis.analysis import Analysis


def test_everything_is_computed_once() -> None:
    analysis = Analysis(pa.array(["Mice sleep. Rats do not.", ""]))
    assert len(analysis) == 2
    assert analysis.tokens is analysis.tokens
    assert analysis.sentences is analysis.sentences
    assert analysis.ngrams(2) is analysis.ngrams(2)


def test_batches_without_text_have_nothing() -> None:
    for texts in ([], [""], ["", " \n "]):
        analysis = Analysis(pa.array(texts, pa.string()))
        assert len(analysis.tokens) == len(analysis.sentences) == len(analysis.ngrams(2)) == 0
        assert len(analysis.sentences.offsets) == len(analysis.tokens.offsets) == len(texts) + 1
