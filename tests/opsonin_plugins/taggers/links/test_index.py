from __future__ import annotations

import pyarrow as pa

from opsonin_plugins.taggers.links.index import MAX_ALL_PAIRS, NEIGHBOURS, RAREST, read_keys


def _rows(keys: dict[str, list[str]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc_id, "names": names, "starts": [0] * len(names),
                "ends": [1] * len(names), "row_ids": [0] * len(names),
            }
            for doc_id, names in keys.items()
        ]
    )  # fmt: skip


def test_pairs_share_so_many_keys_of_the_kinds_asked_for() -> None:
    keys = {
        "a": ["person:x y", "number:count:659", "place:rome"],
        "b": ["person:x y", "number:count:659"],
        "c": ["person:x y", "place:rome"],
    }
    index = read_keys(_rows(keys), list(keys))
    assert index.pairs(("person", "number"), least=2) == [("a", "b")]
    assert index.pairs(("person", "place"), least=2) == [("a", "c")]
    assert index.pairs(("quote",), least=1) == []


def test_only_documents_asked_for_count() -> None:
    keys = {"a": ["person:x y"], "b": ["person:x y"], "c": ["person:x y"]}
    index = read_keys(_rows(keys), ["a", "b"])
    assert index.frequency == {"person:x y": 2}
    assert index.keys_of("c") == {}


def test_pairs_grow_with_the_documents_not_with_their_square() -> None:
    names = [f"person:n{n} a" for n in range(RAREST)]
    for count in (200, 400):
        keys = {f"{n:04}": names for n in range(count)}
        pairs = read_keys(_rows(keys), list(keys)).pairs(("person",), least=2)
        assert count - 1 <= len(pairs) <= (NEIGHBOURS + 1) * count


def test_small_groups_have_every_pair() -> None:
    keys = {f"{n:04}": ["person:a b"] for n in range(MAX_ALL_PAIRS)}
    pairs = read_keys(_rows(keys), list(keys)).pairs(("person",), least=1)
    assert len(pairs) == MAX_ALL_PAIRS * (MAX_ALL_PAIRS - 1) // 2
