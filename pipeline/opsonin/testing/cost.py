"""What a component costs: figures that are reported, and limits that its author may set."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.testing.awkward_documents import FAULTS
from opsonin.testing.check import check
from opsonin.testing.elsewhere import described, elsewhere, subject_of
from opsonin.testing.failing import CheckFailed
from opsonin.testing.samples import Numbered, Sample, numbered
from opsonin.testing.staging import Function, idle, treat
from opsonin.testing.subject import Subject
from opsonin.testing.watching import ordinary

_MEGABYTE = 1_000_000
#: Documents that are timed together, and how many the figure is for.
_TIMED, _PER = 64, 1000
#: Where Linux says how much memory a process has had at most, and forgets it.
_STATUS, _FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_KIB_PER_MB = 1000**2 / 1024


@check("cleaner", "tagger")
def cost_of_1000_documents(subject: Subject) -> str:
    """Processor time of 1,000 ordinary documents, under limit `seconds_per_1000_documents`."""
    samples = [one for _, one in ordinary(subject)]
    documents = numbered([*islice(cycle(samples), _TIMED)])
    treat(subject, documents)
    seconds = _seconds(subject, documents) * _PER / _TIMED
    _require(subject, "seconds_per_1000_documents", seconds, "1,000 documents", "s")
    return f"{seconds:.2f} s"


@check("cleaner", "tagger")
def survives_a_megabyte(subject: Subject) -> str:
    """A text of a megabyte, half of it in one line, comes back in a process of its own."""
    cost = _megabyte(subject)
    for detail in cost["rejects"]:
        raise CheckFailed(
            f"It becomes a reject: {detail}",
            where="a text of 1 MB",
            remedy="Keep time and memory in proportion to the text.",
        )
    _require(subject, "seconds_per_megabyte", cost["seconds"], "1 MB of text", "s")
    _require(subject, "memory_per_megabyte", cost["memory"], "1 MB of text", "MB")
    return f"{cost['seconds']:.2f} s, {cost['memory']:.0f} MB"


def megabyte(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Let a component treat a text of a megabyte; called in another process.

    Returns:
        Why it was rejected, processor time in seconds and memory in MB.
    """
    one = subject_of(subject)
    longest = max((sample for _, sample in ordinary(one)), key=lambda sample: len(sample.text))
    text = (longest.text * (_MEGABYTE // len(longest.text) + 1))[:_MEGABYTE]
    # Half of it is one line.
    text = text[: _MEGABYTE // 2] + " ".join(text[_MEGABYTE // 2 :].split())
    documents = numbered([Sample(text, longest.media_type)])
    treat(one, documents, spy=lambda _: idle, is_alone=True)
    before = _memory(forget=True)
    started = time.process_time()
    treated = treat(one, documents, is_alone=True)
    return {
        "rejects": [row["detail"] for row in treated.rejects if row["reason"] in FAULTS],
        "seconds": time.process_time() - started,
        "memory": max(_memory() - before, 0.0),
    }


@lru_cache(maxsize=64)
def _megabyte(subject: Subject) -> dict[str, Any]:
    answer = elsewhere("opsonin.testing.cost:megabyte", {"subject": described(subject)})
    return dict(answer.result)


def _seconds(subject: Subject, documents: Numbered) -> float:
    """Return the processor time of the component's function alone."""
    spent: list[float] = []

    def spy(function: Function) -> Function:
        def timed(given: Documents, context: Context[Any]) -> Any:
            started = time.process_time()
            try:
                return function(given, context)
            finally:
                spent.append(time.process_time() - started)

        return timed

    treat(subject, documents, spy=spy)
    return sum(spent)


def _require(subject: Subject, limit: str, value: float, what: str, unit: str) -> None:
    most = subject.limits.get(limit)
    if most is not None and value > most:
        raise CheckFailed(
            f"{what} cost {value:.3g} {unit}; the limit is {most:g} {unit}.",
            remedy=f"Make it cheaper, or raise the limit {limit}.",
        )


def _memory(*, forget: bool = False) -> float:
    """Return the most memory that this process has had in MB; 0 where the system does not say."""
    if not _STATUS.exists():
        return 0.0
    if forget:
        _FORGET.write_text("5", encoding="ascii")
    (line,) = [one for one in _STATUS.read_text("utf-8").splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) / _KIB_PER_MB
