from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsonin import StoreError
from opsonin.store import files, gc, history
from opsonin.store.layout import Layout
from opsonin.store.records import Committed, Retention
from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems, remove_garbage
from opsonin.tables.model import Table

Put = Callable[..., Committed]
WordsIn = Callable[[pa.Table], dict[str, list[str]]]
NOTHING_OLD = Retention(snapshots=1, hours=0, history_days=0)


@pytest.fixture
def grown(store: Store, put: Put) -> Store:
    put(store, {"a": ["1"], "b": ["2"]})
    put(store, {"a": ["swordfish"]})
    put(store, {"a": ["3"], "c": ["4"]})
    store.snapshot()
    return store


def commits_of(store: Store) -> list[int]:
    return [int(name[:8]) for name in files.names_in(store.root / "store" / "commits")]


def test_old_history_goes_with_the_rows_that_only_it_holds(grown: Store, words_in: WordsIn) -> None:
    digests, n_files = grown.digests(), len(list((grown.root / "store" / "notes").iterdir()))
    report = remove_garbage(grown, NOTHING_OLD, grace_s=0)
    assert report.commits == 2
    assert commits_of(grown) == [3]
    # The first file still holds a live document; the second one's rows are all replaced.
    assert len(list((grown.root / "store" / "notes").iterdir())) == n_files - 1
    assert find_problems(grown) == []
    assert grown.digests() == digests
    assert words_in(grown.scan("notes")) == {"a": ["3"], "b": ["2"], "c": ["4"]}
    assert remove_garbage(grown, NOTHING_OLD, grace_s=0).commits == 0


def test_commits_go_on_and_the_state_can_be_made_again(
    grown: Store, put: Put, words_in: WordsIn, tables: Mapping[str, type[Table]]
) -> None:
    remove_garbage(grown, NOTHING_OLD, grace_s=0)
    assert put(grown, {"d": ["5"]}, removed={"notes": {"b"}}).number == 4
    files.remove_file(grown.root / "store" / "state.sqlite")
    again = Store(grown.root, tables)
    assert again.head() == 4
    assert words_in(again.scan("notes")) == {"a": ["3"], "c": ["4"], "d": ["5"]}
    assert find_problems(again) == []
    assert again.snapshot().number == 4
    with pytest.raises(StoreError, match=r"Commit 2 is no longer kept.*keep_history_days"):
        again.snapshot(2)


def test_young_history_and_that_of_kept_snapshots_stays(grown: Store, put: Put) -> None:
    assert remove_garbage(grown, Retention(hours=0), grace_s=0).commits == 0
    put(grown, {"d": ["5"]})
    assert remove_garbage(grown, Retention(hours=0, history_days=0), grace_s=0).commits == 2
    assert commits_of(grown) == [3, 4]


def test_dry_run_tells_the_same_and_removes_nothing(grown: Store) -> None:
    before = sorted(grown.root.rglob("*"))
    told = remove_garbage(grown, NOTHING_OLD, grace_s=0, is_dry=True)
    assert sorted(grown.root.rglob("*")) == before
    assert told.commits == 2
    assert told.orphans > 0
    done = remove_garbage(grown, NOTHING_OLD, grace_s=0)
    assert (told.commits, told.snapshots) == (done.commits, done.snapshots)
    assert told.orphans == done.orphans


def test_commits_that_a_crash_left_behind_mean_nothing(grown: Store) -> None:
    layout = Layout(grown.root)
    gc.begin_history(layout, 3)
    assert commits_of(grown) == [1, 2, 3]
    assert history.given_up(layout) == [1, 2]
    assert find_problems(grown) == []
    assert grown.head() == 3
    remove_garbage(grown, Retention())
    assert commits_of(grown) == [3]
    assert find_problems(grown) == []


def test_missing_commit_after_the_start_is_found(grown: Store, put: Put) -> None:
    put(grown, {"d": ["5"]})
    put(grown, {"e": ["6"]})
    gc.begin_history(Layout(grown.root), 3)
    (grown.root / "store" / "commits" / "00000004.json").unlink()
    assert "Commit 4 is missing." in find_problems(grown)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"format": 1}'])
def test_damaged_start_is_explained(
    grown: Store, tables: Mapping[str, type[Table]], content: bytes
) -> None:
    Layout(grown.root).history.write_bytes(content)
    with pytest.raises(StoreError, match=r"history.json.*damaged.*Restore it"):
        Store(grown.root, tables).head()


def test_start_of_a_newer_opsonin_is_refused(
    grown: Store, tables: Mapping[str, type[Table]]
) -> None:
    Layout(grown.root).history.write_bytes(b'{"format": 99}')
    with pytest.raises(StoreError, match="Upgrade opsonin"):
        Store(grown.root, tables).head()


def test_damaged_file_from_before_the_start_is_found(grown: Store) -> None:
    remove_garbage(grown, NOTHING_OLD, grace_s=0)
    path = min((grown.root / "store" / "notes").iterdir(), key=lambda one: one.stat().st_mtime_ns)
    path.unlink()
    assert any(path.name in problem for problem in find_problems(grown))


changes = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("abcd"), st.lists(st.sampled_from("xyz"), min_size=1)),
        st.sets(st.sampled_from("abcd")),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=changes)
def test_store_that_gave_up_history_holds_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    tables: Mapping[str, type[Table]],
    put: Put,
    steps: Sequence[tuple[dict[str, list[str]], set[str], bool]],
) -> None:
    root: Path = tmp_path_factory.mktemp("history")
    whole, short = Store(root / "whole", tables), Store(root / "short", tables)
    for words, removed, is_collected in steps:
        for store in (whole, short):
            further: dict[str, Any] = {"removed": {"notes": removed - words.keys()}}
            put(store, words, **further)
            store.snapshot()
        if is_collected:
            remove_garbage(short, NOTHING_OLD, grace_s=0)
        assert short.digests() == whole.digests()
        assert find_problems(short) == []
    assert short.scan("notes").sort_by("doc_id") == whole.scan("notes").sort_by("doc_id")
