from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.compiling import compile_terms
from opsonin_plugins.taggers.matching.index import Index, index_of
from opsonin_plugins.taggers.matching.search import Searcher
from opsonin_plugins.taggers.matching.terms import term_keys

Make = Callable[..., Vocabulary]


def found(index: Index, text: str) -> list[tuple[int, int, str]]:
    searcher = Searcher(index)
    hits = searcher.search(text)
    return sorted(
        (start, end, searcher.meanings.known[number].curie)
        for start, end, number in zip(
            hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist(), strict=True
        )
    )


def test_the_cache_is_written_once_and_read_back(
    small: tuple[Vocabulary, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "cache"
    first = index_of(small, folder)
    (file,) = folder.iterdir()
    before = file.stat().st_mtime_ns
    second = index_of(small, folder)
    assert file.stat().st_mtime_ns == before
    assert second.terms.equals(first.terms)
    assert np.array_equal(second.keys, first.keys)


def test_without_a_cache_the_index_is_the_same(
    small: tuple[Vocabulary, ...], tmp_path: Path
) -> None:
    text = "SLE, type I interferon and CD19"
    in_memory, cached = index_of(small, None), index_of(small, tmp_path)
    assert found(in_memory, text) == found(cached, text) != []


def test_another_version_of_a_vocabulary_gets_another_file(
    small: tuple[Vocabulary, ...], tmp_path: Path
) -> None:
    index_of(small, tmp_path)
    index_of((replace(small[0], sha256="0" * 64), *small[1:]), tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_lists_whose_items_have_other_names_go_together(small: tuple[Vocabulary, ...]) -> None:
    items = pa.list_(pa.field("element", pa.string(), nullable=False))

    def load() -> pa.Table:
        table = small[0].load()
        place = table.schema.get_field_index("alt_curies")
        return table.set_column(place, "alt_curies", table["alt_curies"].cast(items))

    terms = compile_terms((replace(small[0], load=load), *small[1:]))
    assert terms.equals(compile_terms(small))


def test_two_may_compile_at_once(small: tuple[Vocabulary, ...], tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        indexes = list(pool.map(lambda _: index_of(small, tmp_path), range(4)))
    assert len(list(tmp_path.iterdir())) == 1
    assert all(index.terms.equals(indexes[0].terms) for index in indexes)


def test_a_failed_compilation_leaves_nothing_behind(
    small: tuple[Vocabulary, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no space"):
        index_of(small, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_vocabulary_finds_nothing() -> None:
    assert found(index_of((), None), "lupus and more") == []


def test_a_colliding_hash_gives_no_row(make_vocabulary: Make) -> None:
    lie = make_vocabulary("lie", [("X:1", "influenza", "influenza", "disease")])
    table = lie.load()
    keys = pa.array(term_keys(["lupus"])[0], pa.uint64())
    forged = table.append_column("key", keys).replace_schema_metadata({"opsonin:folding": "1"})
    index = index_of((replace(lie, load=lambda: forged),), None)
    assert term_keys(["lupus"])[0][0] in index.keys
    assert found(index, "lupus influenza") == []


def test_keys_of_an_older_folding_are_not_trusted(make_vocabulary: Make) -> None:
    honest = make_vocabulary("old", [("X:1", "influenza", "influenza", "disease")])
    stale = honest.load().append_column("key", pa.array([1], pa.uint64()))
    stale = stale.replace_schema_metadata({"opsonin:folding": "0"})
    index = index_of((replace(honest, load=lambda: stale),), None)
    assert found(index, "influenza") == [(0, 9, "X:1")]


def test_ambiguous_words_are_left_out_for_their_types(make_vocabulary: Make) -> None:
    terms = [
        ("X:1", "lead", "lead", "chemical"),
        ("X:2", "lead", "lead", "disease"),
        ("X:3", "disease", "Diseases", "phenotype"),
    ]
    table = compile_terms((make_vocabulary("x", terms),))
    assert table["curie"].to_pylist() == ["X:2"]


def test_terms_without_words_or_with_too_many_are_left_out(make_vocabulary: Make) -> None:
    terms = [("X:1", "a", "+", "disease"), ("X:2", "b", "one two " * 5, "disease")]
    assert compile_terms((make_vocabulary("x", terms),)).num_rows == 0


def test_equal_letters_in_another_script_are_compared_themselves(make_vocabulary: Make) -> None:
    # Both fold to the same bytes: code points that are 120 apart.
    one, other = "\u4e00\u4e8c", "\u4e78\u4f04"
    index = index_of((make_vocabulary("x", [("X:1", "one", one + "abc", "disease")]),), None)
    assert found(index, one + "abc") == [(0, 5, "X:1")]
    assert found(index, other + "abc") == []


def test_names_longer_and_shorter_than_a_head_are_found_across_words(
    make_vocabulary: Make,
) -> None:
    long = "x" * 300
    terms = [
        ("M:1", "reinfection", "reinfection", "disease"),
        ("M:2", "flu", "flu", "disease"),
        ("M:3", "long", f"acid {long}", "chemical"),
    ]
    index = index_of((make_vocabulary("x", terms),), None)
    assert [
        curie for *_, curie in found(index, f"A re-infection, then flu, then acid {long}.")
    ] == [
        "M:1",
        "M:2",
        "M:3",
    ]
    assert found(index, "reinfecting, acid") == []
