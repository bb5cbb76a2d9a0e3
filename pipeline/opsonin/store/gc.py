"""Removal of what nobody needs: orphans, leftovers of killed processes, old snapshots and history.

Of two things only time can tell whether somebody needs them: a file that no commit names may
belong to a run at work, and a snapshot that is not the newest may have readers who hold no lease.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from opsonin.store import (
    checkpoint,
    commits,
    files,
    history,
    leases,
    named,
    snapshot,
    staging,
    state,
)
from opsonin.store.layout import Layout
from opsonin.store.records import GcReport, Retention

#: Younger files may belong to a run that is still at work.
GRACE_S = 24 * 3600.0
#: A finished shard that no run has adopted for so long belongs to settings that were given up.
STALE_SHARD_S = 7 * 24 * 3600.0
_HOUR_S = 3600.0
_DAY_S = 24 * _HOUR_S


@dataclass(frozen=True, slots=True)
class _Garbage:
    """What may go."""

    temporary: list[Path]
    manifests: list[Path]
    orphans: list[Path]
    snapshots: list[int]


def staged_shards(layout: Layout) -> list[str]:
    """Return the keys of the finished shards that are staged."""
    return [path.stem for path in manifests(layout)]


def tidy(layout: Layout, adopted: Iterable[str], retention: Retention) -> None:
    """Remove what a commit makes superfluous at once, without reading earlier commits.

    Args:
        layout: The data folder.
        adopted: Keys of staged shards that a commit holds.
        retention: Which snapshots are kept.
    """
    for key in adopted:
        files.remove_file(layout.shard(key))
    _remove_snapshots(layout, _old_snapshots(layout, retention))


def collect(
    layout: Layout,
    adopted: set[str],
    retention: Retention,
    *,
    grace_s: float = GRACE_S,
    is_dry: bool = False,
) -> GcReport:
    """Remove what nobody needs any more.

    The caller holds the write lock, so that no commit appears meanwhile.

    Args:
        layout: The data folder.
        adopted: Keys of the shards that a commit holds.
        retention: What is kept how long. A snapshot that a symbolic link in the data folder leads
            to is kept besides, and one that a reader holds a lease on.
        grace_s: Age in seconds below which files without a commit are left alone.
        is_dry: Only tell what would go.
    """
    leftovers = [path for path in _temporary(layout) if files.age_s(path) >= grace_s]
    first = _new_first(layout, retention, leftovers)
    n_given_up = len([number for number in commits.commit_numbers(layout) if number < first])
    if not is_dry:
        if first > history.first_number(layout):
            begin_history(layout, first)
        history.drop_before(layout)
    found = _find(layout, adopted, retention, first, grace_s)
    freed_bytes = sum(files.size_of(path) or 0 for path in (*found.temporary, *found.orphans))
    in_use = {number for number in found.snapshots if leases.is_in_use(layout.snapshot(number))}
    gone = [number for number in found.snapshots if number not in in_use]
    if not is_dry:
        _remove(found)
        gone = _remove_snapshots(layout, found.snapshots)
        in_use = set(found.snapshots) - set(gone)
    return GcReport(
        orphans=len(found.orphans),
        temporary=len(found.temporary),
        manifests=len(found.manifests),
        snapshots=tuple(gone),
        in_use=tuple(sorted(in_use, reverse=True)),
        commits=n_given_up,
        freed_bytes=freed_bytes,
    )


def begin_history(layout: Layout, number: int) -> None:
    """Let the history begin at a commit: what only earlier ones need may then be removed."""
    past = state.memory_state(layout, number)
    try:
        written = checkpoint.write_checkpoint(past, layout)
    finally:
        past.close()
    history.begin_at(layout, number, written)


def remove_unnamed(layout: Layout, needed: set[tuple[str, str]]) -> None:
    """Remove every file that neither the history nor a finished shard needs, whatever its age.

    A run at work on the data folder then fails at its commit, and has to be repeated.

    Args:
        layout: The data folder.
        needed: (table, file) of all that the history needs.
    """
    needed = needed | _staged_files(layout, set())
    orphans = [path for path in _table_files(layout) if (path.parent.name, path.stem) not in needed]
    _remove(_Garbage([*_temporary(layout)], [], orphans, []))
    # A power cut must not bring any of them back.
    for folder in {*(path.parent for path in orphans), layout.staging, layout.store, layout.root}:
        if files.is_folder(folder):
            files.sync_folder(folder)


def _find(
    layout: Layout, adopted: set[str], retention: Retention, first: int, grace_s: float
) -> _Garbage:
    stale = [
        path
        for path in manifests(layout)
        if path.stem in adopted or files.age_s(path) >= max(grace_s, STALE_SHARD_S)
    ]
    needed = named.named_files(layout, first) | _staged_files(layout, set(stale))
    temporary = [path for path in _temporary(layout) if files.age_s(path) >= grace_s]
    return _Garbage(
        temporary=temporary,
        manifests=stale,
        orphans=[
            path
            for path in _table_files(layout)
            if (path.parent.name, path.stem) not in needed and files.age_s(path) >= grace_s
        ],
        snapshots=_old_snapshots(layout, retention, temporary),
    )


def _remove(found: _Garbage) -> None:
    for path in found.temporary:
        if files.is_folder(path):
            files.discard_folder(path)
        else:
            files.remove_file(path)
    # A manifest goes before the files that it names.
    for path in (*found.manifests, *found.orphans):
        files.remove_file(path)


def _remove_snapshots(layout: Layout, numbers: Iterable[int]) -> list[int]:
    """Remove snapshots that no reader holds a lease on, and return which went."""
    gone = []
    for number in numbers:
        with leases.claimed(layout.snapshot(number)) as is_free:
            if is_free:
                files.remove_folder(layout.snapshot(number))
                gone.append(number)
    return gone


def _new_first(layout: Layout, retention: Retention, leftovers: Collection[Path]) -> int:
    """Return the commit that the history may begin at: old, and no newer than a kept snapshot."""
    numbers = history.kept_numbers(layout)
    kept = set(snapshot.snapshot_numbers(layout)) - set(
        _old_snapshots(layout, retention, leftovers)
    )
    newest = min([*kept, *numbers[-1:]], default=0)
    old = [
        number
        for number in numbers
        if number <= newest
        and files.age_s(layout.commit(number)) >= retention.history_days * _DAY_S
    ]
    return max(old, default=history.first_number(layout))


def _staged_files(layout: Layout, stale: set[Path]) -> set[tuple[str, str]]:
    """Return (table, file) of all that finished shards name, but for those that are to go."""
    found: set[tuple[str, str]] = set()
    folders = files.names_in(layout.store)
    for path in manifests(layout):
        manifest = staging.finished_shard(layout, path.stem) if path not in stale else None
        for table, ref in staging.named_files(manifest or {}):
            found.update(
                (folder, ref.file) for folder in ([table] if table in folders else folders)
            )
    return found


def _temporary(layout: Layout) -> Iterator[Path]:
    folders = [layout.root, layout.store, layout.snapshots]
    folders += [layout.store / name for name in files.names_in(layout.store)]
    for folder in folders:
        for name in files.names_in(folder):
            if files.is_temporary(name):
                yield folder / name


def _table_files(layout: Layout) -> Iterator[Path]:
    for table in files.names_in(layout.store):
        for name in files.names_in(layout.store / table):
            if name.endswith(".parquet"):
                yield layout.store / table / name


def manifests(layout: Layout) -> list[Path]:
    """Return the files of the finished shards that are staged."""
    names = files.names_in(layout.staging)
    return [layout.staging / name for name in names if name.endswith(".json")]


def _old_snapshots(
    layout: Layout, retention: Retention, leftovers: Collection[Path] = ()
) -> list[int]:
    """Return the snapshots that have had their time, newest first; no leftover link keeps one."""
    linked = files.link_targets(layout.root, leftovers)
    kept = max(1, retention.snapshots)
    numbers = snapshot.snapshot_numbers(layout)[kept - 1 :]
    return [
        number
        for newer, number in pairwise(numbers)
        if layout.snapshot(number).resolve() not in linked
        and files.age_s(layout.snapshot(newer) / snapshot.MANIFEST) >= retention.hours * _HOUR_S
    ]
