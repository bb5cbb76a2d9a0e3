import re
import types
from collections.abc import Iterator
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from opsonin import Tagger, Vocabulary, hookimpl
from opsonin.components.engine import Engine
from opsonin.errors import ConfigError, PluginError
from opsonin.manager.registration import check_no_circle, check_plugin, check_records
from opsonin.tables.arrow import Float64, Int32
from opsonin.tables.model import Table, column
from opsonin.tables.spans import SpanRows

if TYPE_CHECKING:
    Small = int
else:
    Small = pa.uint8()


def nothing(*_: object) -> Any:
    return {}


def offer() -> list[object]:
    return []


def generator() -> Iterator[object]:
    yield None


def with_default(run_id: str, error: str = "") -> None:
    del run_id, error


def keyword_only(run_id: str, *, error: str) -> None:
    del run_id, error


def sound(**changes: Any) -> Tagger[Any]:
    return Tagger(**{"name": "trials", "version": "1", "tag": nothing, **changes})


def plugin(**hooks: object) -> SimpleNamespace:
    return SimpleNamespace(**hooks)


def marked(function: Any, **options: Any) -> object:
    # A copy, because the mark is set on the function itself.
    copied = FunctionType(function.__code__, globals(), "copied", function.__defaults__)
    copied.__kwdefaults__ = function.__kwdefaults__
    return hookimpl(**options)(copied) if options else hookimpl(copied)


def test_sound_plugin_passes() -> None:
    check_plugin(plugin(register_taggers=marked(offer), OPSONIN_HOOK_API="0.1"))


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (plugin(), "It implements no hook. There are: register_sources"),
        (
            plugin(register_tagers=marked(offer)),
            "There is no hook 'register_tagers'. Did you mean 'register_taggers'?",
        ),
        (plugin(register_taggers=offer), "register_taggers is not marked. Put @hookimpl"),
        (
            plugin(run_failed=marked(with_default)),
            "Parameter error of run_failed has a default or is keyword-only.",
        ),
        (
            plugin(run_failed=marked(keyword_only)),
            "Parameter error of run_failed has a default or is keyword-only.",
        ),
        (
            plugin(register_taggers=marked(generator, hookwrapper=True)),
            "register_taggers is a wrapper",
        ),
        (
            plugin(own=marked(offer, specname="register_tager")),
            "There is no hook 'register_tager'.",
        ),
        (
            plugin(register_taggers=marked(offer), OPSONIN_HOOK_API="9.0"),
            "It was written for hook API 9.0; opsonin",
        ),
        (plugin(register_taggers=marked(offer), OPSONIN_HOOK_API=1), "OPSONIN_HOOK_API = 1"),
    ],
)
def test_plugin_that_would_not_do_what_its_author_expects_is_refused(
    broken: object, message: str
) -> None:
    with pytest.raises(PluginError, match=re.escape(message)):
        check_plugin(broken)


def test_generator_of_records_is_gathered() -> None:
    def register() -> Iterator[Tagger[Any]]:
        yield sound()

    assert check_records("register_taggers", register()) == (sound(),)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (None, "register_taggers returned None, expected a list of Tagger."),
        ("ab", "register_taggers returned 'ab'"),
        ([Engine(name="x", run=nothing)], "expected Tagger."),
        ([sound(name="a b")], "A Tagger is called 'a b'."),
        ([sound(name=1)], "A Tagger is called 1."),
        ([sound(version=" ")], "Tagger trials: The version is empty."),
        ([sound(tag=None)], "Tagger trials: tag is None, expected a function."),
        (
            [sound(fills="identifiers")],
            "expected a tuple, each item a string. A tuple of one ends with a",
        ),
        ([sound(fills=["identifiers"])], "fills is ['identifiers'], expected a tuple"),
        ([sound(options=int)], "options of component trials: <class 'int'> is no dataclass."),
    ],
)
def test_record_that_breaks_the_rules_is_explained(returned: object, message: str) -> None:
    with pytest.raises(PluginError, match=re.escape(message)):
        check_records("register_taggers", returned)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scope": "all"}, "scope is 'all', expected one of 'document', 'corpus'."),
        ({"version": 1}, "version is 1, expected a string."),
        ({"uses_vocabularies": 1}, "uses_vocabularies is 1, expected true or false."),
        ({"fills": (1,)}, "fills[0] is 1, expected a string."),
    ],
)
def test_field_of_the_wrong_type_is_explained(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"Tagger trials: {message}")):
        check_records("register_taggers", [sound(**changes)])


def test_digest_of_a_vocabulary_is_checked() -> None:
    vocabulary = Vocabulary(
        name="rare",
        version="1",
        licence="CC0-1.0",
        sha256="x",
        n_concepts=0,
        n_terms=0,
        load=nothing,
    )
    with pytest.raises(PluginError, match="Vocabulary rare: sha256 is 'x', expected 64"):
        check_records("register_vocabularies", [vocabulary])


class Doses(SpanRows, name="doses", stage="tag"):
    """Doses of drugs."""

    milligrams: Float64 = column("Dose in milligrams", ge=0)


class Nameless(SpanRows):
    """A table without a name."""


class Late(SpanRows, name="late", stage="export"):
    """A table of no stage that components fill."""


class Shouted(SpanRows, name="LOUD"):
    """A table whose name is no word."""


class Silent(SpanRows, name="silent"):
    dose: Float64 = column("Dose in milligrams")


def test_sound_table_passes() -> None:
    assert check_records("register_tables", [Doses]) == (Doses,)


class Exotic(SpanRows, name="exotic"):
    """A table with a type that not every reader knows."""

    dose: Small = column("Dose")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (int, "expected a subclass of Table"),
        ("doses", "expected a subclass of Table"),
        (Nameless, "Nameless has no name"),
        (Late, "table late: Its stage is 'export', expected 'clean' or 'tag'"),
        (Shouted, "table LOUD: A table's name is one lower-case word"),
        (Table, "Table has no name"),
        (Silent, "table silent: It has no docstring.* Say in its first line what a row is"),
        (Exotic, "table exotic: Column dose is uint8, which not every Parquet reader knows.*Int32"),
    ],
)
def test_table_that_breaks_the_rules_is_explained(table: object, message: str) -> None:
    with pytest.raises(PluginError, match=message):
        check_records("register_tables", [table])


def table(name: str, *references: str) -> type[Table]:
    """A table with a column of ids for each table that it refers to."""
    columns = {f"{to}_ref_id": column("A row of it", nullable=True, refers=to) for to in references}
    body = {
        "__doc__": "Rows.",
        "__annotations__": dict.fromkeys(columns, Int32),
        "__module__": __name__,
        **columns,
    }
    made: type[Table] = types.new_class(
        name.title(), (SpanRows,), {"name": name}, lambda space: space.update(body)
    )
    return made


@pytest.mark.parametrize(
    ("references", "circle"),
    [
        ({"a": ["b"], "b": ["a"]}, "a -> b -> a"),
        ({"d": ["c"], "c": ["c", "b"], "b": ["e", "d"], "e": []}, "b -> d -> c -> b"),
        ({"a": ["b"], "b": ["c"], "c": ["d"], "d": ["c"]}, "c -> d -> c"),
    ],
)
def test_tables_that_refer_to_each_other_in_a_circle_are_refused(
    references: dict[str, list[str]], circle: str
) -> None:
    tables = [table(name, *to) for name, to in references.items()]
    message = f"Tables refer to each other in a circle: {circle}. Leave out one"
    with pytest.raises(PluginError, match=re.escape(message)):
        check_no_circle(tables)


def test_tables_may_refer_to_themselves_to_the_contract_and_to_each_other_in_an_order() -> None:
    check_no_circle([table("a", "a", "b", "mentions"), table("b", "c", "segments"), table("c")])
    check_no_circle([])
