"""Everything is documented, and each check finds the gap that is planted for it."""

from __future__ import annotations

from dataclasses import dataclass, field, make_dataclass
from typing import Any

import click
import pytest

import opsonin
from opsonin import Context, Documents, Span, SpanRows, Tagger, column, per_document
from opsonin.cli.program import program
from opsonin.manager.config import Settings
from opsonin.manager.hooks import Hooks
from opsonin.tables.arrow import Int32
from opsonin.tables.contract import INTERNAL
from opsonin_docs.components import components_of
from opsonin_docs.gaps import (
    command_gaps,
    hook_gaps,
    name_gaps,
    option_gaps,
    record_gaps,
    setting_gaps,
    table_gaps,
)
from opsonin_docs.names import homes
from opsonin_docs.settings import RECORDS as SETTING_RECORDS
from opsonin_docs.settings import SECTIONS, TABLES
from opsonin_docs.tables import tables_of

RECORDS = (
    *(opsonin.Source, opsonin.Cleaner, opsonin.Tagger, opsonin.Exporter, opsonin.Vocabulary),
    *(opsonin.Engine, opsonin.Resource, opsonin.RawDocument, opsonin.Reject, opsonin.Context),
    *(opsonin.Cleaned, opsonin.Edit, opsonin.Snapshot, opsonin.Term),
)


class TestNothingIsUndocumented:
    def test_hooks(self) -> None:
        assert list(hook_gaps(Hooks)) == []

    def test_options_of_built_in_components(self) -> None:
        assert len(components_of()) > 10
        assert list(option_gaps(components_of().values())) == []

    def test_records_that_plugins_give_and_get(self) -> None:
        assert list(record_gaps(RECORDS)) == []

    def test_settings(self) -> None:
        assert list(setting_gaps(Settings, {**SECTIONS, "": TABLES})) == []
        assert list(record_gaps(SETTING_RECORDS.values())) == []

    def test_commands_and_their_options(self) -> None:
        assert list(command_gaps(program)) == []

    def test_tables_and_columns(self) -> None:
        assert list(table_gaps([*tables_of().values(), *INTERNAL.values()])) == []

    def test_public_names(self) -> None:
        names = {name: getattr(opsonin, name) for name in homes()}
        assert set(names) == set(opsonin.__all__) - {"__version__"}
        assert list(name_gaps(names, homes())) == []


class Planted:
    """Hooks with gaps."""

    def register_wonders(self) -> None: ...

    def register_marvels(self) -> None:
        """Offer marvels."""

    def run_paused(self, run_id: str, seconds: float) -> None:
        """Observe that run ``run_id`` stands still."""


@dataclass(frozen=True)
class PlantedOptions:
    """Options with a gap.

    Attributes:
        window: How far to look.
    """

    window: int = 5
    stride: int = 1


class PlantedTable(SpanRows, name="planted", stage="tag"):
    """A table with a gap."""

    told: Int32 = column("What it means")
    untold: Int32 = column(" ")


class BareTable(SpanRows, name="bare", stage="tag"):
    told: Int32 = column("What it means")


def bare() -> None: ...


def test_hook_with_a_gap_is_found() -> None:
    assert list(hook_gaps(Planted)) == [
        "Hook register_wonders has no docstring.",
        "Hook register_wonders has no example that begins with `Example::` and defines it.",
        "Hook register_marvels has no example that begins with `Example::` and defines it.",
        "Hook run_paused does not say what seconds is.",
    ]


def test_option_with_a_gap_is_found() -> None:
    tagger: Tagger[Any] = Tagger(
        name="planted", version="1", tag=per_document(lambda _: (), "x"), options=PlantedOptions
    )
    (found,) = option_gaps([tagger])
    where = "under `Attributes:` of PlantedOptions."
    assert found == f"Option of component planted: stride is not described {where}"


def test_field_of_a_record_with_a_gap_is_found() -> None:
    assert [one for one in record_gaps([PlantedOptions]) if "stride" in one]


def test_setting_with_a_gap_is_found() -> None:
    fields = [("colour", str, field(default="red"))]
    more = make_dataclass("More", fields, bases=(Settings,), frozen=True)
    found = list(setting_gaps(more, {**SECTIONS, "paint": ("colour", "brush")}))
    assert found == [
        "Setting: colour is not described under `Attributes:` of More.",
        "brush in [paint] is no setting.",
    ]


def test_command_with_a_gap_is_found() -> None:
    @click.group("planted")
    def group() -> None:
        """Plant gaps."""

    @group.command("dig")
    @click.argument("place")
    @click.option("--depth")
    @click.option("--width", help="How wide.")
    def dig(place: str, depth: str, width: str) -> None:
        """Dig a hole."""

    @group.command("hide", hidden=True)
    def hide() -> None: ...

    @group.command("fill")
    def fill() -> None: ...

    assert list(command_gaps(group)) == [
        "Option --depth of planted dig has no help.",
        "The help of planted dig does not say what PLACE is.",
        "Command planted fill has no help.",
    ]


def test_table_and_column_with_a_gap_are_found() -> None:
    assert list(table_gaps([PlantedTable, BareTable])) == [
        "Column planted.untold has no description.",
        "Table bare has no docstring.",
    ]


def test_public_name_with_a_gap_is_found() -> None:
    home = "opsonin.analysis.stretches"
    names = {"bare": bare, "Span": Span, "NUMBER": opsonin.NUMBER, "UNTOLD": 1}
    assert list(name_gaps(names, dict.fromkeys(names, home))) == [
        "bare has no docstring.",
        "UNTOLD has no comment that begins with `#:` above it.",
    ]


@pytest.mark.parametrize("known", [Documents, Context])
def test_documented_class_has_no_gap(known: type[object]) -> None:
    assert list(name_gaps({known.__name__: known}, {})) == []
