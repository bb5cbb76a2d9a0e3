from __future__ import annotations

import hashlib
import importlib
import random
from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import counting_settings
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.run import Report
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import INTERNAL

HISTORY = {"runs", "ledger", "changes"}
FRAGMENTS = [
    "Severe  lupus",
    "Drop 12 cells",
    "in 659   patients.",
    "Title!",
    "\n",
    "\tTwo  \U0001f9ec words",
    "BOOM",
    "Tagboom",
    "na\u00efve Cafe\u0301 7",
]


def run(chosen: Settings) -> Report:
    open_pipeline.cache_clear()
    return run_locally(chosen)


def digests(chosen: Settings) -> dict[str, str]:
    open_pipeline.cache_clear()
    tables = open_pipeline_tables(chosen)
    found = Store(chosen.data, tables).digests()
    return {name: found[name] for name in found if name not in HISTORY and name not in INTERNAL}


def open_pipeline_tables(chosen: Settings) -> dict[str, type]:
    pipeline = open_pipeline(orjson.dumps(chosen.to_json(), option=orjson.OPT_SORT_KEYS))
    return {**pipeline.tables, **INTERNAL}


def write(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text.encode("utf-8"))


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "runs.jsonl"
    }


texts = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=5).map(" ".join)
folders = st.dictionaries(st.sampled_from("abcdefgh"), texts, min_size=1, max_size=8)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=folders, then=st.lists(folders, max_size=2), data=st.data())
@pytest.mark.usefixtures("counting")
@pytest.mark.slow
def test_incremental_shuffled_and_resharded_runs_end_with_the_digests_of_a_fresh_one(
    tmp_path_factory: pytest.TempPathFactory,
    first: dict[str, str],
    then: list[dict[str, str]],
    data: st.DataObject,
) -> None:
    root = tmp_path_factory.mktemp("equality")
    grown = counting_settings(root / "in", root / "grown")
    write(root / "in", first)
    run(grown)
    for change in then:
        write(root / "in", change)
        run(grown)
    size = data.draw(st.integers(1, 9))
    fresh = counting_settings(root / "in", root / "fresh", shard_documents=size)
    run(fresh)
    assert digests(grown) == digests(fresh)
    names = sorted(path.name for path in (root / "in").iterdir())
    random.Random(size).shuffle(names)  # noqa: S311 - a reproducible order, nothing secret
    shuffled = counting_settings(
        tuple(str(root / "in" / name) for name in names), root / "shuffled"
    )
    run(shuffled)
    assert digests(shuffled) == digests(fresh)


def test_unchanged_run_calls_no_component_and_writes_one_line(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    write(tmp_path / "in", {"a": "Lupus in 3 patients", "b": "BOOM", "c": "Tagboom", "d": ""})
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    assert run(chosen).status == "committed"
    before = tree(tmp_path / "data")
    lines = (tmp_path / "data/store/runs.jsonl").read_text().splitlines()
    counting.clear()
    report = run(chosen)
    assert report.status == "unchanged"
    assert counting == {}
    assert tree(tmp_path / "data") == before
    assert (tmp_path / "data/store/runs.jsonl").read_text().splitlines()[:-1] == lines


def test_changed_document_calls_components_on_itself_alone(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    write(tmp_path / "in", {"a": "Lupus", "b": "Flu 2", "c": "Gout"})
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    run(chosen)
    counting.clear()
    write(tmp_path / "in", {"b": "Flu 3"})
    run(chosen)
    changed = hashlib.sha256(b"Flu 3").hexdigest()[:32]
    per_document = {name: calls for name, calls in counting.items() if name != "pairs"}
    assert per_document == {
        name: [changed] for name in ("squeeze", "blocks", "capitals", "numbers", "choose", "gather")
    }
    assert len(counting["pairs"]) == 3
    changes = Store(chosen.data, open_pipeline_tables(chosen)).scan("changes").to_pylist()
    latest = [row for row in changes if row["snapshot"] == 2]
    assert [(row["change"], row["doc_id"], row["source_uri"]) for row in latest] == [
        ("changed", changed, "b.txt")
    ]
    assert latest[0]["previous_doc_id"] == hashlib.sha256(b"Flu 2").hexdigest()[:32]


@pytest.mark.parametrize(
    ("bumped", "called"),
    [
        ("numbers", {"numbers", "choose", "gather"}),
        ("capitals", {"capitals", "choose", "gather"}),
        ("choose", {"choose", "gather"}),
        ("gather", {"gather"}),
        ("pairs", {"pairs"}),
        (
            "squeeze",
            {"squeeze", "blocks", "capitals", "numbers", "choose", "gather", "pairs"},
        ),
        ("blocks", {"blocks", "capitals", "numbers", "choose", "gather", "pairs"}),
    ],
)
def test_bumped_component_calls_only_itself_and_what_needs_it(
    counting: dict[str, list[str]], tmp_path: Path, bumped: str, called: set[str]
) -> None:
    write(tmp_path / "in", {"a": "Lupus  and Drop 3", "b": "Flu 2", "c": "BOOM", "d": "Tagboom"})
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    run(chosen)
    counting.clear()
    importlib.import_module("counting_plugin").VERSIONS[bumped] = "2"
    run(chosen)
    assert set(counting) == called
    assert run(chosen).status == "unchanged"
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    assert digests(chosen) == digests(fresh)


def test_rows_of_a_component_that_is_gone_are_taken_away(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    write(tmp_path / "in", {"a": "Lupus and 3", "b": "Flu 2"})
    run(counting_settings(tmp_path / "in", tmp_path / "data"))
    counting.clear()
    left = counting_settings(
        tmp_path / "in", tmp_path / "data", taggers=("capitals", "choose", "gather")
    )
    run(left)
    assert set(counting) == {"choose", "gather"}
    assert run(left).status == "unchanged"
    fresh = counting_settings(
        tmp_path / "in", tmp_path / "fresh", taggers=("capitals", "choose", "gather")
    )
    run(fresh)
    assert digests(left) == digests(fresh)


def test_taggers_do_not_read_what_a_cleaner_that_is_gone_has_given(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    write(tmp_path / "in", {"a": "Lupus and 3", "b": "Flu 2"})
    run(counting_settings(tmp_path / "in", tmp_path / "data"))
    counting.clear()
    left = counting_settings(tmp_path / "in", tmp_path / "data", cleaners=("squeeze",))
    run(left)
    assert "capitals" in counting
    mentions = Store(left.data, open_pipeline_tables(left)).scan("mentions")
    assert mentions["segment_id"].to_pylist() == [None] * 4
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh", cleaners=("squeeze",))
    run(fresh)
    assert digests(left) == digests(fresh)


def test_same_bytes_at_another_place_are_known_by_the_first_place(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    write(tmp_path / "in", {"m": "Lupus", "n": "Tagboom"})
    chosen = counting_settings(tmp_path / "in", tmp_path / "data")
    run(chosen)
    counting.clear()
    write(tmp_path / "in", {"b": "Lupus", "c": "Tagboom"})
    report = run(chosen)
    assert "squeeze" not in counting
    assert report.accounts[0].documents_dropped == 2
    fresh = counting_settings(tmp_path / "in", tmp_path / "fresh")
    run(fresh)
    assert digests(chosen) == digests(fresh)


@pytest.mark.slow
def test_worker_processes_give_the_same_tables(
    counting: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "counting"))
    write(tmp_path / "in", {name: f"Lupus {name} in {name * 3} Drop" for name in "abcdefg"})
    one = counting_settings(tmp_path / "in", tmp_path / "one")
    run(one)
    counting.clear()
    two = counting_settings(tmp_path / "in", tmp_path / "two", runner="processes", workers=2)
    run(two)
    assert set(counting) == {"pairs"}
    assert digests(one) == digests(two)
