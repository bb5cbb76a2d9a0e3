import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from opsonin import Cleaner, Exporter, Source, SpanRows, Tagger, Vocabulary, hookimpl
from opsonin.analysis.version import ANALYSIS_VERSION
from opsonin.errors import ConfigError, PluginError
from opsonin.manager import lineage
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Installed, Pipeline, build_pipeline

Distribute = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Options:
    window: int = 5
    folder: Path = Path("x")


class Doses(SpanRows, name="doses", stage="tag"):
    """Doses of drugs."""


def nothing(*_: object) -> Any:
    return {}


def vocabulary(**changes: Any) -> Vocabulary:
    fields = {"name": "rare", "version": "1", "licence": "CC0-1.0", "sha256": "a" * 64}
    counts = {"n_concepts": 1, "n_terms": 1, "load": nothing}
    return Vocabulary(**{**fields, **counts, **changes})


SOURCES: list[Source[Any]] = [
    Source(name="s_last", version="1", accepts=nothing, read=nothing, priority=-5),
    Source(name="s_b", version="1", accepts=nothing, read=nothing),
    Source(name="s_a", version="1", accepts=nothing, read=nothing),
]
CLEANERS: list[Cleaner[Any]] = [
    Cleaner(name="c_segment", version="1", clean=nothing, phase="segment", fills=("segments",)),
    Cleaner(name="c_repair", version="1", clean=nothing, phase="repair", options=Options),
]
TAGGERS: list[Tagger[Any]] = [
    Tagger(name="t_claims", version="1", tag=nothing, fills=("claims",), needs=("mentions",)),
    Tagger(name="t_dates", version="1", tag=nothing, fills=("dates",)),
    Tagger(name="t_doses", version="1", tag=nothing, fills=("doses",)),
    Tagger(name="t_links", version="1", tag=nothing, fills=("links",), scope="corpus"),
    Tagger(name="t_match", version="1", tag=nothing, fills=("mentions",), uses_vocabularies=True),
    Tagger(name="t_negate", version="1", tag=nothing, refines=("mentions",), options=Options),
]
EXPORTERS: list[Exporter[Any]] = [Exporter(name="e_csv", version="1", export=nothing)]


def plugin(**changed: list[Any]) -> SimpleNamespace:
    offered: dict[str, list[Any]] = {
        "sources": SOURCES,
        "cleaners": CLEANERS,
        "taggers": TAGGERS,
        "exporters": EXPORTERS,
        "vocabularies": [vocabulary()],
        "tables": [Doses],
        **changed,
    }

    def hook(records: list[Any]) -> object:
        return hookimpl(lambda: records)

    return SimpleNamespace(**{f"register_{kind}": hook(one) for kind, one in offered.items()})


#: Leaves the built-in components out, so that the tests know what takes part.
OURS = Settings(
    sources=tuple(one.name for one in SOURCES),
    cleaners=tuple(one.name for one in CLEANERS),
    taggers=tuple(one.name for one in TAGGERS),
    exporters=("e_csv",),
    vocabularies=("rare",),
)


def built(settings: Settings = OURS, **changed: list[Any]) -> Pipeline:
    return build_pipeline(settings, extra=[("ours", plugin(**changed))])


def names(installed: tuple[Installed[Any], ...]) -> list[str]:
    return [one.name for one in installed]


def prints(pipeline: Pipeline) -> dict[str, str]:
    everyone: tuple[Installed[Any], ...] = (
        *pipeline.sources,
        *pipeline.cleaners,
        *pipeline.taggers,
        *pipeline.corpus_taggers,
        *pipeline.exporters,
    )
    return {one.name: one.fingerprint for one in everyone}


def changed(after: Pipeline) -> set[str]:
    before = prints(built())
    return {name for name, value in prints(after).items() if before.get(name) != value}


def bumped(components: list[Any], name: str) -> list[Any]:
    return [replace(one, version="2") if one.name == name else one for one in components]


def test_components_stand_in_the_order_in_which_they_run() -> None:
    pipeline = built()
    assert names(pipeline.sources) == ["s_a", "s_b", "s_last"]
    assert names(pipeline.cleaners) == ["c_repair", "c_segment"]
    assert names(pipeline.taggers) == ["t_dates", "t_doses", "t_match", "t_negate", "t_claims"]
    assert names(pipeline.corpus_taggers) == ["t_links"]
    assert names(pipeline.exporters) == ["e_csv"]
    assert [one.name for one in pipeline.vocabularies] == ["rare"]


def test_tables_are_the_contract_and_the_plugins_own() -> None:
    tables = built().tables
    assert tables["doses"] is Doses
    assert list(tables)[:2] == ["raw", "sources"]


def test_options_and_context_reach_the_component() -> None:
    settings = replace(OURS, components={"t_negate": {"window": 7}}, data=Path("d"))
    by_name = {one.name: one for one in built(settings).taggers}
    assert by_name["t_negate"].options == Options(window=7)
    assert by_name["t_negate"].context.options == Options(window=7)
    assert by_name["t_negate"].context.cache == Path("d/cache")
    assert by_name["t_negate"].context.vocabularies == ()
    assert by_name["t_match"].context.vocabularies == (vocabulary(),)
    assert by_name["t_match"].distribution == "ours unreleased"


def test_only_named_and_built_in_components_are_required() -> None:
    settings = replace(OURS, taggers=None, components={"t_negate": {}})
    required = {one.name: one.is_required for one in built(settings).taggers}
    assert (required["t_negate"], required["t_dates"]) == (True, False)


def test_disabled_components_take_no_part() -> None:
    settings = replace(OURS, taggers=None, disabled=("t_doses", "t_links"))
    pipeline = built(settings)
    assert names(pipeline.taggers) == ["t_dates", "t_match", "t_negate", "t_claims"]
    assert pipeline.corpus_taggers == ()


def test_building_twice_gives_equal_fingerprints() -> None:
    assert prints(built()) == prints(built())


def test_fingerprint_of_a_cleaner_covers_all_before_it_and_all_taggers_after() -> None:
    later = set(names(built().taggers)) | {"t_links"}
    assert changed(built(cleaners=bumped(CLEANERS, "c_repair"))) == {
        "c_repair",
        "c_segment",
        *later,
    }
    assert changed(built(cleaners=bumped(CLEANERS, "c_segment"))) == {"c_segment", *later}


def test_fingerprint_of_a_tagger_covers_only_those_whose_rows_it_reads() -> None:
    assert changed(built(taggers=bumped(TAGGERS, "t_dates"))) == {"t_dates"}
    assert changed(built(taggers=bumped(TAGGERS, "t_match"))) == {"t_match", "t_negate", "t_claims"}
    assert changed(built(taggers=bumped(TAGGERS, "t_negate"))) == {"t_negate", "t_claims"}


def test_new_filler_changes_refiners_and_readers_of_its_table() -> None:
    further: Tagger[Any] = Tagger(name="t_more", version="1", tag=nothing, fills=("mentions",))
    settings = replace(OURS, taggers=(*(OURS.taggers or ()), "t_more"))
    found = changed(built(settings, taggers=[*TAGGERS, further]))
    assert found == {"t_more", "t_negate", "t_claims"}


def test_options_are_part_of_the_fingerprint_even_as_defaults() -> None:
    assert changed(built(replace(OURS, components={"t_negate": {"window": 5}}))) == set()
    assert "t_negate" in changed(built(replace(OURS, components={"t_negate": {"window": 6}})))


def test_vocabulary_changes_those_who_use_it_and_what_follows() -> None:
    other = built(vocabularies=[vocabulary(sha256="b" * 64)])
    assert changed(other) == {"t_match", "t_negate", "t_claims"}


def test_version_of_a_table_changes_those_who_touch_it() -> None:
    class Newer(SpanRows, name="doses", stage="tag", version=2):
        """Doses of drugs."""

    assert changed(built(tables=[Newer])) == {"t_doses"}


def test_version_of_the_analysis_changes_every_cleaner_and_tagger(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lineage.VERSIONS[-1] == ANALYSIS_VERSION
    other = built()
    monkeypatch.setattr(lineage, "VERSIONS", (*lineage.VERSIONS[:-1], "0"))
    every: tuple[Installed[Any], ...] = (*other.cleaners, *other.taggers, *other.corpus_taggers)
    assert changed(other) == set(names(every))


def test_version_of_a_source_or_exporter_changes_only_itself() -> None:
    assert changed(built(sources=bumped(SOURCES, "s_a"))) == {"s_a"}
    assert changed(built(exporters=bumped(EXPORTERS, "e_csv"))) == {"e_csv"}


def test_description_is_json_and_names_every_component() -> None:
    settings = replace(OURS, components={"c_repair": {"folder": "y"}})
    described = json.loads(json.dumps(built(settings).describe()))
    assert described["cleaners"][0] == {
        "name": "c_repair",
        "version": "1",
        "options": {"window": 5, "folder": "y"},
        "distribution": "ours unreleased",
        "fingerprint": built(settings).cleaners[0].fingerprint,
    }
    assert described["settings"]["components"] == {"c_repair": {"folder": "y"}}
    assert described["vocabularies"] == [{"name": "rare", "version": "1", "sha256": "a" * 64}]
    assert described["tables"]["doses"] == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            replace(OURS, taggers=("t_date",)),
            "There is no 't_date'. Did you mean 't_dates'?",
        ),
        (
            replace(OURS, vocabularies=("rar",)),
            "There is no 'rar'. Did you mean 'rare'?",
        ),
        (replace(OURS, disabled=("t_date",)), "disabled: There is no 't_date'."),
        (replace(OURS, components={"t_date": {}}), "[components]: There is no 't_date'."),
        (replace(OURS, disabled=("t_dates",)), "taggers: 't_dates' is both chosen and disabled."),
        (
            replace(OURS, plugins=("nobody",)),
            "--plugins: No installed plugin is called 'nobody'.",
        ),
        (
            replace(OURS, components={"t_negate": {"windw": 1}}),
            "[components.t_negate]: There is no key 'windw'. Did you mean 'window'?",
        ),
    ],
)
def test_names_that_do_not_exist_are_explained(settings: Settings, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        built(settings)
    assert message in str(caught.value)


def test_missing_component_hints_at_plugins_that_are_not_enabled(distribute: Distribute) -> None:
    distribute("opsonin-trials", {}, "trials = m")
    with pytest.raises(ConfigError, match=r"not enabled: plugin trials of opsonin-trials 1\.2"):
        built(replace(OURS, taggers=("trials",)))


BROKEN = """
from opsonin import Tagger, hookimpl
@hookimpl
def register_taggers():
    return [Tagger(name="trials", version="1", tag=print)]
@hookimpl
def register_vocabularies():
    return None
"""


def test_broken_plugin_is_only_reported_when_all_are_allowed(distribute: Distribute) -> None:
    distribute("opsonin-trials", {"trials_x": "1 / 0"}, "trials = trials_x")
    pipeline = built(replace(OURS, plugins=("*",)))
    assert [one.plugin for one in pipeline.broken] == ["trials"]
    assert pipeline.describe()["broken"] != []


@pytest.mark.parametrize("name", ["trials", "opsonin-trials"])
def test_broken_plugin_stops_the_run_that_names_it(distribute: Distribute, name: str) -> None:
    distribute("opsonin-trials", {"trials_x": "1 / 0"}, "trials = trials_x")
    with pytest.raises(
        PluginError,
        match=r"^plugin trials of opsonin-trials 1\.2: ZeroDivisionError: .* Install a version",
    ):
        built(replace(OURS, plugins=(name,)))


@pytest.mark.parametrize(
    "settings",
    [replace(OURS, taggers=("trials",)), replace(OURS, components={"trials": {}})],
)
def test_broken_plugin_stops_the_run_that_names_its_component(
    distribute: Distribute, settings: Settings
) -> None:
    distribute("opsonin-trials", {"trials_x": BROKEN}, "trials = trials_x")
    with pytest.raises(PluginError, match=r"plugin trials .*register_vocabularies returned None"):
        built(replace(settings, plugins=("*",)))


def test_missing_component_hints_at_broken_plugins(distribute: Distribute) -> None:
    distribute("opsonin-trials", {"trials_x": "1 / 0"}, "trials = trials_x")
    with pytest.raises(ConfigError, match=r"'trials'.* plugin that is broken: plugin trials of"):
        built(replace(OURS, plugins=("*",), taggers=("trials",)))


def test_broken_built_in_plugin_always_stops_the_run(
    distribute: Distribute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsonin.manager.installed.CORE", "house")
    distribute("house", {"house_x": "1 / 0"}, "taggers = house_x")
    with pytest.raises(PluginError, match=r"plugin taggers of house .*Install opsonin again"):
        built()


def test_cleaners_that_wait_for_each_other_stop_the_run() -> None:
    circle: list[Cleaner[Any]] = [
        Cleaner(name="c_a", version="1", clean=nothing, phase="strip", after=("c_b",)),
        Cleaner(name="c_b", version="1", clean=nothing, phase="strip", after=("c_a",)),
    ]
    with pytest.raises(ConfigError, match="c_a before c_b before c_a"):
        built(replace(OURS, cleaners=("c_a", "c_b")), cleaners=circle)
