"""Tells which documents read like what the model was trained on: reports of studies."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from opsonin import Tokens
from opsonin_plugins.taggers.study_prose import reads_as_study
from opsonin_statistical.features import Seen

#: Texts with so large a share of tokens in mentions are dense prose.
#: Source: ours, from the training sets of the NCBI disease corpus, BC5CDR and BioRED: of the
#: abstracts without a phrase of a report four in five are as dense and have no talk; of such
#: documents of the bench corpus one in twenty.
_DENSE = 0.12
#: A headline is dense, too, and so is a list of a few names: shorter texts need a phrase.
_FEWEST_TOKENS = 50
#: What news and talk have and abstracts hardly: quotes, speakers, days, people with titles.
_TALK = re.compile(
    r"[\"\u201c\u201d]|\b(?:said|says|told|you|your|I|yesterday|today|tomorrow|[Mm]rs?\b\.?"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


def are_studies(texts: Sequence[str], tokens: Tokens, seen: Seen) -> npt.NDArray[np.bool_]:
    """Mark the texts that report a study: by a phrase, or by dense prose without talk.

    Args:
        texts: The documents of a batch.
        tokens: Their tokens.
        seen: What the model sees of them.
    """
    n_texts = len(texts)
    n_tokens = np.bincount(tokens.documents, minlength=n_texts)
    n_hints = np.bincount(tokens.documents, weights=seen.is_hint, minlength=n_texts)
    is_dense = (n_hints >= _DENSE * n_tokens) & (n_tokens >= _FEWEST_TOKENS)
    marked = [
        reads_as_study(text) or (dense and not _TALK.search(text))
        for text, dense in zip(texts, is_dense.tolist(), strict=True)
    ]
    return np.array(marked, np.bool_)
