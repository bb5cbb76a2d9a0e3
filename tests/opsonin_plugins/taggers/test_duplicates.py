from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.duplicates import DUPLICATES, DuplicateOptions
from opsonin_plugins.taggers.groups import MAX_WHOLE_GROUP
from opsonin_plugins.taggers.signatures import SIGNATURES

_SEGMENTS = pa.schema(
    {
        "doc_id": pa.string(),
        "segment_id": pa.int32(),
        "clean_start": pa.int32(),
        "clean_end": pa.int32(),
        "kind": pa.string(),
        "is_main": pa.bool_(),
    }
)
_WORDS = [f"word{n}" for n in range(200)]
_ARTICLE = " ".join(_WORDS)
_RANDOM = np.random.default_rng(20)

Tables = Mapping[str, pa.Table]
Pair = frozenset[str]


def _id(n: int) -> str:
    return f"{n:032x}"


def _changed(n_words: int, mark: str = "other") -> str:
    """Return the article with its last words changed."""
    return " ".join([*_WORDS[: len(_WORDS) - n_words], *(f"{mark}{n}" for n in range(n_words))])


class _Corpus(Documents):
    """Documents that note which texts were looked at."""

    def take(self, indices: list[int]) -> Documents:
        SEEN.update(self.ids[index] for index in indices)
        return super().take(indices)


SEEN: set[str] = set()


def _documents(
    texts: Mapping[str, str],
    order: Sequence[str],
    dates: Mapping[str, date],
    spun: Sequence[str],
    earlier: Tables,
) -> Documents:
    rows: list[dict[str, object]] = []
    for doc_id in order:
        if texts[doc_id]:
            common = {"doc_id": doc_id, "clean_end": len(texts[doc_id]), "is_main": True}
            rows.append({**common, "segment_id": 0, "clean_start": 0, "kind": "paragraph"})
            rows.append({**common, "segment_id": 1, "clean_start": 0, "kind": "sentence"})
    batch = pa.record_batch(
        {
            "doc_id": pa.array(order, pa.string()),
            "text": pa.array([texts[one] for one in order], pa.string()),
            "published_at": pa.array([dates.get(one) for one in order], pa.date32()),
            "text_origin": pa.array(["spun" if one in spun else None for one in order]).cast(
                "string"
            ),
            "machine_translated": pa.nulls(len(order), pa.bool_()),
        }
    )
    segments = pa.Table.from_pylist(rows, _SEGMENTS)
    first = Documents(batch, {"segments": lambda: segments})
    signatures = SIGNATURES.tag(first, Context(NoOptions()))["signatures"]
    tables = {"segments": segments, "signatures": signatures, **earlier}
    return _Corpus(batch, {name: partial(tables.__getitem__, name) for name in tables})


def _tag(
    texts: Mapping[str, str],
    options: DuplicateOptions | None = None,
    order: Sequence[str] | None = None,
    dates: Mapping[str, date] | None = None,
    spun: Sequence[str] = (),
    earlier: Tables | None = None,
) -> dict[str, pa.Table]:
    documents = _documents(texts, order or list(texts), dates or {}, spun, earlier or {})
    SEEN.clear()
    return dict(DUPLICATES.tag(documents, Context(options or DuplicateOptions())))


def _links(tables: Tables) -> list[tuple[str, str, str, float]]:
    names = ("from_doc_id", "to_doc_id", "kind", "score")
    return list(zip(*(tables["links"][name].to_pylist() for name in names), strict=True))


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return (
        {tuple(words)}
        if 0 < len(words) < 5
        else set(zip(*(words[n:] for n in range(5)), strict=False))
    )


def _similar(texts: Mapping[str, str], threshold: float) -> dict[Pair, float]:
    sets = {doc_id: _shingles(text) for doc_id, text in texts.items()}
    found = {}
    for one, other in combinations(sorted(sets), 2):
        shared = len(sets[one] & sets[other])
        if shared and (score := shared / len(sets[one] | sets[other])) >= threshold:
            found[frozenset((one, other))] = score
    return found


def _groups(pairs: Sequence[Pair] | Mapping[Pair, float]) -> set[Pair]:
    groups: list[set[str]] = []
    for pair in pairs:
        joined = {*pair}.union(*(group for group in groups if group & pair))
        groups = [*(group for group in groups if not group & pair), joined]
    return {frozenset(group) for group in groups}


_TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=9).map(" ".join), max_size=9).map(
    lambda texts: {_id(n): text for n, text in enumerate(texts)}
)


@given(_TEXTS, st.sampled_from([0.3, 0.7, 1.0]))
@settings(max_examples=150, deadline=None)
def test_pairs_are_those_that_brute_force_finds(texts: dict[str, str], threshold: float) -> None:
    links = _links(_tag(texts, DuplicateOptions(threshold=threshold)))
    expected = _similar(texts, threshold)
    scores = {frozenset(link[:2]): link[3] for link in links}
    assert len(scores) == len(links)
    for pair, score in scores.items():
        assert score == pytest.approx(expected[pair])
    # Copies of one text stand behind their representative; between texts every pair is there.
    assert _groups(scores) == _groups(expected)
    copies = {link[0] for link in links if link[2] == "duplicate"}
    assert {pair for pair in expected if not pair & copies} <= {*scores}


def test_nearly_every_pair_near_the_threshold_is_found() -> None:
    texts: dict[str, str] = {}
    for n in range(300):
        words = [f"w{word}" for word in _RANDOM.integers(0, 5000, _RANDOM.integers(8, 500))]
        edited = list(words)
        # So many changed words leave a similarity of about .72.
        for place in _RANDOM.choice(len(words), max(1, round(len(words) * 0.034)), replace=False):
            edited[place] = "edited"
        texts |= {_id(2 * n): " ".join(words), _id(2 * n + 1): " ".join(edited)}
    expected = _similar(texts, 0.7)
    found = {frozenset(link[:2]) for link in _links(_tag(texts))}
    assert len(expected) > 100
    assert found <= {*expected}
    assert len(found) >= 0.99 * len(expected)


def test_equal_texts_are_linked_to_the_smallest_id() -> None:
    links = _links(_tag({_id(n): _ARTICLE for n in (7, 3, 5)}))
    assert links == [(_id(5), _id(3), "duplicate", 1.0), (_id(7), _id(3), "duplicate", 1.0)]


def test_representative_is_original_then_earliest_then_longest() -> None:
    texts = {_id(n): _changed(n) for n in (1, 2, 3)}
    assert {link[1] for link in _links(_tag(texts)) if link[0] == _id(3)} == {_id(1), _id(2)}
    longest = {**texts, _id(4): _ARTICLE + " and more"}
    assert {link[1] for link in _links(_tag(longest))} >= {_id(4)}
    assert _id(4) not in {link[0] for link in _links(_tag(longest))}
    dates = {_id(2): date(2020, 1, 2), _id(1): date(2020, 1, 3)}
    assert _id(2) not in {link[0] for link in _links(_tag(longest, dates=dates))}
    spun = _links(_tag(longest, dates=dates, spun=[_id(2)]))
    assert _id(1) not in {link[0] for link in spun}


def test_threshold_is_exact() -> None:
    texts = {_id(1): _ARTICLE, _id(2): _changed(20)}
    shared = 200 - 20 - 4
    similarity = shared / (2 * 196 - shared)
    for threshold, expected in ((similarity, 1), (similarity + 1e-9, 0)):
        assert len(_links(_tag(texts, DuplicateOptions(threshold=threshold)))) == expected


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.1])
def test_threshold_without_a_meaning_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="expected more than 0 and at most 1"):
        DuplicateOptions(threshold=threshold)


def test_evidence_is_the_longest_shared_run_on_both_sides() -> None:
    texts = {_id(1): _ARTICLE, _id(2): "Reprinted: " + _changed(5)}
    rows = _tag(texts, dates={_id(1): date(2020, 1, 1)})["link_evidence"].to_pylist()
    assert [(row["side"], row["doc_id"]) for row in rows] == [("from", _id(2)), ("to", _id(1))]
    for row in rows:
        text = texts[row["doc_id"]][row["clean_start"] : row["clean_end"]]
        assert text == " ".join(_WORDS[:-5])
        assert (row["table_name"], row["row_id"], row["link_id"]) == ("segments", 0, 0)
        assert row["from_doc_id"] == _id(2)


def test_order_of_documents_does_not_matter() -> None:
    texts = {_id(n): _changed(1 + n % 4, f"o{n}x") for n in range(12)} | {_id(99): ""}
    order = sorted(texts, key=lambda doc_id: doc_id[::-1], reverse=True)
    expected = _tag(texts)
    assert _tag(texts, order=order) == expected
    assert expected["links"].num_rows


def test_small_group_has_every_pair_and_a_large_one_those_with_its_representative() -> None:
    small = {_id(n): _changed(3, f"o{n}x") for n in range(MAX_WHOLE_GROUP)}
    assert len(_links(_tag(small))) == len(small) * (len(small) - 1) // 2
    large = {_id(n): _changed(3, f"o{n}x") for n in range(150)}
    tables = _tag(large)
    assert {link[1] for link in _links(tables)} == {_id(0)}
    assert len(_links(tables)) == len(large) - 1
    assert tables["comparisons"].num_rows < 20 * len(large)


def test_chain_in_a_large_group_stays_together() -> None:
    texts = {_id(n): " ".join(f"word{n * 20 + k}" for k in range(200)) for n in range(40)}
    expected = _similar(texts, 0.7)
    found = {frozenset(link[:2]) for link in _links(_tag(texts))}
    assert found <= {*expected}
    assert _groups([*found]) == _groups(expected) == {frozenset(texts)}


def test_many_copies_are_linked_once_each() -> None:
    texts = {_id(n): "one word" if n % 2 else "" for n in range(3000)}
    tables = _tag(texts)
    assert len(_links(tables)) == 1499
    assert tables["comparisons"].num_rows == 0


def test_boilerplate_of_all_documents_neither_links_nor_hides() -> None:
    boilerplate = " ".join(f"legal{n}" for n in range(150))
    texts = {}
    for n in range(200):
        own = " ".join(f"own{n // 2}x{k}" for k in range(200))
        texts[_id(n)] = f"{own} {boilerplate} edition{n}"
    assert {frozenset(link[:2]) for link in _links(_tag(texts))} == {
        frozenset((_id(n), _id(n + 1))) for n in range(0, 200, 2)
    }


def test_documents_without_words_are_no_duplicates() -> None:
    tables = _tag({_id(1): "", _id(2): "", _id(3): "..."})
    assert [rows.num_rows for rows in tables.values()] == [0, 0, 0]


def test_one_document_and_none() -> None:
    assert _links(_tag({_id(1): _ARTICLE})) == _links(_tag({})) == []


def test_long_document_is_compared_too() -> None:
    words = [f"w{n % 7919}" for n in range(60_000)]
    texts = {_id(1): " ".join(words), _id(2): " ".join([*words[:50_000], *words[:9_000]])}
    assert [link[2] for link in _links(_tag(texts))] == ["near_duplicate"]


_OLD = {_id(n): _changed(2 + n, f"o{n}x") for n in range(6)} | {_id(50): "all else"}


def test_added_document_costs_only_its_own_pairs() -> None:
    before = _tag(_OLD)
    texts = {**_OLD, _id(60): "all else", _id(61): "all else entirely"}
    again = _tag(texts, earlier=before)
    assert {_id(50), _id(60)} == SEEN
    assert again == _tag(texts)


def test_document_that_vanishes_takes_its_links_along() -> None:
    before = _tag(_OLD)
    texts = {doc_id: text for doc_id, text in _OLD.items() if doc_id != _id(0)}
    # The engine leaves out what names documents that are gone or new.
    names = ("doc_id", "other_doc_id", "from_doc_id", "to_doc_id")
    earlier = {
        name: pa.Table.from_pylist(
            [row for row in rows.to_pylist() if _id(0) not in [row.get(one) for one in names]],
            rows.schema,
        )
        for name, rows in before.items()
    }
    again = _tag(texts, earlier=earlier)
    assert not SEEN
    assert again == _tag(texts)
    assert _id(0) not in {doc_id for link in _links(again) for doc_id in link[:2]}
