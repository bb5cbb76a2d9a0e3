"""An exporter: writes how many rows each table of a snapshot has, as one JSON file."""

from __future__ import annotations

import json
from dataclasses import dataclass

from opsonin import Context, Exporter, Snapshot, hookimpl


@dataclass(frozen=True, slots=True)
class Options:
    """Where the file is written.

    Attributes:
        file: Its name, in the data folder.
    """

    file: str = "tallies.json"


def export(snapshot: Snapshot, context: Context[Options]) -> str:
    """Write the file beside its place and rename it: a reader finds the old one or the new one."""
    counts = {name: snapshot.dataset(name).count_rows() for name in sorted(snapshot.tables)}
    path = snapshot.data / context.options.file
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps({"snapshot": snapshot.number, "rows": counts}, indent=1))
    beside.replace(path)
    return str(path)


@hookimpl
def register_exporters() -> list[Exporter[Options]]:
    """Offer the exporter."""
    return [Exporter(name="tallies", version="1", export=export, options=Options)]
