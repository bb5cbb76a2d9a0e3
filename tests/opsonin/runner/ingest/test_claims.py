"""Of two inputs with files of the same name, none takes the other's documents away."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import counting_settings
from opsonin import ConfigError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL


@pytest.fixture
def feeds(counting: dict[str, list[str]], tmp_path: Path) -> tuple[Path, Path]:
    assert counting == {}
    for name, text in (("feed1", "Lupus in 3 patients"), ("feed2", "Gout in 4 patients")):
        (tmp_path / "feeds" / name).mkdir(parents=True)
        (tmp_path / "feeds" / name / "00 1.txt").write_text(text)
    return tmp_path / "feeds" / "feed1", tmp_path / "feeds" / "feed2"


def over(*inputs: Path, data: str = "data", **changes: object) -> Settings:
    names = tuple(str(one) for one in inputs)
    return counting_settings(names, inputs[0].parents[1] / data, cleaners=(), taggers=(), **changes)


def run(chosen: Settings) -> None:
    open_pipeline.cache_clear()
    run_locally(chosen)


def texts(chosen: Settings) -> list[str]:
    return sorted(
        str(row["text"])
        for row in Store(chosen.data, {**CONTRACT, **INTERNAL}).scan("raw", ["text"]).to_pylist()
    )


def test_second_feed_with_the_same_names_stops_the_run_and_nothing_is_lost(
    feeds: tuple[Path, Path],
) -> None:
    run(over(feeds[0]))
    with pytest.raises(ConfigError, match=r"(?s)feed2/00 1.txt and .*feed1/00 1.txt.*--sync") as e:
        run(over(feeds[1]))
    assert "--data" in str(e.value)
    assert texts(over(feeds[0])) == ["Lupus in 3 patients"]
    # A folder that holds both, as the message says, gives every file a name of its own.
    both = replace(over(feeds[0], data=".both"), inputs=(str(feeds[0].parent),))
    run(both)
    assert texts(both) == ["Gout in 4 patients", "Lupus in 3 patients"]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_both_feeds_in_one_run_stop_it_in_either_order(
    feeds: tuple[Path, Path], *, is_reversed: bool
) -> None:
    with pytest.raises(ConfigError, match="Two inputs hold different files named '00 1"):
        run(over(*(feeds[::-1] if is_reversed else feeds)))


def test_file_that_is_empty_now_takes_nothing_from_another_feed(feeds: tuple[Path, Path]) -> None:
    run(over(feeds[0]))
    (feeds[1] / "00 1.txt").write_text("")
    with pytest.raises(ConfigError, match="Two inputs"):
        run(over(feeds[1]))


def test_copy_with_the_same_bytes_claims_nothing(feeds: tuple[Path, Path]) -> None:
    shutil.copy(feeds[0] / "00 1.txt", feeds[1])
    run(over(*feeds))
    for feed in feeds:
        (feed / "00 1.txt").write_text("Asthma in 5 patients")
    run(over(feeds[1]))
    assert texts(over(feeds[0])) == ["Asthma in 5 patients"]


def test_feed_that_was_moved_or_replaced_is_followed(feeds: tuple[Path, Path]) -> None:
    run(over(feeds[0]))
    run(replace(over(feeds[1]), sync=True))
    assert texts(over(feeds[0])) == ["Gout in 4 patients"]
    shutil.rmtree(feeds[0])
    (feeds[1] / "00 1.txt").write_text("Asthma in 5 patients")
    feeds[1].rename(feeds[0])
    run(over(feeds[0]))
    assert texts(over(feeds[0])) == ["Asthma in 5 patients"]


def test_copy_of_the_data_folder_and_its_input_knows_its_own_input(
    feeds: tuple[Path, Path], tmp_path: Path
) -> None:
    run(over(feeds[0]))
    shutil.copytree(feeds[0], tmp_path / "copy" / "feeds" / "feed1")
    shutil.copytree(tmp_path / "data", tmp_path / "copy" / "data", symlinks=True)
    changed = tmp_path / "copy" / "feeds" / "feed1"
    (changed / "00 1.txt").write_text("Asthma in 5 patients")
    run(over(changed))
    assert texts(over(changed)) == ["Asthma in 5 patients"]
