"""What a data folder that holds many documents costs: in time, in memory and on the disk.

``python -m opsonin_bench.standing 20000 100000`` makes documents up, of fifty words each, runs one
tagger over them, then with nothing new, then with a hundred new documents, and prints a table. The
documents are alike: what counts here is their number.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.speed.measuring import Usage, plain_environment, program, run_measured

N_NEW = 100
_PER_FILE = 1000
_TIMEOUT_S = 6 * 3600.0
_MB = 1e6
_TEXT = (
    "the patients cohort trial showed treatment with aspirin reduced mortality in adults hospital "
    "follow up study measured response dose weekly placebo group outcome risk blood pressure cells "
    "protein expression disease symptoms during months after analysis of data from centres nurses"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What was measured with one number of documents.

    Attributes:
        n_documents: How many the data folder holds.
        first: The run that brought them.
        nothing: A run over the same inputs.
        more: A run with `N_NEW` further documents.
        alone: A run over only these, into an empty data folder.
        sizes: Bytes of ``store``, of its index ``state.sqlite``, and of ``snapshots`` beside what
            is linked from the store.
        n_tasks: Shards of the stages clean and tag in the first run.
    """

    n_documents: int
    first: Usage
    nothing: Usage
    more: Usage
    alone: Usage
    sizes: Mapping[str, int]
    n_tasks: int


def record(number: int, chance: random.Random) -> dict[str, str]:
    """Return a document that no other one equals."""
    lines = (" ".join(chance.choices(_TEXT.split(), k=14)).capitalize() + "." for _ in range(4))
    body = f"Report {number}.\n\n{' '.join(lines)} Registered as NCT{number:08}."
    return {"id": f"d{number}", "text": body}


def write_documents(folder: Path, numbers: range) -> None:
    """Write documents into files of JSON Lines, a thousand in each."""
    folder.mkdir(exist_ok=True)
    for start in range(numbers.start, numbers.stop, _PER_FILE):
        chance = random.Random(start)  # noqa: S311 - made-up texts
        some = range(start, min(start + _PER_FILE, numbers.stop))
        lines = (json.dumps(record(number, chance)) + "\n" for number in some)
        (folder / f"{start:09}.jsonl").write_text("".join(lines), encoding="utf-8")


def measure(n_documents: int, scratch: Path) -> Standing:
    """Measure a data folder with so many documents.

    Args:
        n_documents: How many.
        scratch: An empty folder.

    Raises:
        MeasuringError: A run failed.
    """
    config = scratch / "opsonin.toml"
    config.write_text('[stages]\ntaggers = ["identifiers"]\n', encoding="utf-8")
    inputs, data = scratch / "in", scratch / "data"
    write_documents(inputs, range(n_documents))

    def run(source: Path, into: Path) -> Usage:
        command = [program("opsonin"), "run", str(source), "--data", str(into), "--engine", "local"]
        command += ["--config", str(config), "--json"]
        log = scratch / "run.log"
        return run_measured(command, log, environment=plain_environment(), timeout_s=_TIMEOUT_S)

    first = run(inputs, data)
    sizes = dict(_sizes(data))
    n_tasks = sum(1 for _ in (data / "store" / "documents").glob("*.parquet"))
    nothing = run(inputs, data)
    write_documents(scratch / "new", range(n_documents, n_documents + N_NEW))
    alone = run(scratch / "new", scratch / "alone")
    write_documents(inputs, range(n_documents, n_documents + N_NEW))
    return Standing(n_documents, first, nothing, run(inputs, data), alone, sizes, 2 * n_tasks)


def _sizes(data: Path) -> Iterator[tuple[str, int]]:
    files = [path for path in (data / "store").rglob("*") if path.is_file()]
    yield "store", sum(path.stat().st_size for path in files)
    yield "state", (data / "store" / "state.sqlite").stat().st_size
    linked = {path.stat().st_ino for path in files}
    others = (path.stat() for path in (data / "snapshots").rglob("*") if path.is_file())
    yield "snapshots", sum(one.st_size for one in others if one.st_ino not in linked)


def table(found: list[Standing]) -> str:
    """Return what was measured as a Markdown table, a column for each number of documents."""
    rows = [
        ("first run, CPU s", [f"{one.first.cpu_s:.1f}" for one in found]),
        ("nothing new, CPU s", [f"{one.nothing.cpu_s:.1f}" for one in found]),
        (f"{N_NEW} more, CPU s", [f"{one.more.cpu_s:.1f}" for one in found]),
        (f"{N_NEW} alone, CPU s", [f"{one.alone.cpu_s:.1f}" for one in found]),
        ("tasks of the first run", [str(one.n_tasks) for one in found]),
        *(
            (f"main process, {what}, MB", [f"{peak / _MB:.0f}" for peak in peaks])
            for what, peaks in (
                ("first run", [one.first.peak_main_bytes for one in found]),
                ("nothing new", [one.nothing.peak_main_bytes for one in found]),
            )
        ),
        *(
            (f"{what}, MB", [f"{one.sizes[key] / _MB:.0f}" for one in found])
            for key, what in (
                ("store", "`store`"),
                ("state", "of it `state.sqlite`"),
                ("snapshots", "`snapshots`, beside what is linked"),
            )
        ),
    ]
    head = ["documents", *(f"{one.n_documents:,}" for one in found)]
    lines = [head, ["---"] + ["---:"] * len(found), *([name, *cells] for name, cells in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main(numbers: list[int]) -> None:
    """Measure data folders with so many documents, and print what they cost."""
    found = []
    for n_documents in numbers:
        with tempfile.TemporaryDirectory(prefix="opsonin-standing-") as scratch:
            found.append(measure(n_documents, Path(scratch)))
    sys.stdout.write(table(found) + "\n")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [10_000])
