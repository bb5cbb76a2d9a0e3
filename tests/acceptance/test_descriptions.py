"""The descriptions of an export, judged by the validators of their standards."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import datasets
import frictionless
import mlcroissant
import pyarrow.parquet as pq
import pytest
import yaml

from opsonin import open_snapshot
from opsonin.inspection.exporting import export_snapshot
from opsonin.inspection.formats import Format

pytestmark = [
    pytest.mark.slow,
    # What the validators warn of is their own use of libraries.
    pytest.mark.filterwarnings("ignore"),
]

#: What a data set may leave open and this one does: nobody knows how its documents are to be cited
#: or which licence all of them have.
LEFT_OPEN = ("citeAs", "license")


@pytest.fixture(scope="module")
def write(
    seeds_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Format], Path]]:
    """Export the seeds in a format."""
    place = tmp_path_factory.mktemp("exports")

    with open_snapshot(seeds_data) as snapshot:
        yield lambda kind: export_snapshot(snapshot, place / kind, kind=kind, is_forced=True).place


def test_croissant_is_valid_and_its_records_are_the_rows(write: Callable[[Format], Path]) -> None:
    place = write("parquet")
    read = mlcroissant.Dataset(jsonld=str(place / "croissant.json"))
    assert not read.metadata.issues.errors
    open_points = [str(one) for one in read.metadata.issues.warnings]
    assert len(open_points) == len(LEFT_OPEN)
    for name in LEFT_OPEN:
        assert any(name in one for one in open_points)
    for one in read.metadata.record_sets:
        expected = sum(pq.read_metadata(file).num_rows for file in (place / one.id).iterdir())
        assert sum(1 for _ in read.records(record_set=one.id)) == expected > 0


def test_data_package_is_valid(write: Callable[[Format], Path]) -> None:
    for kind in ("parquet", "csv", "jsonl"):
        descriptor = str(write(kind) / "datapackage.json")
        assert frictionless.Package.validate_descriptor(descriptor).valid


def test_tables_keep_what_the_data_package_states(write: Callable[[Format], Path]) -> None:
    """The validator reads each cell of the CSV files; its reader of Parquet knows no nulls."""
    report = frictionless.validate(str(write("csv") / "datapackage.json"))
    found: list[Any] = [error.message for task in report.tasks for error in task.errors]
    assert found == []


def test_card_lets_a_hub_client_load_every_table_with_rows(
    write: Callable[[Format], Path], tmp_path: Path
) -> None:
    place = write("parquet")
    front = (place / "README.md").read_text().split("---")[1]
    names = [one["config_name"] for one in yaml.safe_load(front)["configs"]]
    assert {"documents", "mentions", "segments"} <= set(names)
    for name in names:
        read = datasets.load_dataset(str(place), name, split="train", cache_dir=str(tmp_path))
        assert read.num_rows > 0


def test_checksums_are_what_the_usual_program_checks(write: Callable[[Format], Path]) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    done = subprocess.run(command, cwd=write("parquet"), check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (0, b"")
