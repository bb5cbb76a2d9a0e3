"""What a run computed again though the documents are the same, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from opsonin.cli.text import counted
from opsonin.store.store import Store
from opsonin.tables.accounts import WHOLE_STAGE

_Account = Mapping[str, Any]

#: Of the same version, and yet remembered under another fingerprint.
_OTHERWISE = "with other options, vocabularies or components before it"


def computed_line(accounts: Sequence[_Account], store: Store, run_id: str) -> str:
    """Return what was computed because components have changed; empty if none has.

    Args:
        accounts: The lines of the run's ledger.
        store: The data folder, with the ledgers of earlier runs.
        run_id: The run.
    """
    return "; ".join(_changed(accounts, _earlier(store, run_id)))


def _changed(
    accounts: Sequence[_Account], earlier: Mapping[tuple[str, str], _Account]
) -> Iterator[str]:
    is_told = False
    for line in accounts:
        name, version = line["component"], line["component_version"]
        before = earlier.get((line["stage"], name))
        n_fresh = line["documents_in"] - line["documents_cached"]
        is_whole = name == WHOLE_STAGE or line["stage"] == "ingest"
        if is_whole or not earlier or n_fresh <= 0:
            continue
        documents = counted(n_fresh, "document")
        if before is None:
            yield f"{name} {version} is new: {documents}"
        elif before["component_version"] != version:
            yield f"{name} {before['component_version']} -> {version}: {documents}"
        elif before["fingerprint"] != line["fingerprint"]:
            why = "after it" if is_told else _OTHERWISE
            yield f"{name} {version} {why}: {documents}"
        else:
            # It is what it was: the documents are new.
            continue
        is_told = True


def _earlier(store: Store, run_id: str) -> dict[tuple[str, str], _Account]:
    """Return the newest line of every component in the ledgers of earlier runs."""
    runs = store.scan("runs", ["run_id", "finished_at"]).sort_by("finished_at")
    order = {name: at for at, name in enumerate(runs["run_id"].to_pylist())}
    columns = ["run_id", "stage", "component", "component_version", "fingerprint"]
    lines = [row for row in store.scan("ledger", columns).to_pylist() if row["run_id"] != run_id]
    lines.sort(key=lambda row: order.get(row["run_id"], -1))
    return {(row["stage"], row["component"]): row for row in lines}
