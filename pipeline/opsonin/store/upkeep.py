"""Keeps a data folder in order: removes what nobody needs, erases what is forgotten, checks all."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import partial

from opsonin.store import files, gc, queries, takedown, verify
from opsonin.store.attempts import until_committed
from opsonin.store.records import Committed, GcReport, Retention
from opsonin.store.store import Store
from opsonin.store.takedown import Marks


def tidy(store: Store, retention: Retention) -> None:
    """Remove the manifests of committed shards, and old snapshots; cheap after every commit.

    Args:
        store: The data folder.
        retention: Which snapshots are kept.
    """
    gc.tidy(store.layout, store.shard_files(gc.staged_shards(store.layout)), retention)


def remove_garbage(
    store: Store, retention: Retention, *, grace_s: float = gc.GRACE_S, is_dry: bool = False
) -> GcReport:
    """Remove orphans, leftovers of killed processes, adopted shards, old snapshots and history.

    Args:
        store: The data folder.
        retention: What is kept how long.
        grace_s: Age in seconds below which files without a commit are left alone.
        is_dry: Only tell what would go.
    """
    if not files.names_in(store.layout.store):
        return GcReport(0, 0, 0, (), (), 0, 0)
    with store.state.writing() as transaction:
        adopted = set(queries.all_shards(transaction.connection))
        return gc.collect(store.layout, adopted, retention, grace_s=grace_s, is_dry=is_dry)


def check_forgettable(store: Store, doc_ids: AbstractSet[str]) -> None:
    """Make sure that all rows of documents belong to tables that are known.

    Raises:
        StoreError: Some belong to a plugin that is not loaded.
    """
    marks = Marks(frozenset(doc_ids))
    store.state.ask(lambda found: takedown.check_known(store.layout, store.tables, found, marks))


def erase(store: Store, marks: Marks) -> None:
    """Erase every trace of documents that have no live rows any more.

    The history begins anew, and only the newest snapshot stays. It can be repeated.

    Args:
        store: The data folder.
        marks: What the traces are found by.

    Raises:
        StoreError: A file is damaged, or other runs took the number of the commit again and again.
    """

    def attempt() -> Committed | None:
        question = partial(takedown.rewritten, store.layout, store.tables, marks=marks)
        return store.commit(store.state.ask(question))

    committed = until_committed(attempt, store.root)
    store.snapshot(committed.number)
    with store.state.writing():
        takedown.purge(store.layout, committed.number, marks)
        takedown.scrub_runs(store.layout, marks)
        takedown.check_erased(store.layout, store.tables, marks)
    store.state.renew()


def each_problem(store: Store) -> Iterator[str]:
    """Yield what is wrong with the data folder, in words, as it is found; nothing is mended."""
    return verify.problems(store.layout, store.tables)


def find_problems(store: Store) -> list[str]:
    """Return all that `each_problem` yields."""
    return list(each_problem(store))
