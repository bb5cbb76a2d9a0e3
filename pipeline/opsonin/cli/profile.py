"""The table of ``opsonin run --profile``: where the time of a run went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = ("component", "seconds", "share", "documents/s", "rows", "MB")
_WIDTHS = (26, 9, 7, 12, 12, 9)


def profile_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the profile of a run, line by line, the costliest first.

    What the engine did itself stands in brackets. Seconds are wall time, added up over workers.

    Args:
        report: The fields of `opsonin.runner.run.Report` as JSON values.
    """
    total = sum(line["seconds"] for line in report["profile"]) or 1.0
    engine = sum(line["seconds"] for line in report["profile"] if line["is_engine"])
    yield ""
    yield _row(_HEAD)
    for line in report["profile"]:
        yield _row(_cells(line, total))
    yield f"[engine] {engine:.3f} s of {total:.3f} s in all"


def _cells(line: Mapping[str, Any], total: float) -> tuple[str, ...]:
    name = f"{line['stage']}: {line['component']}"
    speed = line["documents"] / line["seconds"] if line["seconds"] else 0
    return (
        f"[{name}]" if line["is_engine"] else name,
        f"{line['seconds']:.3f}",
        f"{line['seconds'] / total:.1%}",
        f"{speed:,.0f}" if line["documents"] else "",
        f"{line['rows']:,}" if line["rows"] else "",
        f"{line['size_bytes'] / 1e6:,.1f}" if line["size_bytes"] else "",
    )


def _row(cells: tuple[str, ...]) -> str:
    name, *numbers = zip(cells, _WIDTHS, strict=True)
    return name[0].ljust(name[1]) + "".join(cell.rjust(width) for cell, width in numbers)
