from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
from click.testing import Result

from opsonin.store.records import Delta
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.digest import owner_digests
from opsonin.tables.internal import Index
from opsonin.tables.model import arrow_schema

Command = Callable[..., Result]


def _replace(data: Path, table: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    """Commit changed rows of one document, as a component that is wrong would have."""
    store = Store(data, {**CONTRACT, **INTERNAL})
    doc_id = store.all_owners(table)[0]
    schema = arrow_schema(CONTRACT[table])
    rows = [change(row) for row in store.read_rows(table, [doc_id]).to_pylist()]
    changed = pa.Table.from_pylist(rows, schema=schema)
    ref = store.write(table, changed, schema)
    assert ref is not None
    index = [
        {"table_name": table, "owner": owner, "n_rows": n, "digest": digest, "file": ref.file}
        for owner, n, digest in owner_digests(changed, ("doc_id",))
    ]
    delta = Delta(
        base=store.head(),
        added={table: [ref]},
        removed={table: {doc_id}},
        index=pa.Table.from_pylist(index, schema=arrow_schema(Index)),
    )
    assert store.commit(delta) is not None
    return doc_id


def test_sound_folder_is_said_to_be_sound(opsonin: Command, data: Path) -> None:
    result = opsonin("verify", "--data", data)
    assert result.exit_code == 0, result.output
    assert "snapshot 1 is sound: 4 documents, " in result.stdout


def test_sound_folder_has_no_problems_as_json(read_json: Callable[..., Any], data: Path) -> None:
    assert read_json("verify", "--data", data) == {"data": str(data), "problems": []}


def test_damaged_file_is_named(opsonin: Command, own_data: Path) -> None:
    path = next((own_data / "store" / "mentions").glob("*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    result = opsonin("verify", "--data", own_data)
    assert result.exit_code == 1
    assert f"{path}: the file is damaged" in result.stdout
    assert "Traceback" not in result.output


def test_span_that_does_not_slice_to_its_text_is_found(opsonin: Command, own_data: Path) -> None:
    doc_id = _replace(own_data, "mentions", lambda row: {**row, "text": row["text"] + "!"})
    result = opsonin("verify", "--data", own_data, "--json")
    assert result.exit_code == 1
    problems = orjson.loads(result.stdout)["problems"]
    assert len(problems) == 1
    assert problems[0].startswith(f"Table mentions, document {doc_id}: ")
    assert "wrong spans, the first at" in problems[0]


def test_alignment_with_a_gap_is_found(opsonin: Command, own_data: Path) -> None:
    doc_id = _replace(
        own_data,
        "alignment",
        lambda row: {
            **row,
            "clean_start": row["clean_start"] + 1,
            "clean_end": row["clean_end"] + 1,
        },
    )
    result = opsonin("verify", "--data", own_data)
    assert result.exit_code == 1
    assert f"Table alignment, document {doc_id}: Piece 0, " in result.stdout


def test_ids_with_a_gap_are_found(opsonin: Command, own_data: Path) -> None:
    doc_id = _replace(
        own_data, "mentions", lambda row: {**row, "mention_id": row["mention_id"] + 1}
    )
    result = opsonin("verify", "--data", own_data)
    assert result.exit_code == 1
    expected = f"document {doc_id}: mention_id does not count from 0 without gaps."
    assert f"Table mentions, {expected}" in result.stdout
    assert "1 problem." in result.stderr


def test_reference_to_a_row_that_is_not_there_is_found(opsonin: Command, own_data: Path) -> None:
    doc_id = _replace(own_data, "mentions", lambda row: {**row, "segment_id": 99_999})
    result = opsonin("verify", "--data", own_data)
    expected = f"document {doc_id}: segment_id holds a number that no row of segments has."
    assert f"Table mentions, {expected}" in result.stdout
