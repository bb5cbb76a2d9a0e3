from __future__ import annotations

import pyarrow as pa

from opsonin.tables.naming import names_any, naming_columns

A, B, C, D = (letter * 32 for letter in "abcd")


def test_documents_are_found_in_lists_and_under_any_prefix() -> None:
    rows = pa.table(
        {
            "doc_id": [A, A, A, A, A],
            "other_doc_id": pa.array([B, C, None, B, B], pa.string()),
            "member_doc_ids": [[B], [B], [], [B, C, C], [D]],
            "note": [C, B, B, B, B],
            "n_doc_ids": [1, 1, 0, 3, 1],
        }
    )
    assert names_any(rows, {C}).to_pylist() == [False, True, False, True, False]
    assert names_any(rows, {A}).to_pylist() == [True] * 5
    assert names_any(rows, set()).to_pylist() == [False] * 5
    chunked = pa.concat_tables([rows.slice(2), rows.slice(0, 2)])
    assert names_any(chunked, {C}).to_pylist() == [False, True, False, False, True]
    assert naming_columns(rows.schema) == ["doc_id", "other_doc_id", "member_doc_ids"]
