"""What an exporter promises about what it publishes: whole, repeatable, for every snapshot."""

from __future__ import annotations

import contextlib
import csv
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin.testing.check import check
from opsonin.testing.exporters.ground import DATABASES, Ground, tree_digest
from opsonin.testing.exporters.snapshots import add_own_table, empty_material
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: Cells that spreadsheets take for formulas. Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?")
#: A folder whose name means something to shells, URLs, SQL and globs.
_ODD_NAME = "data ä %20 'x' #1 [a] & {b}"
_TYPES = frozenset(
    {
        pa.string(), pa.int32(), pa.int64(), pa.float32(), pa.float64(), pa.bool_(), pa.date32(),
        pa.timestamp("us", tz="UTC"),
    }
)  # fmt: skip
_LIST_TYPES = frozenset({pa.string(), pa.int32()})


@check("exporter")
def place_is_for_people(subject: Subject) -> str:
    """It returns where the output can be found, in one line."""
    place = Ground.of(subject).export(1)
    if not place.strip() or place == "None" or _CONTROL.search(place):
        raise CheckFailed(f"It returned {place!r}.", remedy="Return the path or URL as a string.")
    return place.rpartition("/")[2]


@check("exporter")
def output_is_where_it_says(subject: Subject) -> None:
    """There is something at the place that it returns."""
    ground = Ground.of(subject)
    place = ground.export(1)
    if not ground.read(place):
        raise CheckFailed(f"There is nothing at {place}.", remedy="Return the place of the output.")


@check("exporter")
def snapshot_is_not_changed(subject: Subject) -> None:
    """Store and snapshots are byte by byte what they were."""
    ground = Ground.of(subject)
    before = tree_digest(ground.data)
    ground.export(1)
    ground.export(2)
    after = tree_digest(ground.data)
    for name in sorted(before):
        if after.get(name) != before[name]:
            what = "changed" if name in after else "removed"
            raise CheckFailed(f"It {what} {name}.", remedy="A snapshot is only read.")
    added = [one for one in sorted(set(after) - set(before)) if one.startswith(_ENGINE)]
    if added:
        raise CheckFailed(
            f"It wrote {added[0]}.",
            remedy=f"Write below the data folder under the own name: {subject.name}/.",
        )


_ENGINE = ("store/", "snapshots/")


@check("exporter")
def nothing_is_written_elsewhere(subject: Subject) -> None:
    """It writes to its place, and in the data folder only under its own name."""
    ground = Ground.of(subject)
    outside = subject.scratch("cwd")
    with contextlib.chdir(outside):
        place = Path(ground.export(1))
    left = sorted(path.name for path in outside.iterdir())
    if left:
        raise CheckFailed(
            f"It wrote {left[0]!r} into the working directory.",
            remedy="Write below snapshot.data, or where an option says.",
        )
    own = place.relative_to(ground.data).parts[0] if place.is_relative_to(ground.data) else ""
    for name in {one.split("/")[0] for one in ground.listed()}:
        if name != own and not name.lstrip(".").startswith((subject.name, own or subject.name)):
            raise CheckFailed(
                f"It wrote {name!r} into the data folder.",
                remedy=f"Call it {subject.name!r}, or begin its name so.",
            )


@check("exporter")
def repeating_changes_nothing(subject: Subject) -> None:
    """A second export of the same snapshot leaves the same output at the same place."""
    ground = Ground.of(subject)
    place = ground.export(1)
    first, listed = ground.read(place), ground.listed()
    again = ground.export(1)
    if again != place:
        raise CheckFailed(f"The place was {place} and is {again}.", remedy="Put no time into it.")
    _expect_equal(first, ground.read(place), "After a second export")
    if ground.listed() != listed:
        raise CheckFailed(f"Repeating adds {sorted({*ground.listed()} - {*listed})[:3]}.")


@check("exporter")
def equal_snapshots_give_equal_outputs(subject: Subject) -> None:
    """The same snapshot gives the same output in a fresh folder."""
    ground = Ground.of(subject)
    first = ground.read(ground.export(2))
    ground.renew()
    _expect_equal(first, ground.read(ground.export(2)), "In a fresh folder")


@check("exporter")
def another_process_gives_the_same(subject: Subject) -> None:
    """Another process with another hash seed, time zone and locale gives the same output."""
    ground = Ground.of(subject)
    first = ground.read(ground.export(2))
    ground.renew()
    place = ground.export_apart(2, seed=23)["place"]
    _expect_equal(first, ground.read(place), "In another process")


@check("exporter")
def unusual_folder_changes_nothing(subject: Subject) -> None:
    """A data folder whose name has spaces, quotes and signs gives the same output."""
    first = _exported(Ground.of(subject), 1)
    _expect_equal(first, _exported(Ground.of(subject, name=_ODD_NAME), 1), f"Below {_ODD_NAME!r}")


@check("exporter")
def relative_folder_changes_nothing(subject: Subject) -> None:
    """A data folder that is named relative to the working directory gives the same output."""
    first = _exported(Ground.of(subject), 1)
    ground = Ground.of(subject)
    with contextlib.chdir(ground.data.parent):
        place = ground.export(1, data=Path(ground.data.name))
        _expect_equal(first, ground.read(place), "Below a relative path")


@check("exporter")
def next_snapshot_takes_its_place(subject: Subject) -> None:
    """After an older snapshot the newer one gives the output that it gives alone."""
    alone = _exported(Ground.of(subject), 2)
    ground = Ground.of(subject)
    ground.export(1)
    _expect_equal(alone, _exported(ground, 2), "After an export of the snapshot before")


@check("exporter")
def earlier_snapshot_can_come_back(subject: Subject) -> None:
    """After a newer snapshot an older one can be published again."""
    alone = _exported(Ground.of(subject), 1)
    ground = Ground.of(subject)
    ground.export(2)
    _expect_equal(alone, _exported(ground, 1), "After an export of a later snapshot")


@check("exporter")
def output_follows_the_snapshot(subject: Subject) -> None:
    """Another snapshot gives another output."""
    if _exported(Ground.of(subject), 1) == _exported(Ground.of(subject), 2):
        raise CheckFailed(
            "Two snapshots with different documents give the same output.",
            remedy="Read snapshot.directory; nothing may be kept between two exports.",
        )


@check("exporter")
def empty_tables_are_taken(subject: Subject) -> None:
    """A snapshot without a single document is published like any other."""
    ground = Ground.of(subject, empty_material(subject))
    if ground.read(ground.export(1)) is None:
        raise CheckFailed("There is no output.", remedy="Write tables without rows as well.")


@check("exporter")
def tables_of_plugins_are_taken(subject: Subject) -> None:
    """A further table with every type of the contract, nulls and awkward cells is published."""
    ground = Ground.of(subject)
    add_own_table(ground.data, 2)
    if ground.read(ground.export(2, with_own=True)) is None:
        raise CheckFailed("There is no output.")


@check("exporter")
def missing_snapshot_is_an_error(subject: Subject) -> None:
    """A snapshot whose folder is gone raises, and the old output stays."""
    ground = Ground.of(subject)
    place = ground.export(1)
    before = ground.read(place)
    shutil.rmtree(ground.data / "snapshots" / "2")
    try:
        ground.export(2)
    except Exception as error:
        if not str(error).strip():
            raise CheckFailed(f"{type(error).__name__} has no message.") from error
    else:
        raise CheckFailed("It published a snapshot that is not there.", remedy="Raise StoreError.")
    if ground.data / "snapshots" / "1" != Path(place).resolve():
        _expect_equal(before, ground.read(place), "After an error")


@check("exporter")
def open_readers_keep_what_they_have(subject: Subject) -> None:
    """Whoever reads the old output while the new one is published reads the old one to its end."""
    ground = Ground.of(subject)
    place = Path(ground.export(1))
    paths = [path for path in _files(place) if path.suffix not in DATABASES]
    if not paths:
        raise NotApplicable("The output is no plain file.")
    with contextlib.ExitStack() as stack:
        streams = [(path, stack.enter_context(path.open("rb"))) for path in paths]
        before = [path.read_bytes() for path in paths]
        ground.export(2)
        for (path, stream), content in zip(streams, before, strict=True):
            if stream.read() != content:
                raise CheckFailed(
                    "Somebody who has it open finds other bytes.",
                    where=path.name,
                    remedy="Write a new file beside it and os.replace() it.",
                )


@check("exporter")
def handles_are_closed(subject: Subject) -> None:
    """No file stays open after an export."""
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        raise NotApplicable(f"{sys.platform} does not list open files.")
    ground = Ground.of(subject)
    ground.export(1)
    inside = str(ground.data) + os.sep
    still = [target for target in _targets(handles) if target.startswith(inside)]
    if still:
        raise CheckFailed(
            f"{len(still)} files stay open.",
            where=still[0].removeprefix(inside),
            remedy="Use with, contextlib.closing, or close().",
        )


@check("exporter")
def formulas_are_neutralised(subject: Subject) -> str:
    """No text cell of a CSV file begins so that a spreadsheet computes it."""
    ground = Ground.of(subject)
    add_own_table(ground.data, 2)
    paths = [path for path in _files(Path(ground.export(2, with_own=True))) if _is_csv(path)]
    if not paths:
        raise NotApplicable("The output has no CSV file.")
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream, delimiter="\t" if path.suffix == ".tsv" else ","):
                bad = [one for one in row if one.startswith(_FORMULA) and not _is_number(one)]
                if bad:
                    raise CheckFailed(
                        f"A cell is {bad[0][:60]!r}.",
                        where=path.name,
                        remedy="Put an apostrophe before it. Source: OWASP, CSV Injection.",
                    )
    return f"{len(paths)} files"


@check("exporter")
def parquet_keeps_the_types_of_the_contract(subject: Subject) -> str:
    """Parquet files of the output have only types that all clients read."""
    ground = Ground.of(subject)
    paths = [path for path in _files(Path(ground.export(2))) if path.suffix == ".parquet"]
    if not paths:
        raise NotApplicable("The output has no Parquet file.")
    for path in paths:
        for one in pq.read_schema(path):
            is_list = pa.types.is_list(one.type) and one.type.value_type in _LIST_TYPES
            if one.type not in _TYPES and not is_list:
                raise CheckFailed(
                    f"Column {one.name} is {one.type}.",
                    where=path.name,
                    remedy="Write string, int32, int64, float32, float64, bool, date32, "
                    "timestamp(us, UTC), list<string> or list<int32>.",
                )
    return f"{len(paths)} files"


def _exported(ground: Ground, number: int) -> Any:
    return ground.read(ground.export(number))


def _expect_equal(first: Any, second: Any, when: str) -> None:
    if first == second:
        return
    detail = "it differs"
    if isinstance(first, dict) and isinstance(second, dict):
        names = [name for name in {*first, *second} if first.get(name) != second.get(name)]
        detail = f"{len(names)} files differ: {sorted(names)[:3]}"
    raise CheckFailed(
        f"{when} {detail}.",
        where="output",
        remedy="Let nothing but the snapshot decide: no time, no path, no order of a set.",
    )


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for path in sorted(place.rglob("*")) if place.is_dir() else ():
        if path.is_file():
            yield path


def _is_csv(path: Path) -> bool:
    return path.suffix in {".csv", ".tsv"}


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _targets(handles: Path) -> Iterator[str]:
    for handle in os.listdir(handles):  # noqa: PTH208 - names alone: an entry may be gone
        with contextlib.suppress(OSError):
            yield str((handles / handle).readlink())
