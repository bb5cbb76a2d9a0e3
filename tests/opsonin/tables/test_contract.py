from __future__ import annotations

from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import info_of


def test_internal_tables_are_not_exported_and_the_contract_is() -> None:
    assert all(info_of(model).is_exported for model in CONTRACT.values())
    assert not any(info_of(model).is_exported for model in INTERNAL.values())
    assert not CONTRACT.keys() & INTERNAL.keys()
