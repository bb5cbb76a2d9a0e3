"""``python -m opsonin_bench.quality``: scores, prints the table, and writes it into the docs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from opsonin_bench.folders import DOCS, SCRATCH
from opsonin_bench.machine import circumstances
from opsonin_bench.pages import markdown_table, write_between
from opsonin_bench.quality.registry import gold_sets
from opsonin_bench.quality.scoring import Line, awaited, scored

_HEADER = ("gold set", "figure", "value", "n", "target")


@click.command(context_settings={"show_default": True})
@click.option("--sets", "wanted", default="", help="Words in names or files of sets, with commas.")
@click.option("--full/--sample", default=False, help="All documents where a sample is the rule.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
@click.option("--page", type=click.Path(path_type=Path), default=DOCS / "quality.md")
@click.option("--write/--no-write", default=True, help="Whether the page gets the table.")
def main(wanted: str, page: Path, *, full: bool, as_json: bool, write: bool) -> None:
    """Print every figure that can be scored on reference annotations."""
    SCRATCH.mkdir(exist_ok=True)
    words = [word.strip().lower() for word in wanted.split(",") if word.strip()]
    sets = [one for one in gold_sets() if _is_wanted(f"{one.name} {one.path}", words)]
    if not sets:
        known = ", ".join(one.name for one in gold_sets())
        raise click.UsageError(f"No gold set has {wanted!r} in its name; there are {known}.")
    lines = list(scored(sets, _tell, is_full=full))
    lines += [line for line in awaited() if _is_wanted(line.gold_set, words)]
    text = f"{circumstances()}{_samples(is_full=full)}\n\n{_table(lines)}"
    click.echo(json.dumps([asdict(line) for line in lines], indent=1) if as_json else text)
    # A part of the table must not replace the whole.
    if write and not words:
        write_between(page, "quality", text)


def _is_wanted(name: str, words: Sequence[str]) -> bool:
    # A hyphen stands for a space, which a shell would need quotes for.
    return not words or any(word.replace("-", " ") in name.lower() for word in words)


def _samples(*, is_full: bool) -> str:
    if is_full:
        return " All documents."
    sizes = [f"{one.sample} of {one.name}" for one in gold_sets() if one.sample]
    return f" Samples: {'; '.join(sizes)}."


def _table(lines: Sequence[Line]) -> str:
    return markdown_table(_HEADER, [_row(line) for line in lines])


def _row(line: Line) -> list[str]:
    if line.figure is None:
        return [line.gold_set, line.note, "", "", ""]
    value = line.figure.value
    shown = "nothing to measure" if value is None else _number(value)
    target = "" if line.target is None else str(line.target)
    return [line.gold_set, line.figure.name, shown, f"{line.figure.n:,}", target]


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def _tell(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    main()
