"""The tables that ``make bench`` prints and writes into the docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsonin_bench.pages import markdown_table
from opsonin_bench.speed.breakdown import Cost, PhaseCost
from opsonin_bench.speed.comparing import Measured
from opsonin_bench.speed.core import CoreFigure
from opsonin_bench.speed.slopes import Spread, rate, slopes, times_as_fast

#: How our own line is called in tables.
OURS = "opsonin"
_UNKNOWN = "in the noise"


def job_rows(
    title: str, measured: Mapping[str, Measured], missing: Mapping[str, str]
) -> list[list[str]]:
    """Return the rows of one job: ours, then the peers with our ratio to them.

    Args:
        title: The job, for people.
        measured: Contestants that were measured, by name.
        missing: Why others were not, by name.
    """
    own = measured.get(OURS)
    rows = [_row(title, name, one, own) for name, one in measured.items()]
    rows += [[title, name, "", "", "", _first_line(why)] for name, why in missing.items()]
    return rows


JOB_HEADER = (
    "job",
    "system",
    "CPU ms a document",
    "documents a CPU second",
    "spread",
    "opsonin does, in the time of one",
)


def _row(title: str, name: str, one: Measured, own: Measured | None) -> list[str]:
    cost = slopes(one.pairs)
    ratio = times_as_fast(own.pairs, one.pairs) if own and own is not one else None
    gain = "" if own is None or own is one else _spread(ratio, 1)
    return [title, name, f"{1000 * cost.middle:.2f}", _rate(cost.middle), _range(cost), gain]


def core_rows(figures: Sequence[CoreFigure]) -> list[list[str]]:
    """Return the rows of the engine's budget."""
    # A cost below nothing would look as if it kept to the budget.
    known = {one.name: one.value if one.value.low > 0 else None for one in figures}
    return [[one.name, _spread(known[one.name], 2), one.unit, one.budget] for one in figures]


CORE_HEADER = ("figure", "median (smallest to largest)", "unit", "budget")


def cost_rows(costs: Sequence[Cost]) -> list[list[str]]:
    """Return the rows of the table that says where the time goes."""
    whole = sum(one.seconds for one in costs) or 1.0
    return [
        [
            one.stage,
            one.component,
            f"{one.seconds:.2f}",
            f"{one.ms_per_document:.3f}",
            f"{100 * one.seconds / whole:.1f} %",
            f"{one.n_rows:,}",
        ]
        for one in costs
    ]


def phase_rows(phases: Sequence[PhaseCost]) -> list[list[str]]:
    """Return the rows of the table of the engine's phases, with their sums."""
    lines = sorted(phases, key=lambda one: -one.us_per_document - one.us_per_row)
    parquet = [one for one in phases if one.phase.rpartition(" ")[2] in _PARQUET]
    core = [one for one in phases if one.phase.rpartition(" ")[2] in _CORE]
    rest = [one for one in phases if one not in parquet and one not in core]
    sums = [
        PhaseCost(
            name, sum(one.us_per_document for one in some), sum(one.us_per_row for one in some)
        )
        for name, some in (
            ("reading and writing Parquet", parquet),
            ("reading, naming and planning what is to be done", rest),
            ("ledger, validation, provenance, commit (at most 100 a document, 1 a row)", core),
            ("sum", phases),
        )
    ]
    return [
        [one.phase, f"{one.us_per_document:.1f}", f"{one.us_per_row:.2f}"]
        for one in [*lines, *sums]
    ]


#: Phases of the engine that read or write files of the store.
_PARQUET = frozenset({"read", "write"})
#: Phases in which tables are checked, digested, led back to their sources and committed, with the
#: ledger.
_CORE = frozenset({"validate", "digest", "arrange", "commit"})
PHASE_HEADER = ("phase", "µs a document", "µs a row")

COST_HEADER = ("stage", "component", "seconds", "ms a document", "share", "rows")


def section(title: str, note: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a heading, a note and a table as Markdown."""
    return f"### {title}\n\n{note}\n\n{markdown_table(header, rows)}"


def _rate(cost: float) -> str:
    found = rate(cost)
    return _UNKNOWN if found is None else f"{found:,.1f}"


def _range(cost: Spread) -> str:
    # The dearest repetition is the slowest.
    return f"{_rate(cost.high)} to {_rate(cost.low)}"


def _spread(value: Spread | None, digits: int) -> str:
    if value is None:
        return _UNKNOWN
    middle, low, high = (f"{one:,.{digits}f}" for one in (value.middle, value.low, value.high))
    return middle if low == high else f"{middle} ({low} to {high})"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "no reason given"
