from __future__ import annotations

from opsonin_bench.speed.breakdown import Cost
from opsonin_bench.speed.comparing import Measured
from opsonin_bench.speed.core import CoreFigure
from opsonin_bench.speed.measuring import Usage
from opsonin_bench.speed.reporting import OURS, core_rows, cost_rows, job_rows, section
from opsonin_bench.speed.slopes import Pair, Spread

USAGE = Usage(1.0, 1.0, 0, 0, "")


def measured(*costs: float) -> Measured:
    return Measured(tuple(Pair(0, 1000, 0.0, cost) for cost in costs), USAGE)


def test_job_tells_rates_spread_and_how_often_we_do_their_work() -> None:
    rows = job_rows(
        "filter", {OURS: measured(1.0, 2.0, 1.0), "peer": measured(10.0, 10.0, 10.0)}, {}
    )
    assert rows == [
        ["filter", OURS, "1.00", "1,000.0", "500.0 to 1,000.0", ""],
        ["filter", "peer", "10.00", "100.0", "100.0 to 100.0", "10.0 (5.0 to 10.0)"],
    ]


def test_missing_contestants_say_why_in_one_line() -> None:
    rows = job_rows("filter", {"peer": measured(10.0)}, {OURS: "no component yet\nmore", "x": ""})
    assert rows[0] == ["filter", "peer", "10.00", "100.0", "100.0 to 100.0", ""]
    assert [row[-1] for row in rows[1:]] == ["no component yet", "no reason given"]


def test_slope_below_zero_is_called_noise() -> None:
    (row, _) = job_rows("rw", {OURS: measured(-1.0), "peer": measured(1.0)}, {})
    assert row[3] == "in the noise"


def test_engine_rows_name_unit_and_budget() -> None:
    figure = CoreFigure("a row", Spread(0.5, 0.25, 1.0), "µs", "≤ 1")
    assert core_rows([figure]) == [["a row", "0.50 (0.25 to 1.00)", "µs", "≤ 1"]]


def test_cost_below_nothing_is_no_kept_budget() -> None:
    figure = CoreFigure("a row", Spread(0.5, -0.25, 1.0), "µs", "≤ 1")
    assert core_rows([figure]) == [["a row", "in the noise", "µs", "≤ 1"]]


def test_shares_add_up() -> None:
    rows = cost_rows([Cost("tag", "a", 3.0, 100, 5000), Cost("all", "engine", 1.0, 100, 0)])
    assert rows == [
        ["tag", "a", "3.00", "30.000", "75.0 %", "5,000"],
        ["all", "engine", "1.00", "10.000", "25.0 %", "0"],
    ]


def test_section_is_a_heading_a_note_and_a_table() -> None:
    assert section("Title", "Note.", ("a",), [("1",)]).split("\n\n") == [
        "### Title",
        "Note.",
        "| a |\n|---|\n| 1 |",
    ]
