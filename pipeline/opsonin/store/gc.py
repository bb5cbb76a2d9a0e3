"""Removal of what no commit names: orphans, leftovers of killed processes, old snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from opsonin.store import commits, files, snapshot, staging
from opsonin.store.layout import Layout
from opsonin.store.records import GcReport

#: Younger files may belong to a run that is still at work.
GRACE_S = 24 * 3600.0
#: A finished shard that no run has adopted for so long belongs to settings that were given up.
STALE_SHARD_S = 7 * 24 * 3600.0


def staged_shards(layout: Layout) -> list[str]:
    """Return the keys of the finished shards that are staged."""
    return [path.stem for path in _manifests(layout)]


def tidy(layout: Layout, adopted: Iterable[str], *, keep: int) -> None:
    """Remove what a commit makes superfluous at once, without reading earlier commits.

    Args:
        layout: The data folder.
        adopted: Keys of staged shards that a commit holds.
        keep: Number of snapshots kept, newest first.
    """
    for key in adopted:
        files.remove_file(layout.shard(key))
    for number in _old_snapshots(layout, keep):
        files.remove_folder(layout.snapshot(number))


def collect(layout: Layout, adopted: set[str], *, keep: int, grace_s: float) -> GcReport:
    """Remove what nobody needs any more. Nothing that a commit names is touched.

    The caller holds the write lock, so that no commit appears meanwhile.

    Args:
        layout: The data folder.
        adopted: Keys of the shards that a commit holds.
        keep: Number of snapshots kept, newest first; one that a symbolic link in the data folder
            leads to is kept besides.
        grace_s: Age in seconds below which files without a commit are left alone.
    """
    temporary = [path for path in _temporary(layout) if files.age_s(path) >= grace_s]
    manifests = [
        path
        for path in _manifests(layout)
        if path.stem in adopted or files.age_s(path) >= max(grace_s, STALE_SHARD_S)
    ]
    freed_bytes = sum(files.size_of(path) or 0 for path in temporary)
    for path in temporary:
        if files.is_folder(path):
            files.discard_folder(path)
        else:
            files.remove_file(path)
    for path in manifests:
        files.remove_file(path)
    named = _named(layout)
    orphans = [
        path
        for path in _table_files(layout)
        if (path.parent.name, path.stem) not in named and files.age_s(path) >= grace_s
    ]
    freed_bytes += sum(files.size_of(path) or 0 for path in orphans)
    for path in orphans:
        files.remove_file(path)
    old = _old_snapshots(layout, keep)
    for number in old:
        files.remove_folder(layout.snapshot(number))
    return GcReport(len(orphans), len(temporary), len(manifests), tuple(old), freed_bytes)


def _named(layout: Layout) -> set[tuple[str, str]]:
    """Return (table, file) of all that a commit or a finished shard names."""
    named = {
        (table, ref.file)
        for number in commits.commit_numbers(layout)
        for table, ref in commits.named_files(commits.read_commit(layout, number))
    }
    folders = files.names_in(layout.store)
    for path in _manifests(layout):
        manifest = staging.finished_shard(layout, path.stem) or {}
        for table, ref in staging.named_files(manifest):
            named.update(
                (folder, ref.file) for folder in ([table] if table in folders else folders)
            )
    return named


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


def _manifests(layout: Layout) -> list[Path]:
    names = files.names_in(layout.staging)
    return [layout.staging / name for name in names if name.endswith(".json")]


def _old_snapshots(layout: Layout, keep: int) -> list[int]:
    linked = files.link_targets(layout.root)
    return [
        number
        for number in snapshot.snapshot_numbers(layout)[max(1, keep) :]
        if layout.snapshot(number).resolve() not in linked
    ]
