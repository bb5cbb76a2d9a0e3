"""What the dictionary found, as a code for each token and kind of mention."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Tokens

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]

#: Which types of mentions are told apart; others are left out.
GROUPS: dict[str, int] = {
    "disease": 0, "phenotype": 0, "chemical": 1, "gene": 2, "protein": 2, "organism": 3,
    "anatomy": 4, "cell_type": 4, "cell_line": 4, "process": 5, "procedure": 5, "therapy": 5,
    "person": 6, "organisation": 6, "place": 6,
}  # fmt: skip
N_GROUPS = 7
#: No mention; first, inner or last token of one, or its only one.
OUTSIDE, FIRST, INNER, LAST, ONLY = range(5)
N_CODES = 9
#: Added for a mention whose name is not that of the concept: abbreviations and the lexicon.
_INDIRECT = 4
# No document has more code points than 2 to the power of this.
_SCALE = 32


def token_span(tokens: Tokens, owner: Ints, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return the first token of each span and the one behind its last; equal where it has none.

    Args:
        tokens: Those of the batch.
        owner: Position of the document of each span.
        starts: First code point.
        ends: First code point after it.
    """
    scale = tokens.documents << _SCALE
    firsts = np.searchsorted(scale + tokens.ends, (owner << _SCALE) + starts, side="right")
    behind = np.searchsorted(scale + tokens.starts, (owner << _SCALE) + ends, side="left")
    return firsts.astype(np.int64), np.maximum(firsts, behind).astype(np.int64)


def owners_of(rows: pa.Table, ids: list[str]) -> Ints:
    """Return the position of each row's document in the batch."""
    found = pc.index_in(rows["doc_id"], value_set=pa.array(ids, pa.string()))
    return np.asarray(found.to_numpy(), np.int64)


def tokens_of(tokens: Tokens, rows: pa.Table, ids: list[str]) -> tuple[Ints, Ints]:
    """Return what `token_span` says of rows with ``doc_id``, ``clean_start`` and ``clean_end``."""
    return token_span(
        tokens,
        owners_of(rows, ids),
        rows["clean_start"].to_numpy().astype(np.int64),
        rows["clean_end"].to_numpy().astype(np.int64),
    )


def codes_of(tokens: Tokens, mentions: pa.Table, ids: list[str]) -> Codes:
    """Return tokens x groups: what the longest mention of each group that covers a token says.

    Args:
        tokens: Those of the batch.
        mentions: Rows of table ``mentions``.
        ids: The documents of the batch.
    """
    codes = np.zeros((len(tokens), N_GROUPS), np.uint8)
    groups = _groups(mentions["type"])
    known = np.flatnonzero(groups >= 0)
    rows = mentions.take(pa.array(known))
    firsts, behind = tokens_of(tokens, rows, ids)
    indirect = pc.is_in(rows["match_kind"], value_set=pa.array(["abbreviation", "lexicon"]))
    added = indirect.to_numpy(zero_copy_only=False).astype(np.uint8) * _INDIRECT
    # The longest comes last and so overwrites what is inside it.
    order = np.lexsort((firsts, behind - firsts))
    order = order[behind[order] > firsts[order]]
    _write(codes, groups[known][order], firsts[order], behind[order], added[order])
    return codes


def _write(codes: Codes, groups: Ints, firsts: Ints, behind: Ints, added: Codes) -> None:
    sizes = behind - firsts
    which = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    tokens = firsts[which] + place
    code = np.where(
        sizes[which] == 1,
        ONLY,
        np.where(place == 0, FIRST, np.where(place == sizes[which] - 1, LAST, INNER)),
    )
    # Written in order, so that of two the later one stays.
    codes[tokens, groups[which]] = code + added[which]


def _groups(types: pa.ChunkedArray) -> Ints:
    encoded = pc.dictionary_encode(types.combine_chunks())
    known = np.array([GROUPS.get(name, -1) for name in encoded.dictionary.to_pylist()] or [-1])
    found: Ints = known[encoded.indices.to_numpy()].astype(np.int64)
    return found
