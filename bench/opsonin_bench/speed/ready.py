"""How soon the tagger ``concepts`` is ready, and what it keeps: ``python -m ...speed.ready``.

Each figure is the median of processes that are started for it alone, with the compiled index on
disk: what every run after the first one finds.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from opsonin_bench.folders import SCRATCH

_MODULE = "opsonin_bench.speed.ready"
_REPETITIONS = 5
_TEXT = "Patients with type 2 diabetes had no fever; COVID-19 was ruled out (p < 0.05)."
_UNITS = {
    "index mapped": "ms",
    "first document after that": "ms",
    "memory of index and first document": "MiB",
    "memory of the whole process": "MiB",
}


def measure(cache: Path) -> dict[str, float]:
    """Return the figures of this process, which must not have loaded the index yet.

    Args:
        cache: Folder of the compiled index, which is compiled if it is not there.
    """
    # What every run has loaded before its first tagger is called.
    import pyarrow as pa  # noqa: PLC0415 - in its order

    from opsonin import Context, Documents  # noqa: PLC0415 - as above
    from opsonin_plugins.taggers.concepts import CONCEPTS, ConceptOptions  # noqa: PLC0415
    from opsonin_plugins.taggers.matching.index import index_of  # noqa: PLC0415
    from opsonin_plugins.vocabularies.plugin import register_vocabularies  # noqa: PLC0415

    vocabularies = tuple(register_vocabularies())
    columns = {"doc_id": pa.array(["0" * 32]), "text": pa.array([_TEXT])}
    batch = Documents(pa.record_batch(columns))
    before = _resident_mib()
    started = time.perf_counter()
    index_of(vocabularies, cache)
    mapped = time.perf_counter()
    CONCEPTS.tag(batch, Context(ConceptOptions(), vocabularies, cache))
    done = time.perf_counter()
    after = _resident_mib()
    values = (1000 * (mapped - started), 1000 * (done - mapped), after - before, after)
    return dict(zip(_UNITS, values, strict=True))


def _resident_mib() -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def report(cache: Path, repetitions: int = _REPETITIONS) -> dict[str, float]:
    """Return the median of each figure over processes of their own; the first one is left out."""
    command = [sys.executable, "-m", _MODULE, "--once", str(cache)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    runs: list[Mapping[str, float]] = []
    for _ in range(repetitions + 1):
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        runs.append(json.loads(done.stdout))
    return {name: statistics.median(run[name] for run in runs[1:]) for name in _UNITS}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        sys.stdout.write(json.dumps(measure(Path(sys.argv[2]))))
    else:
        for _name, _value in report(SCRATCH).items():
            sys.stdout.write(f"{_name}: {_value:,.1f} {_UNITS[_name]}\n")
