from __future__ import annotations

import pytest

from opsonin.errors import ConfigError
from opsonin.tables.contract import CONTRACT, INTERNAL, find_table
from opsonin.tables.model import info_of


def test_table_is_found_by_its_name() -> None:
    assert find_table("flags") is CONTRACT["flags"]
    assert find_table("doses", {"doses": CONTRACT["flags"]}) is CONTRACT["flags"]


def test_unknown_table_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(ConfigError, match=r"no table 'mention'\. Did you mean 'mentions'\?"):
        find_table("mention")


def test_internal_tables_are_not_exported_and_the_contract_is() -> None:
    assert all(info_of(model).is_exported for model in CONTRACT.values())
    assert not any(info_of(model).is_exported for model in INTERNAL.values())
    assert not CONTRACT.keys() & INTERNAL.keys()
