"""What runs that did not end have left in a data folder."""

from __future__ import annotations

from dataclasses import dataclass

from opsonin.store import files
from opsonin.store.layout import Layout
from opsonin.store.named import named_files
from opsonin.store.store import Store


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What lies in the store without being part of a snapshot.

    Attributes:
        shards: Finished shards that no commit has adopted; an equal run will.
        files: Files of tables that no commit names, those of such shards among them.
        size_bytes: Size of these files.
    """

    shards: int
    files: int
    size_bytes: int


def find_leftovers(store: Store) -> Leftovers:
    """Return what no commit names. Nothing is removed; a run may be at work on it."""
    layout = Layout(store.root)
    staged = [name.removesuffix(".json") for name in files.names_in(layout.staging)]
    adopted = store.shard_files(staged)
    named = named_files(layout)
    sizes = [
        files.size_of(layout.store / table / name) or 0
        for table in files.names_in(layout.store)
        for name in files.names_in(layout.store / table)
        if name.endswith(".parquet") and (table, name.removesuffix(".parquet")) not in named
    ]
    return Leftovers(len(set(staged) - set(adopted)), len(sizes), sum(sizes))
