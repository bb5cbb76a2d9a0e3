import math
import random
import struct
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.errors import TableError
from opsonin.tables import digest
from opsonin.tables.arrow import Integers, Strings
from opsonin.tables.digest import owner_column, owner_digests, table_digest

SCHEMA = pa.schema(
    [
        ("owner", pa.string()),
        ("word", pa.string()),
        ("number", pa.int32()),
        ("score", pa.float64()),
        ("small", pa.float32()),
        ("flag", pa.bool_()),
        ("day", pa.date32()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("words", Strings),
        ("ids", Integers),
    ]
)
ROW = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(["a", "b", "c"]),
        "word": st.none() | st.text(max_size=3),
        "number": st.none() | st.integers(-5, 5),
        "score": st.none() | st.floats(),
        "small": st.none() | st.floats(width=32),
        "flag": st.none() | st.booleans(),
        "day": st.none() | st.dates(date(1900, 1, 1)),
        "time": st.none() | st.just(datetime(2020, 10, 1, tzinfo=UTC)),
        "words": st.lists(st.text(max_size=2), max_size=3),
        "ids": st.none() | st.lists(st.integers(0, 9), max_size=3),
    }
)


def table_of(rows: Sequence[object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def one_column(values: Sequence[object], kind: pa.DataType) -> str:
    table = pa.table({"owner": pa.array(["o"] * len(values)), "value": pa.array(values, kind)})
    return owner_digests(table, ("owner",))[0][2]


@settings(max_examples=60)
@given(st.lists(ROW, max_size=12), st.randoms(use_true_random=False), st.integers(1, 5))
def test_order_chunks_and_slices_do_not_matter(
    rows: list[object], shuffler: random.Random, size: int
) -> None:
    plain = owner_digests(table_of(rows), ("owner",))
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    chunks = [table_of(shuffled[at : at + size]) for at in range(0, len(rows), size)]
    chunked = pa.concat_tables([table_of([]), *chunks])
    padded = table_of([*rows[:1], *shuffled, *rows[:1]]).slice(len(rows[:1]), len(rows))
    assert owner_digests(chunked, ("owner",)) == plain
    assert owner_digests(padded, ("owner",)) == plain


def canonical(value: object) -> object:
    if isinstance(value, dict):
        return tuple(canonical(value[name]) for name in sorted(value))
    if isinstance(value, list):
        return tuple(canonical(cell) for cell in value)
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value + 0.0
    return value


@settings(max_examples=100)
@given(ROW, ROW)
def test_digests_are_equal_only_for_equal_rows(first: object, second: object) -> None:
    digests = [owner_digests(table_of([row]), ("owner",)) for row in (first, second)]
    assert (digests[0] == digests[1]) == (canonical(first) == canonical(second))


def test_null_empty_and_shifted_cells_differ() -> None:
    assert one_column([None], pa.string()) != one_column([""], pa.string())
    assert one_column([None], Strings) != one_column([[]], Strings)
    assert one_column([[""]], Strings) != one_column([[]], Strings)
    assert one_column([["ab", "c"]], Strings) != one_column([["a", "bc"]], Strings)
    assert one_column([None], pa.int32()) != one_column([0], pa.int32())
    assert one_column(["x", "x"], pa.string()) != one_column(["x"], pa.string())
    assert one_column([1], pa.int32()) != one_column([1], pa.int64())


def test_cells_do_not_run_into_each_other() -> None:
    def pair(first: str, second: str) -> list[tuple[str, int, str]]:
        return owner_digests(pa.table({"owner": ["o"], "x": [first], "y": [second]}), ("owner",))

    assert pair("ab", "c") != pair("a", "bc")


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()])
def test_there_is_one_zero_and_one_nan(kind: pa.DataType) -> None:
    odd_nan = struct.unpack("<d", struct.pack("<Q", 0xFFF8000000000123))[0]
    assert one_column([-0.0], kind) == one_column([0.0], kind)
    assert one_column([odd_nan], kind) == one_column([float("nan")], kind)
    assert one_column([math.nextafter(1, 2)], pa.float64()) != one_column([1.0], pa.float64())
    assert one_column([float("nan")], kind) != one_column([None], kind)


def test_slices_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"owner": f"o{i % 7}", "word": "x" * (i % 5 * 40), "words": []} for i in range(200)]
    rows[100]["word"] = "y" * 5_000
    whole = owner_digests(table_of(rows), ("owner",))
    monkeypatch.setattr(digest, "SLICE_BYTES", 100)
    assert owner_digests(table_of(rows), ("owner",)) == whole


def test_empty_chunks_do_not_matter() -> None:
    table = pa.table({"doc_id": ["a", "a", "b"], "text": ["x", "y", None]})
    nothing = table.slice(0, 0)
    parts = [nothing, table.slice(0, 1), nothing, table.slice(1), nothing]
    assert owner_digests(pa.concat_tables(parts), ("doc_id",)) == owner_digests(table, ("doc_id",))


def test_owner_is_the_first_key_that_is_not_null() -> None:
    table = pa.table({"doc_id": ["d", None], "uri": ["u", "v"]})
    assert owner_column(table, ("doc_id", "uri")).to_pylist() == ["d", "v"]
    assert [found[:2] for found in owner_digests(table, ("doc_id", "uri"))] == [("d", 1), ("v", 1)]


def test_rows_of_an_owner_may_stand_apart() -> None:
    apart = pa.table({"doc_id": ["b", "a", "b", "a"], "value": [1, 2, 3, 4]})
    together = apart.take([3, 1, 2, 0])
    found = owner_digests(apart, ("doc_id",))
    assert found == owner_digests(together, ("doc_id",))
    assert [(owner, n_rows) for owner, n_rows, _ in found] == [("a", 2), ("b", 2)]


def test_row_without_owner_is_an_error() -> None:
    with pytest.raises(TableError, match=r"no owner: all of its key columns are null\..* doc_id"):
        owner_column(pa.table({"doc_id": pa.array([None], pa.string())}), ("doc_id",))


def test_table_without_keys_has_one_owner() -> None:
    rows = pa.table({"x": [1, 2]})
    (owner, n_rows, _), *others = owner_digests(rows, ())
    assert (owner, n_rows, others) == ("", 2, [])
    assert owner_digests(rows.slice(0, 0), ()) == []


def test_type_outside_the_contract_is_an_error() -> None:
    with pytest.raises(TableError, match="has no canonical form"):
        one_column([{"a": 1}], pa.struct([("a", pa.int32())]))


def test_table_digest_is_stable_over_versions() -> None:
    rows = table_of([{"owner": "a", "word": "é", "number": 1, "score": 0.5, "words": ["x", ""]}])
    assert table_digest([]).startswith("e3b0c44298fc1c149afb")
    assert owner_digests(rows, ("owner",))[0][2] == PINNED


def test_table_digest_tells_owner_and_digest_apart() -> None:
    assert table_digest([("a", "bc")]) != table_digest([("ab", "c")])


#: Digests of committed stores were made with this encoding: changing it makes all of them wrong.
PINNED = "2e9b18f7d2283e85cf84b48aa92b5e1e99846cddeec8b4e4957eda3179279527"
