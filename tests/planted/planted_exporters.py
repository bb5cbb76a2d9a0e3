"""A plugin module of exporters with one planted fault each, and their sound twins."""

from __future__ import annotations

import csv
import json
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from opsonin import Context, Exporter, NoOptions, Snapshot, hookimpl

Export = Callable[[Snapshot, Context[NoOptions]], str]


def _rows(snapshot: Snapshot, table: str) -> str:
    return json.dumps(snapshot.read(table).to_pylist(), default=str, sort_keys=True)


def _whole(snapshot: Snapshot) -> str:
    tables = {name: json.loads(_rows(snapshot, name)) for name in sorted(snapshot.tables)}
    return json.dumps(tables, sort_keys=True)


def _put(path: Path, text: str) -> str:
    """Replace a file as a whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    for old in path.parent.glob(f".{path.name}.*.tmp"):
        if not _is_at_work(old):
            old.unlink(missing_ok=True)
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return str(path)


def _is_at_work(path: Path) -> bool:
    return Path("/proc", path.name.split(".")[-2]).exists()


def sound(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Publish all tables as one file of JSON."""
    return _put(snapshot.data / "sound.json", _whole(snapshot))


def sound_sqlite(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Publish all tables as one database, in one transaction."""
    path = snapshot.data / "sound_sqlite.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DROP TABLE IF EXISTS tables")
        connection.execute("CREATE TABLE tables (name, cells)")
        for name in sorted(snapshot.tables):
            connection.execute("INSERT INTO tables VALUES (?, ?)", (name, _rows(snapshot, name)))
        connection.execute("COMMIT")
    return str(path)


def half_written(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Write where readers read."""
    path = snapshot.data / "half_written.json"
    with path.open("w", encoding="utf-8") as stream:
        for name in sorted(snapshot.tables):
            stream.write(_rows(snapshot, name))
            stream.flush()
    return str(path)


def file_by_file(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Replace one file of a folder after the other."""
    folder = snapshot.data / "file_by_file"
    folder.mkdir(exist_ok=True)
    for name in sorted(snapshot.tables):
        _put(folder / f"{name}.json", _rows(snapshot, name))
    return str(folder)


def deletes_first(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Take the old output away before the new one is there."""
    folder = snapshot.data / "deletes_first"
    shutil.rmtree(folder, ignore_errors=True)
    hidden = snapshot.data / ".deletes_first"
    shutil.rmtree(hidden, ignore_errors=True)
    hidden.mkdir()
    for name in sorted(snapshot.tables):
        (hidden / f"{name}.json").write_text(_rows(snapshot, name), encoding="utf-8")
    hidden.rename(folder)
    return str(folder)


def goes_on(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Take what a crash left behind for done."""
    hidden = snapshot.data / ".goes_on.tmp"
    if not hidden.exists():
        hidden.touch()
        text = _whole(snapshot)
        hidden.write_text(text, encoding="utf-8")
    hidden.replace(snapshot.data / "goes_on.json")
    return str(snapshot.data / "goes_on.json")


def litters(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Leave temporary files of crashes for good."""
    temporary = snapshot.data / f"litters.{secrets.token_hex(4)}.tmp"
    temporary.write_text(_whole(snapshot), encoding="utf-8")
    temporary.replace(snapshot.data / "litters.json")
    return str(snapshot.data / "litters.json")


def swallows(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Say that all is well when the disk is full."""
    with suppress(OSError):
        _put(snapshot.data / "swallows.json", _whole(snapshot))
    return str(snapshot.data / "swallows.json")


def mixes(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Add to a file of a fixed name, whoever else does."""
    temporary = snapshot.data / ".mixes.tmp"
    with temporary.open("a", encoding="utf-8") as stream:
        for name in sorted(snapshot.tables):
            stream.write(_rows(snapshot, name))
            stream.flush()
        time.sleep(0.2)
    with suppress(FileNotFoundError):
        temporary.replace(snapshot.data / "mixes.json")
    return str(snapshot.data / "mixes.json")


def no_place(snapshot: Snapshot, context: Context[NoOptions]) -> str:
    """Say nothing."""
    sound(snapshot, context)
    return ""


def wrong_place(snapshot: Snapshot, context: Context[NoOptions]) -> str:
    """Name a place where nothing is."""
    return f"{sound(snapshot, context)}.gz"


def marks_snapshot(snapshot: Snapshot, context: Context[NoOptions]) -> str:
    """Leave a mark in the snapshot."""
    (snapshot.directory / "EXPORTED").touch()
    return sound(snapshot, context)


def marks_folder(snapshot: Snapshot, context: Context[NoOptions]) -> str:
    """Leave a mark in the working directory."""
    Path("exported.log").write_text("done\n", encoding="ascii")
    return sound(snapshot, context)


def timed(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Write down when it was."""
    return _put(snapshot.data / "timed.json", f"{time.time_ns()} {_whole(snapshot)}")


def shuffled(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Write the tables in the order of a set."""
    names = "".join(set(snapshot.tables))
    return _put(snapshot.data / "shuffled.json", names)


def adds(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Keep what earlier exports left."""
    path = snapshot.data / "adds.json"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    text = _whole(snapshot)
    return _put(path, before if before.endswith(text) else before + text)


_KNOWN: dict[str, str] = {}


def remembers(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Publish what was published first."""
    text = _KNOWN.setdefault("text", _whole(snapshot))
    return _put(snapshot.data / "remembers.json", text)


def tells_folder(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Write down where the data lies."""
    return _put(snapshot.data / "tells_folder.json", f"{snapshot.data} {_whole(snapshot)}")


def from_root(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Take every path for an absolute one."""
    return _put(Path("/", *snapshot.data.parts, "from_root.json"), _whole(snapshot))


def needs_rows(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Begin with the first document."""
    first = snapshot.read("documents").to_pylist()[0]["doc_id"]
    return _put(snapshot.data / "needs_rows.json", first + _whole(snapshot))


def needs_names(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Know all tables beforehand."""
    titles = {name: name.title() for name in snapshot.tables if not name.startswith("kit")}
    text = json.dumps([titles[name] for name in sorted(snapshot.tables)])
    return _put(snapshot.data / "needs_names.json", text + _whole(snapshot))


def takes_nothing(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Publish a snapshot that is not there as an empty one."""
    text = _whole(snapshot) if snapshot.directory.exists() else "{}"
    return _put(snapshot.data / "takes_nothing.json", text)


def overwrites(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Write into the file that readers have open."""
    path = snapshot.data / "overwrites.json"
    path.write_text(_whole(snapshot), encoding="utf-8")
    return str(path)


OPEN: list[Any] = []


def leaks(snapshot: Snapshot, context: Context[NoOptions]) -> str:
    """Keep a file open."""
    place = sound(snapshot, context)
    OPEN.append(Path(place).open("rb"))  # noqa: SIM115 - the fault
    return place


def formulas(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    """Write text into CSV as it is."""
    path = snapshot.data / "formulas.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        for name in sorted(snapshot.tables):
            for row in snapshot.read(name).to_pylist():
                csv.writer(stream).writerow(row.values())
    return str(path)


def _types(snapshot: Snapshot, _context: Context[NoOptions]) -> str:
    import pyarrow as pa  # noqa: PLC0415 - as a plugin would
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = snapshot.data / "types.parquet"
    pq.write_table(pa.table({"n": pa.array([snapshot.number], pa.uint8())}), path)
    return str(path)


#: A faulty exporter, and the check that has to catch it.
FAULTS: Mapping[str, tuple[Export, str]] = {
    "half_written": (half_written, "killed_first_export_publishes_nothing_half"),
    "file_by_file": (file_by_file, "killed_export_leaves_old_or_new"),
    "deletes_first": (deletes_first, "killed_export_leaves_old_or_new"),
    "goes_on": (goes_on, "export_after_a_crash_is_whole"),
    "litters": (litters, "export_after_a_crash_clears_up"),
    "swallows": (swallows, "full_disk_is_an_error"),
    "no_room": (half_written, "full_disk_leaves_old_or_new"),
    "no_room_after": (goes_on, "export_after_a_full_disk_is_whole"),
    "mixes": (mixes, "exports_at_once_do_not_mix"),
    "no_place": (no_place, "place_is_for_people"),
    "wrong_place": (wrong_place, "output_is_where_it_says"),
    "marks_snapshot": (marks_snapshot, "snapshot_is_not_changed"),
    "marks_folder": (marks_folder, "nothing_is_written_elsewhere"),
    "timed": (timed, "repeating_changes_nothing"),
    "timed_anew": (timed, "equal_snapshots_give_equal_outputs"),
    "shuffled": (shuffled, "another_process_gives_the_same"),
    "adds": (adds, "next_snapshot_takes_its_place"),
    "adds_back": (adds, "earlier_snapshot_can_come_back"),
    "remembers": (remembers, "output_follows_the_snapshot"),
    "tells_folder": (tells_folder, "unusual_folder_changes_nothing"),
    "from_root": (from_root, "relative_folder_changes_nothing"),
    "needs_rows": (needs_rows, "empty_tables_are_taken"),
    "needs_names": (needs_names, "tables_of_plugins_are_taken"),
    "takes_nothing": (takes_nothing, "missing_snapshot_is_an_error"),
    "overwrites": (overwrites, "open_readers_keep_what_they_have"),
    "leaks": (leaks, "handles_are_closed"),
    "formulas": (formulas, "formulas_are_neutralised"),
    "types": (_types, "parquet_keeps_the_types_of_the_contract"),
}
SOUND: Mapping[str, Export] = {"sound": sound, "sound_sqlite": sound_sqlite}


@hookimpl
def register_exporters() -> Iterable[Exporter[Any]]:
    """Offer all of them."""
    functions = {**SOUND, **{name: export for name, (export, _) in FAULTS.items()}}
    return [Exporter(name=name, version="1", export=export) for name, export in functions.items()]
