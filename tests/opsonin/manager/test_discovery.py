from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from opsonin import Tagger, hookimpl
from opsonin.components.engine import Engine
from opsonin.manager.config import Settings
from opsonin.manager.discovery import Plugins, load_plugins

Distribute = Callable[..., None]

TAGGERS = """
from opsonin import Tagger, hookimpl
def tag(documents, context):
    return {{}}
@hookimpl
def register_taggers():
    return [Tagger(name=name, version="1", tag=tag) for name in {names!r}]
"""


def offering(*names: str) -> str:
    return TAGGERS.format(names=list(names))


def taggers(plugins: Plugins) -> list[tuple[str, str]]:
    return [
        (one.record.name, one.distribution) for one in plugins.taggers if not one.plugin.is_builtin
    ]


def loaded(*plugins: str) -> Plugins:
    return load_plugins(Settings(plugins=plugins))


def test_third_party_is_loaded_only_when_allowed(distribute: Distribute) -> None:
    distribute("opsonin-trials", {"trials_x": offering("trials")}, "trials = trials_x")
    assert taggers(loaded()) == []
    assert taggers(loaded("trials")) == [("trials", "opsonin-trials 1.2")]
    assert taggers(loaded("*")) == [("trials", "opsonin-trials 1.2")]


def test_records_come_in_the_order_of_the_plugins_not_last_in_first_out(
    distribute: Distribute,
) -> None:
    distribute("two", {"two_x": offering("d", "c")}, "b_second = two_x")
    distribute("one", {"one_x": offering("z")}, "a_first = one_x")
    assert [name for name, _ in taggers(loaded("*"))] == ["z", "d", "c"]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("import no_such_module_at_all", "ModuleNotFoundError: No module named 'no_such_"),
        ("def broken(:", "SyntaxError: "),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise ValueError('why')", "ValueError: why"),
        (
            "from opsonin import hookimpl\n@hookimpl\ndef register_tager(): return []",
            "There is no hook 'register_tager'. Did you mean 'register_taggers'?",
        ),
        (
            "from opsonin import hookimpl\n@hookimpl\ndef register_taggers(x): return []",
            "PluginValidationError: ",
        ),
        (
            "from opsonin import hookimpl\n@hookimpl\ndef register_taggers(): return 1 / 0",
            "ZeroDivisionError: division by zero",
        ),
        (
            "from opsonin import hookimpl\n@hookimpl\ndef register_taggers(): return 5",
            "register_taggers returned 5, expected a list of Tagger.",
        ),
        (offering("a", "a"), "It registers two components called 'a'."),
    ],
)
def test_broken_plugin_is_named_and_left_out(
    distribute: Distribute, source: str, error: str
) -> None:
    distribute("opsonin-broken", {"broken_x": source}, "broken = broken_x", version="0.3")
    distribute("opsonin-healthy", {"healthy_x": offering("healthy")}, "healthy = healthy_x")
    plugins = loaded("*")
    (broken,) = plugins.broken
    assert (broken.plugin, broken.distribution, broken.version) == (
        "broken",
        "opsonin-broken",
        "0.3",
    )
    assert error in broken.error
    assert taggers(plugins) == [("healthy", "opsonin-healthy 1.2")]


def test_plugin_that_breaks_late_leaves_nothing_behind(distribute: Distribute) -> None:
    source = offering("early") + "@hookimpl\ndef register_vocabularies(): return None\n"
    source += "@hookimpl\ndef run_failed(run_id, error): raise AssertionError\n"
    distribute("opsonin-broken", {"broken_x": source}, "broken = broken_x")
    plugins = loaded("*")
    assert taggers(plugins) == []
    assert plugins.broken[0].components == ("early",)
    plugins.observe("run_failed", run_id="1", error="x")
    assert not [one for one in plugins.loaded if one.name == "broken"]


def test_second_component_of_a_name_is_refused(distribute: Distribute) -> None:
    distribute("one", {"one_x": offering("same")}, "a = one_x")
    distribute("two", {"two_x": offering("other", "same")}, "b = two_x")
    plugins = loaded("*")
    assert taggers(plugins) == [("same", "one 1.2")]
    assert plugins.broken[0].error.startswith(
        "'same' is taken: plugin a of one 1.2 registers it. Names of components are unique."
    )


def test_component_cannot_take_the_name_of_another_kind(distribute: Distribute) -> None:
    source = """
from opsonin import Exporter, Tagger, hookimpl
def run(snapshot, context): return ""
@hookimpl
def register_taggers(): return [Tagger(name="same", version="1", tag=run)]
@hookimpl
def register_exporters(): return [Exporter(name="same", version="1", export=run)]
"""
    distribute("one", {"one_x": source}, "a = one_x")
    assert loaded("*").broken[0].error == "It registers two components called 'same'."


def test_table_and_engine_of_opsonin_itself_cannot_be_replaced(distribute: Distribute) -> None:
    table = """
from opsonin import SpanRows, hookimpl
class Mentions(SpanRows, name="mentions"):
    '''Another one.'''
@hookimpl
def register_tables(): return [Mentions]
"""
    distribute("one", {"one_x": table}, "a = one_x")
    engine = SimpleNamespace(
        register_engines=hookimpl(lambda: [Engine(name="local", run=lambda _: {})])
    )
    plugins = load_plugins(Settings(plugins=("*",)), extra=[("engine", engine)])
    assert [one.error for one in plugins.broken] == [
        "'mentions' is taken by opsonin itself.",
        "'local' is taken by opsonin itself.",
    ]


def test_two_distributions_may_have_entry_points_of_one_name(distribute: Distribute) -> None:
    distribute("one", {"one_x": offering("a")}, "plugin = one_x")
    distribute("two", {"two_x": offering("b")}, "plugin = two_x")
    assert taggers(loaded("*")) == [("a", "one 1.2"), ("b", "two 1.2")]


def test_plugins_may_be_handed_over_already_imported() -> None:
    def register() -> list[Tagger[Any]]:
        return [Tagger(name="given", version="1", tag=lambda *_: {})]

    plugin = SimpleNamespace(register_taggers=hookimpl(register))
    plugins = load_plugins(Settings(), extra=[("mine", plugin), ("again", plugin)])
    assert taggers(plugins) == [("given", "mine unreleased")]
    assert plugins.broken == ()


def test_names_that_no_plugin_has_are_kept(distribute: Distribute) -> None:
    distribute("opsonin-broken", {"broken_x": "1 / 0"}, "broken = broken_x")
    assert loaded("*", "broken", "opsonin-broken", "nobody").unknown == ("nobody",)


TABLES = """
from opsonin import Int32, SpanRows, column, hookimpl

class Doses(SpanRows, name="doses"):
    '''Doses.'''
    unit_ref: Int32 = column("Its unit", nullable=True, refers="units")

class Units(SpanRows, name="units"):
    '''Units.'''
    dose_ref: Int32 = column("Its dose", nullable=True, refers="doses")

@hookimpl
def register_tables():
    return [Doses, Units]
"""


def test_plugin_whose_tables_refer_to_each_other_in_a_circle_is_left_out(
    distribute: Distribute,
) -> None:
    distribute("acme", {"acme_x": TABLES}, "acme = acme_x")
    plugins = loaded("*")
    (broken,) = plugins.broken
    assert broken.error.startswith(
        "Tables refer to each other in a circle: doses -> units -> doses."
    )
    assert {one.distribution for one in plugins.tables} <= {"opsonin"}
