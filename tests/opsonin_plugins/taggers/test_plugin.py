from __future__ import annotations

from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import info_of
from opsonin_plugins.taggers import plugin


def test_built_in_taggers_are_offered() -> None:
    names = [tagger.name for tagger in plugin.register_taggers()]
    assert {"identifiers", "signatures", "duplicates"} <= set(names)
    assert len(names) == len(set(names))


def test_every_table_that_a_tagger_names_is_known() -> None:
    known = {*CONTRACT, *(info_of(table).name for table in plugin.register_tables())}
    for tagger in plugin.register_taggers():
        assert {*tagger.fills, *tagger.refines, *tagger.needs} <= known
