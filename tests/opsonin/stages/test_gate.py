from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from opsonin.errors import TableError
from opsonin.stages.gate import Gate
from opsonin.stages.timing import Clock
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete, part_schema

FLAGS, SEGMENTS = CONTRACT["flags"], CONTRACT["segments"]
Flags = Callable[..., pa.Table]


@pytest.fixture
def gate() -> Gate:
    return Gate(Clock())


@pytest.fixture
def flags(doc_id: Callable[[int], str]) -> Flags:
    """Rows of table flags by one component."""

    def build(component: str, *, end: int = 2, **columns: object) -> pa.Table:
        given = {"doc_id": doc_id(0), "clean_start": 1, "clean_end": end, "kind": "tab", **columns}
        rows = pa.Table.from_pylist([given])
        return complete(rows, FLAGS, part=component, version="1")

    return build


def test_required_component_is_judged_at_the_end_and_named(gate: Gate, flags: Flags) -> None:
    for name, end in (("first", 2), ("second", 1), ("third", 2)):
        gate.enter(flags(name, end=end), FLAGS, component=f"{name} 1", is_required=True)
    with pytest.raises(TableError) as caught:
        gate.close()
    assert (caught.value.component, caught.value.table) == ("second 1", "flags")


def test_optional_component_is_judged_at_once(gate: Gate, flags: Flags) -> None:
    gate.enter(flags("first", end=1), FLAGS, component="first 1", is_required=True)
    with pytest.raises(TableError) as caught:
        gate.enter(flags("second", end=1), FLAGS, component="second 1", is_required=False)
    assert caught.value.component == "second 1"


@pytest.mark.parametrize("columns", [{"kind": 7}, {"kind": None}, {"unknown": "x"}])
def test_rows_with_which_the_engine_cannot_go_on_are_judged_at_once(
    gate: Gate, flags: Flags, columns: dict[str, object]
) -> None:
    with pytest.raises(TableError) as caught:
        gate.enter(flags("first", **columns), FLAGS, component="first 1", is_required=True)
    assert (caught.value.component, caught.value.column) == ("first 1", next(iter(columns)))


def test_sound_rows_come_back_typed_and_pass(gate: Gate, flags: Flags) -> None:
    given = flags("first")
    for is_required in (True, False):
        rows = gate.enter(given, FLAGS, component="first 1", is_required=is_required)
        assert rows.schema == part_schema(FLAGS)
        assert rows.to_pylist() == given.to_pylist()
    gate.close()
    assert gate.waiting == {}
    assert set(gate.clock.seconds) == {"validate"}


def test_rows_of_other_tables_do_not_hide_each_other(
    gate: Gate, flags: Flags, doc_id: Callable[[int], str]
) -> None:
    row = {"doc_id": doc_id(0), "clean_start": 0, "clean_end": 1, "kind": "no such kind"}
    segments = complete(pa.Table.from_pylist([row]), SEGMENTS, part="b", version="2")
    gate.enter(flags("a"), FLAGS, component="a 1", is_required=True)
    gate.enter(segments, SEGMENTS, component="b 2", is_required=True)
    with pytest.raises(TableError) as caught:
        gate.close()
    assert (caught.value.component, caught.value.table) == ("b 2", "segments")


def test_gate_without_rows_closes(gate: Gate) -> None:
    gate.close()
    assert gate.waiting == {}
