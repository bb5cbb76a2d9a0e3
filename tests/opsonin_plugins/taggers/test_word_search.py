from __future__ import annotations

import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.word_search import find_words, word_table


def test_words_are_found_in_each_text_in_whatever_case() -> None:
    texts = ["Not one, not two", "", "nothing", "caf\u00e9 not"]
    analysis = Analysis(pa.array(texts))
    found = list(find_words(analysis, word_table(["not", "two"])))
    words = [[text[slice(*one)] for one in own] for text, own in zip(texts, found, strict=True)]
    assert words == [["Not", "not", "two"], [], [], ["not"]]
