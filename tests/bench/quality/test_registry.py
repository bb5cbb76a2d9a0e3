from __future__ import annotations

import pytest

from opsonin.tables.contract import CONTRACT
from opsonin_bench.quality import registry
from opsonin_bench.quality.registry import AWAITED, gold_sets
from opsonin_bench.quality.sets import craft
from opsonin_bench.quality.targets import TARGETS


def test_every_module_is_found_and_names_are_unique() -> None:
    names = [one.name for one in gold_sets()]
    assert {"seeds lines", "seeds mentions", "CRAFT, dev", "WCXB, dev"} <= {*names}
    assert len(names) == len({*names})


def test_two_sets_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(craft, "GOLD_SETS", craft.GOLD_SETS * 2)
    with pytest.raises(ValueError, match="two gold sets are called 'CRAFT, dev'; rename"):
        registry.gold_sets()


def test_targets_belong_to_gold_sets_and_say_where_they_are_from() -> None:
    assert {name for name, _ in TARGETS} <= {one.name for one in gold_sets()}
    assert all(one.basis and one.meaning in {"gate", "aim"} for one in TARGETS.values())


def test_awaited_tables_are_those_of_the_contract() -> None:
    assert {one.table for one in AWAITED} <= {*CONTRACT}
