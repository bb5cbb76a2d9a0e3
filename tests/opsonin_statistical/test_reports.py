from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from opsonin import Documents
from opsonin_statistical.dictionary import N_GROUPS
from opsonin_statistical.features import seen_in
from opsonin_statistical.reports import are_studies
from opsonin_statistical.term_words import TermWords

DENSE = "Cisplatin causes deafness in ataxia. " * 10


def marked(text: str, n_hints: int) -> bool:
    """Whether a text whose first tokens stand in mentions is a study."""
    documents = Documents(pa.record_batch({"doc_id": ["0" * 32], "text": [text]}))
    tokens = documents.analysis.tokens
    codes = np.zeros((len(tokens), N_GROUPS), np.uint8)
    codes[:n_hints, 0] = 1
    seen = seen_in(documents.analysis, codes, np.zeros(len(tokens), np.uint8), TermWords.none())
    (found,) = are_studies([text], tokens, seen).tolist()
    return bool(found)


@pytest.mark.parametrize(
    ("text", "n_hints", "expected"),
    [
        ("We studied a garden.", 0, True),
        (DENSE, 20, True),
        (DENSE, 3, False),
        (f'"{DENSE}" she said.', 20, False),
        ("Cisplatin causes deafness in ataxia.", 3, False),
        (f"On Monday cisplatin was given. {DENSE}", 20, False),
    ],
)
def test_phrases_or_dense_prose_without_talk_tell_a_study(
    text: str, n_hints: int, *, expected: bool
) -> None:
    assert marked(text, n_hints) is expected
