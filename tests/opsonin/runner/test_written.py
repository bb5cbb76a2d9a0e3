from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.runner.written import FileRows, Written
from opsonin.tables.internal import Index
from opsonin.tables.model import arrow_schema

_found = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(st.integers(1, 9), st.sampled_from(["d1", "d2"]))
)
_files = st.lists(st.tuples(st.sampled_from(["notes", "words"]), _found), max_size=5)


def file_rows(number: int, table: str, found: dict[str, tuple[int, str]]) -> FileRows:
    return FileRows.of(table, f"f{number}", [(owner, *cell) for owner, cell in found.items()])


@settings(max_examples=50)
@given(_files)
def test_of_two_entries_for_an_owner_the_later_one_holds(
    files: list[tuple[str, dict[str, tuple[int, str]]]],
) -> None:
    written = Written(index=[file_rows(number, *one) for number, one in enumerate(files)])
    model = {
        (table, owner): (n_rows, digest, f"f{number}")
        for number, (table, found) in enumerate(files)
        for owner, (n_rows, digest) in found.items()
    }
    rows = written.index_table().to_pylist()
    assert len(rows) == len(model)
    assert {
        (row["table_name"], row["owner"]): (row["n_rows"], row["digest"], row["file"])
        for row in rows
    } == model
    for table in ("notes", "words"):
        mine = {owner: cell[2] for (name, owner), cell in model.items() if name == table}
        assert written.files_of(table) == mine
        assert written.owners(table) == set(mine)


def test_rows_of_a_file_survive_json() -> None:
    rows = file_rows(0, "notes", {"a": (2, "d1"), "b": (1, "d2")})
    assert FileRows(**rows.to_json()) == rows
    assert rows.to_json() == {
        "table": "notes",
        "file": "f0",
        "owners": ["a", "b"],
        "n_rows": [2, 1],
        "digests": ["d1", "d2"],
    }


def test_nothing_written_is_an_empty_index() -> None:
    assert Written().index_table().schema == arrow_schema(Index)
    assert FileRows.of("notes", "f0", []).owners == []
    assert Written(index=[FileRows.of("notes", "f0", [])]).index_table().num_rows == 0
