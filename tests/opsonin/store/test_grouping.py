from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.store import grouping
from opsonin.store.grouping import groups
from opsonin.store.parquet import FileRef
from opsonin.store.records import TableFile

LIMITS = (10, 30, 90)


@pytest.fixture(autouse=True, scope="module")
def _small_sizes() -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "SIZES_BYTES", LIMITS)
        yield


def files_of(*sizes: int) -> list[TableFile]:
    return [TableFile(FileRef(str(at), 1, size), 1) for at, size in enumerate(sizes)]


def sizes_of(found: list[grouping.Group]) -> list[int]:
    return [sum(file.ref.size_bytes for file in group) for group in found]


def test_files_gather_in_groups_of_three_sizes() -> None:
    assert sizes_of(groups(files_of(*[5] * 4))) == [10, 10]
    assert sizes_of(groups(files_of(*[5] * 9))) == [30, 10, 5]
    assert sizes_of(groups(files_of(*[5] * 50))) == [90, 90, 30, 10, 10, 10, 10]


def test_no_files_are_no_group() -> None:
    assert groups([]) == []


def test_file_beyond_the_limit_is_a_group() -> None:
    assert sizes_of(groups(files_of(1, 200, 1))) == [1, 200, 1]


@given(st.lists(st.integers(1, 20), max_size=120))
def test_groups_hold_every_file_once_and_in_order(sizes: list[int]) -> None:
    found = [file for group in groups(files_of(*sizes)) for file in group]
    assert found == files_of(*sizes)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=120))
def test_large_groups_are_closed_for_good(sizes: list[int]) -> None:
    before, after = groups(files_of(*sizes[:-1])), groups(files_of(*sizes))
    large = [group for group in before if sizes_of([group])[0] > LIMITS[1]]
    assert after[: len(large)] == large


@given(st.lists(st.integers(1, 10), min_size=1, max_size=300))
def test_few_groups_are_small(sizes: list[int]) -> None:
    found = groups(files_of(*sizes))
    assert len(found) <= sum(sizes) / (LIMITS[2] - LIMITS[1]) + 16
