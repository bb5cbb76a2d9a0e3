"""Names that a document has at several places: what one of them is, the others are as well.

Source: Krishnan and Manning (2006), An effective two-stage model for exploiting non-local
dependencies in named entity recognition: one sense per document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from opsonin_statistical.abbreviations import occurrences
from opsonin_statistical.merging import Flags, Marks

#: A name counts that has so large a share at one place.
#: Source: ours, from the development sets of BC5CDR and BioRED as totals: .5 adds more wrong ones.
_SURE = 0.7
#: So many of its places must have been found: general words, such as "tumour", are annotated at
#: some places only. Names of chemicals and genes mean the same everywhere.
_FOUND_SHARE = {"disease": 1 / 3, "organism": 1 / 3}
#: The share of what is added so that is right. Source: as above, three in four.
REPEATED = 0.75
_SHORTEST = 2


def repeats(found: Marks, texts: Sequence[str], types: Sequence[str], asked: Flags) -> Marks:
    """Return the places where a document repeats a name that the model is sure of.

    Args:
        found: What the model found, with its shares.
        texts: The documents.
        types: Name of each kind.
        asked: For each document whether repeats are wanted.
    """
    shares: dict[tuple[int, int, str], list[float]] = defaultdict(list)
    taken: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for (owner, kind, start, end), share in zip(found.keys(), found.shares.tolist(), strict=True):
        if asked[owner]:
            shares[owner, kind, texts[owner][start:end]].append(share)
            taken[owner, kind].append((start, end))
    rows = []
    # The longest come first, so that a part of a name does not take its place.
    for (owner, kind, name), own in sorted(shares.items(), key=lambda one: -len(one[0][2])):
        if max(own) < _SURE or len(name) < _SHORTEST:
            continue
        places = list(occurrences(texts[owner], name))
        if len(own) < _FOUND_SHARE.get(types[kind], 0) * len(places):
            continue
        before = taken[owner, kind]
        new = [
            place
            for place in places
            if not any(place[0] < end and start < place[1] for start, end in before)
        ]
        before += new
        rows += [(owner, start, end, kind) for start, end in new]
    owners, starts, ends, kinds = np.array(sorted(rows), np.int64).reshape(-1, 4).T
    return Marks(owners, starts, ends, kinds, np.full(len(rows), REPEATED, np.float32))
