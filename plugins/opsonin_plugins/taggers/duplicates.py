"""Links documents that have the same main text, or nearly so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from opsonin import Context, Documents, Tagger
from opsonin_plugins.taggers.candidates import Pairs, find_candidates
from opsonin_plugins.taggers.comparisons import Comparer, remembered
from opsonin_plugins.taggers.groups import Texts, different_texts, hub_of, reported
from opsonin_plugins.taggers.link_rows import DocumentLink, link_tables, remembered_evidence
from opsonin_plugins.taggers.loading import Loader
from opsonin_plugins.taggers.shingles import Positions
from opsonin_plugins.taggers.sketches import read_sketches


@dataclass(frozen=True, slots=True)
class DuplicateOptions:
    """When two documents are near duplicates.

    Attributes:
        threshold: Smallest Jaccard similarity of their word 5-grams, above 0 and up to 1.
            Source: Lee et al. 2022 and FineWeb's authors took .8 and .75 for what they removed;
            links remove nothing, and rewritten releases go down to .7.
    """

    threshold: float = 0.7

    def __post_init__(self) -> None:
        """Refuse thresholds that mean nothing."""
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}, expected more than 0 and at most 1")


def _tag(documents: Documents, context: Context[DuplicateOptions]) -> Mapping[str, pa.Table]:
    texts = different_texts(documents.table("signatures"))
    memory = {
        name: documents.table(name)
        for name in DUPLICATES.fills
        if name in documents.table_names and documents.table(name).num_rows
    }
    known = remembered(memory["comparisons"]) if "comparisons" in memory else {}
    evidence = remembered_evidence(memory)
    links = [
        DocumentLink(copy, representative, "duplicate", 1.0)
        for representative, *others in texts.copies
        for copy in others
    ]
    new = (link[:2] for link in links if link[:2] not in evidence)
    loader = Loader(documents, later=(doc_id for pair in new for doc_id in pair))
    comparer = Comparer(loader, texts.ids, known)
    links += _near_duplicates(texts, comparer, context.options.threshold)
    tables = link_tables(sorted(links), loader, evidence)
    return {**tables, "comparisons": comparer.rows()}


def _near_duplicates(texts: Texts, comparer: Comparer, threshold: float) -> list[DocumentLink]:
    """Return the pairs of different texts that are similar enough and to be reported."""
    sketches = read_sketches(texts.rows["sketch"], texts.rows["n_shingles"])
    candidates = find_candidates(sketches, threshold)
    hubs, hub_scores = _similar(candidates.hubs, comparer, sketches.n_shingles, threshold)
    # What is similar to the same text of better rank need not be compared: see `reported`.
    hub = hub_of(hubs, len(sketches))
    is_open = hub[candidates.others.one] != hub[candidates.others.other]
    is_open |= hub[candidates.others.one] < 0
    others, scores = _similar(
        candidates.others.take(is_open), comparer, sketches.n_shingles, threshold
    )
    pairs = Pairs(
        np.concatenate([hubs.one, others.one]), np.concatenate([hubs.other, others.other])
    )
    keep = reported(pairs)
    found = pairs.take(keep)
    rows = zip(
        found.one.tolist(),
        found.other.tolist(),
        np.concatenate([hub_scores, scores])[keep].tolist(),
        strict=True,
    )
    return [
        DocumentLink(texts.ids[other], texts.ids[one], "near_duplicate", score)
        for one, other, score in rows
    ]


def _similar(
    pairs: Pairs, comparer: Comparer, n_shingles: Positions, threshold: float
) -> tuple[Pairs, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return the pairs that are similar enough, with their exact Jaccard similarity."""
    shared = comparer.n_shared(pairs)
    scores = shared / (n_shingles[pairs.one] + n_shingles[pairs.other] - shared)
    is_similar = scores >= threshold
    return pairs.take(is_similar), scores[is_similar]


#: Needs the segments for what is main text, and the signatures instead of all texts.
DUPLICATES = Tagger(
    name="duplicates",
    version="2",
    tag=_tag,
    fills=("links", "link_evidence", "comparisons"),
    needs=("signatures", "segments"),
    scope="corpus",
    options=DuplicateOptions,
)
