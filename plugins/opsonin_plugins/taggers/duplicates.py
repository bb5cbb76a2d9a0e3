"""Links documents that have the same main text, or nearly so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, Tagger
from opsonin_plugins.taggers.shared_run import longest_shared_run
from opsonin_plugins.taggers.shingles import (
    BAND_ROWS,
    BANDS,
    Span,
    main_spans,
    shingles,
    words_of,
)


@dataclass(frozen=True, slots=True)
class DuplicateOptions:
    """When two documents are near duplicates.

    Attributes:
        threshold: Smallest Jaccard similarity of their word 5-grams, above 0 and up to 1.
            Source: .8 is what Lee et al. 2022 and FineWeb's authors used.
        max_bucket: Up to so many documents of one band are all compared with each other; of more
            each is only compared with the one of smallest id.
    """

    threshold: float = 0.8
    max_bucket: int = 300


class Link(NamedTuple):
    """A pair of documents; the first has the smaller id."""

    from_doc_id: str
    to_doc_id: str
    kind: str
    score: float


def exact_links(groups: Iterable[Sequence[str]]) -> Iterator[Link]:
    """Link every document of a group to the one of smallest id, not all pairs."""
    for group in groups:
        first, *others = sorted(group)
        yield from (Link(first, other, "duplicate", 1.0) for other in others)


def candidates(
    signatures: npt.NDArray[np.int32], threshold: float, max_bucket: int
) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that may be near duplicates, by locality-sensitive hashing.

    Args:
        signatures: Documents, sorted by id, x permutations.
        threshold: Similarity that pairs should have.
        max_bucket: Largest group of which all pairs are looked at.
    """
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        rows = np.ascontiguousarray(signatures[:, band * BAND_ROWS : (band + 1) * BAND_ROWS])
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for n, row in enumerate(rows):
            buckets[row.tobytes()].append(n)
        for bucket in buckets.values():
            if len(bucket) > max_bucket:
                pairs.update((bucket[0], other) for other in bucket[1:])
            else:
                pairs.update(
                    (one, other) for n, one in enumerate(bucket) for other in bucket[n + 1 :]
                )
    # Four standard deviations of the estimate by so many permutations.
    slack = 4 * (threshold * (1 - threshold) / signatures.shape[1]) ** 0.5
    for one, other in sorted(pairs):
        if np.mean(signatures[one] == signatures[other]) >= threshold - slack:
            yield one, other


class _Texts:
    """The texts of a few documents of a corpus, with their segments."""

    def __init__(self, documents: Documents, ids: Iterable[str]) -> None:
        place = {doc_id: n for n, doc_id in enumerate(documents.ids)}
        chosen = documents.take([place[doc_id] for doc_id in sorted(ids)])
        self.texts = dict(zip(chosen.ids, chosen.texts, strict=True))
        segments = chosen.table("segments")
        blocks = segments.filter(pc.not_equal(segments["kind"], "sentence"))
        self._spans = main_spans(blocks)
        self._blocks: dict[str, list[dict[str, Any]]] = defaultdict(list)
        columns = ["doc_id", "segment_id", "clean_start", "clean_end"]
        for row in blocks.select(columns).to_pylist():
            self._blocks[row["doc_id"]].append(row)
        self._shingles: dict[str, set[tuple[str, ...]]] = {}

    def spans(self, doc_id: str) -> list[Span]:
        """Return the stretches of main text."""
        return self._spans.get(doc_id, [(0, len(self.texts[doc_id]))])

    def jaccard(self, one: str, other: str) -> float:
        """Return the exact similarity of two documents."""
        left, right = (self._shingles_of(doc_id) for doc_id in (one, other))
        shared = len(left & right)
        return shared / (len(left) + len(right) - shared)

    def _shingles_of(self, doc_id: str) -> set[tuple[str, ...]]:
        if doc_id not in self._shingles:
            self._shingles[doc_id] = shingles(words_of(self.texts[doc_id], self.spans(doc_id)))
        return self._shingles[doc_id]

    def segment_at(self, doc_id: str, place: int) -> int | None:
        """Return the innermost segment that holds a place."""
        holding = [
            (row["clean_end"] - row["clean_start"], -row["segment_id"])
            for row in self._blocks[doc_id]
            if row["clean_start"] <= place < row["clean_end"]
        ]
        return -min(holding)[1] if holding else None


def _tag(documents: Documents, context: Context[DuplicateOptions]) -> Mapping[str, pa.Table]:
    signatures = documents.table("signatures")
    signatures = signatures.filter(pc.greater(signatures["n_shingles"], 0)).sort_by("doc_id")
    ids = signatures["doc_id"].to_pylist()
    groups: dict[str, list[int]] = defaultdict(list)
    for n, digest in enumerate(signatures["content_digest"].to_pylist()):
        groups[digest].append(n)
    links = list(exact_links([ids[n] for n in group] for group in groups.values()))
    firsts = [group[0] for group in groups.values()]
    pairs = [
        (ids[firsts[one]], ids[firsts[other]])
        for one, other in candidates(
            _matrix(signatures["minhash"])[firsts],
            context.options.threshold,
            context.options.max_bucket,
        )
    ]
    compared = {doc_id for pair in pairs for doc_id in pair}
    texts = _Texts(documents, compared | {doc_id for link in links for doc_id in link[:2]})
    for one, other in pairs:
        score = texts.jaccard(one, other)
        if score >= context.options.threshold:
            links.append(Link(one, other, "near_duplicate", score))
    return _tables(_numbered(links), texts)


def _matrix(column: pa.ChunkedArray) -> npt.NDArray[np.int32]:
    flat = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return np.asarray(flat, dtype=np.int32).reshape(-1, BANDS * BAND_ROWS)


def _numbered(links: Iterable[Link]) -> Iterator[tuple[int, Link]]:
    """Yield links with their number among those of the same first document."""
    number = 0
    last = ""
    for link in sorted(links):
        number = number + 1 if link.from_doc_id == last else 0
        last = link.from_doc_id
        yield number, link


def _tables(links: Iterable[tuple[int, Link]], texts: _Texts) -> Mapping[str, pa.Table]:
    rows: list[dict[str, object]] = []
    evidence: list[dict[str, object]] = []
    for number, link in links:
        rows.append({"link_id": number, **link._asdict()})
        evidence.extend(_evidence(number, link, texts))
    return {
        "links": pa.Table.from_pylist(rows, _LINKS),
        "link_evidence": pa.Table.from_pylist(evidence, _EVIDENCE),
    }


def _evidence(number: int, link: Link, texts: _Texts) -> Iterator[dict[str, object]]:
    """Yield where the longest shared run of words stands on both sides."""
    one, other = link.from_doc_id, link.to_doc_id
    run = longest_shared_run(
        texts.texts[one], texts.spans(one), texts.texts[other], texts.spans(other)
    )
    if run is None:
        return
    for side, doc_id, (start, end) in (("from", one, run.left), ("to", other, run.right)):
        segment = texts.segment_at(doc_id, start)
        if segment is not None:
            yield {
                "doc_id": doc_id,
                "clean_start": start,
                "clean_end": end,
                "from_doc_id": one,
                "link_id": number,
                "side": side,
                "table_name": "segments",
                "row_id": segment,
                "note": f"longest run of shared words: {run.n_words}",
            }


_LINKS = pa.schema(
    {
        "link_id": pa.int32(),
        "from_doc_id": pa.string(),
        "to_doc_id": pa.string(),
        "kind": pa.string(),
        "score": pa.float32(),
    }
)
_EVIDENCE = pa.schema(
    {
        "doc_id": pa.string(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "from_doc_id": pa.string(),
        "link_id": pa.int32(),
        "side": pa.string(),
        "table_name": pa.string(),
        "row_id": pa.int32(),
        "note": pa.string(),
    }
)

#: Needs the segments for what is main text, and the signatures instead of all texts.
DUPLICATES = Tagger(
    name="duplicates",
    version="1",
    tag=_tag,
    fills=("links", "link_evidence"),
    needs=("signatures", "segments"),
    scope="corpus",
    options=DuplicateOptions,
)
