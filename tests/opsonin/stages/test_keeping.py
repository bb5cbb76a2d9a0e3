from __future__ import annotations

from typing import Any

import pyarrow as pa

from opsonin.stages.keeping import Kept, kept_rows
from opsonin.tables.contract import CONTRACT

A, B, C, D = (letter * 32 for letter in "abcd")


def links(*ends: tuple[str, str | None]) -> pa.Table:
    starts, targets = zip(*ends, strict=True)
    return pa.table({"from_doc_id": starts, "to_doc_id": pa.array(targets, pa.string())})


def pairs(table: pa.Table) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


def test_owner_keeps_all_rows_or_none() -> None:
    kept = Kept({"links": links((A, B), (A, C), (D, B), (D, None))}, frozenset({C}))
    assert pairs(kept_rows(kept, CONTRACT)["links"]) == [(D, B), (D, None)]


def test_rows_of_one_owner_go_from_all_tables() -> None:
    evidence = pa.table({"from_doc_id": [A, D], "doc_id": [A, B]})
    kept = Kept({"links": links((A, C), (D, B)), "link_evidence": evidence}, frozenset({C}))
    tables = kept_rows(kept, CONTRACT)
    assert pairs(tables["links"]) == [(D, B)]
    assert pairs(tables["link_evidence"]) == [(D, B)]


def test_further_documents_count_as_changed() -> None:
    kept = Kept({"links": links((A, B), (C, D))}, frozenset({B}))
    assert kept_rows(kept, CONTRACT, {D})["links"].num_rows == 0


def test_nothing_changed_and_no_rows_are_no_errors() -> None:
    assert kept_rows(Kept({"links": links((A, B)).slice(0, 0)}), CONTRACT)["links"].num_rows == 0
    assert kept_rows(Kept({"links": links((A, B))}), CONTRACT)["links"].num_rows == 1
