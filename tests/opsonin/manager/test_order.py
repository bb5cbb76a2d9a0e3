import itertools
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pytest

from opsonin.components.component import Cleaner, Phase, Tagger
from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned
from opsonin.errors import ConfigError, PluginError
from opsonin.manager.order import order_cleaners, order_taggers
from opsonin.tables.arrow import String
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import Table, column
from opsonin.tables.spans import ComponentRows

Names = tuple[str, ...]


def clean(documents: Documents, _context: Context[NoOptions]) -> Sequence[Cleaned]:
    return [Cleaned() for _ in documents]


def tag(_documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    return {}


def cleaner(
    name: str,
    phase: Phase = "strip",
    *,
    after: Names = (),
    before: Names = (),
    fills: Names = (),
    needs: Names = (),
) -> Cleaner[NoOptions]:
    return Cleaner(
        name=name,
        version="1",
        clean=clean,
        phase=phase,
        after=after,
        before=before,
        fills=fills,
        needs=needs,
    )


def tagger(
    name: str,
    fills: str = "",
    refines: str = "",
    needs: str = "",
    *,
    after: Names = (),
    before: Names = (),
    is_corpus: bool = False,
) -> Tagger[NoOptions]:
    return Tagger(
        name=name,
        version="1",
        tag=tag,
        fills=tuple(fills.split()),
        refines=tuple(refines.split()),
        needs=tuple(needs.split()),
        after=after,
        before=before,
        scope="corpus" if is_corpus else "document",
    )


def cleaner_names(*cleaners: Cleaner[NoOptions]) -> list[str]:
    return [one.name for one in order_cleaners(cleaners, CONTRACT)]


def tagger_names(*taggers: Tagger[NoOptions]) -> list[str]:
    return [one.name for one in order_taggers(taggers, CONTRACT)]


def test_cleaners_run_by_phase_then_after_then_name() -> None:
    found = cleaner_names(
        cleaner("a", "segment"),
        cleaner("b", "strip", after=("c", "d", "not_installed")),
        cleaner("c", "strip"),
        cleaner("d", "repair"),
        cleaner("e", "markup"),
        cleaner("f", "strip"),
    )
    assert found == ["e", "d", "c", "b", "f", "a"]


def test_cleaner_runs_before_those_that_it_names() -> None:
    found = cleaner_names(cleaner("a"), cleaner("b"), cleaner("z", before=("b", "not_installed")))
    assert found == ["a", "z", "b"]


def test_cleaner_cannot_run_before_an_earlier_phase() -> None:
    with pytest.raises(PluginError, match=r"cleaner a: .*'b', but phase strip comes before"):
        cleaner_names(cleaner("a", "segment", before=("b",)), cleaner("b"))


def test_cleaner_runs_after_those_that_fill_what_it_needs() -> None:
    found = cleaner_names(
        cleaner("a", needs=("segments",)),
        cleaner("b", fills=("segments",), needs=("segments",)),
        cleaner("c", fills=("segments",), needs=("segments",)),
        cleaner("z", fills=("segments",)),
    )
    assert found == ["z", "b", "c", "a"]


def test_cleaners_that_wait_for_each_other_are_named() -> None:
    with pytest.raises(ConfigError, match="phase strip wait for each other: a before b before a"):
        cleaner_names(cleaner("a", after=("b",)), cleaner("b", after=("a",)))


def test_cleaner_cannot_follow_a_later_phase() -> None:
    with pytest.raises(
        PluginError, match=r"cleaner a: .*'b', but phase segment comes after.* another phase"
    ):
        cleaner_names(cleaner("a", after=("b",)), cleaner("b", "segment"))


def test_unknown_table_of_a_cleaner_is_explained() -> None:
    with pytest.raises(PluginError, match=r"cleaner a: .*'segment'. Did you mean 'segments'\?"):
        cleaner_names(cleaner("a", fills=("segment",)))


def test_cleaner_cannot_touch_tables_of_other_stages() -> None:
    with pytest.raises(
        PluginError, match=r"fills table 'mentions', which belongs to stage tag.* of stage clean"
    ):
        cleaner_names(cleaner("a", fills=("mentions",)))
    with pytest.raises(PluginError, match=r"needs table 'mentions', .*; a tagger may read both"):
        cleaner_names(cleaner("a", needs=("mentions",)))


def test_fillers_run_before_refiners_before_those_who_need() -> None:
    taggers = [
        tagger("a", needs="mentions", fills="claims"),
        tagger("b", refines="mentions"),
        tagger("c", fills="mentions", needs="segments"),
        tagger("d", fills="mentions"),
        tagger("e", refines="mentions", needs="mentions"),
        tagger("f", fills="quotes", needs="claims"),
    ]
    for permutation in itertools.permutations(taggers):
        assert tagger_names(*permutation) == ["c", "d", "b", "e", "a", "f"]


def test_refiner_that_also_fills_follows_the_fillers() -> None:
    assert tagger_names(
        tagger("a", fills="mentions", refines="mentions"), tagger("b", fills="mentions")
    ) == ["b", "a"]


def test_corpus_taggers_run_last() -> None:
    found = tagger_names(
        tagger("a", fills="links", needs="mentions", is_corpus=True),
        tagger("b", fills="mentions"),
        tagger("c", refines="links", is_corpus=True),
    )
    assert found == ["b", "a", "c"]


def test_taggers_that_wait_for_each_other_are_named() -> None:
    with pytest.raises(ConfigError, match="taggers wait for each other: a before b before a"):
        tagger_names(
            tagger("a", fills="claims", needs="quotes"), tagger("b", fills="quotes", needs="claims")
        )


def test_unknown_table_of_a_tagger_is_explained() -> None:
    with pytest.raises(PluginError, match=r"tagger a: .*'mention'. Did you mean 'mentions'\?"):
        tagger_names(tagger("a", needs="mention"))


def test_tagger_cannot_reach_back_into_clean() -> None:
    with pytest.raises(PluginError, match="refines table 'segments', which belongs to stage clean"):
        tagger_names(tagger("a", refines="segments"))


def test_document_tagger_cannot_read_what_corpus_taggers_fill() -> None:
    with pytest.raises(PluginError, match="tagger a: It reads table 'links', which only"):
        tagger_names(tagger("a", needs="links"), tagger("b", fills="links", is_corpus=True))


def test_table_is_not_filled_both_by_document_and_as_a_whole() -> None:
    with pytest.raises(PluginError, match=r"tagger b: It fills table 'mentions' .* tagger a fills"):
        tagger_names(tagger("a", fills="mentions"), tagger("b", fills="mentions", is_corpus=True))


@pytest.mark.parametrize("is_corpus", [False, True])
def test_table_with_one_row_a_document_is_filled_by_one_tagger(is_corpus: bool) -> None:  # noqa: FBT001 - a parameter of the test
    class Moods(ComponentRows, name="moods", stage="tag", is_single=True):
        """What a text feels like."""

        mood: String = column("A word")

    tables: dict[str, type[Table]] = {**CONTRACT, "moods": Moods}
    one, other = (tagger(name, fills="moods", is_corpus=is_corpus) for name in "ba")
    third = tagger("c", refines="moods", is_corpus=is_corpus)
    with pytest.raises(PluginError) as told:
        order_taggers([one, other], tables)
    assert str(told.value) == (
        "tagger b: It fills table 'moods', which tagger a fills as well; the table has one row at "
        "most for each doc_id. Leave one of them out with `disabled` in opsonin.toml, let it "
        "refine 'moods', or give it a table of its own."
    )
    assert [tagger.name for tagger in order_taggers([third, one], tables)] == ["b", "c"]


def test_refiners_run_as_they_wish() -> None:
    find, read = tagger("find", fills="mentions"), tagger("a_reader", needs="mentions")
    last = tagger("a_last", refines="mentions", after=("*",))
    first = tagger("z_first", refines="mentions", before=("middle", "not_installed"))
    middle = tagger("middle", refines="mentions")
    assert tagger_names(read, last, middle, first, find) == [
        "find",
        "z_first",
        "middle",
        "a_last",
        "a_reader",
    ]


def test_two_that_want_to_be_last_are_ordered_by_name() -> None:
    taggers = [tagger(name, refines="mentions", after=("*",)) for name in ("b", "a")]
    assert tagger_names(*taggers, tagger("z", refines="mentions")) == ["z", "a", "b"]
