"""What a source promises about the machine: streams, memory, files, folders."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from opsonin.components.component import RawDocument, Resource
from opsonin.testing.check import check
from opsonin.testing.elsewhere import alone, described
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.sources.inputs import Case, accepts, cases, files, fill_folder, places
from opsonin.testing.sources.outcomes import content_digest, expect_same, outcome, reading
from opsonin.testing.sources.streams import Watched
from opsonin.testing.sources.touched_files import touched_files
from opsonin.testing.subject import Subject

#: Records of a large file and of a small one; see `opsonin.testing.sources.formats`.
_MANY, _SOME = 2400, 300
#: Size of a large file that is made by repeating a sample.
_LARGE_BYTES = 16 << 20
#: Lines of a file that is made by repeating a sample: reading more takes too long.
_MOST_LINES = 100_000
#: Below that the memory that libraries take themselves hides the difference.
_TELLING_BYTES = 4 << 20
#: What may be read or held of the difference between a large file and a small one.
_SHARE = 0.5
_CLOSE = "with resource.open() as stream: around everything that reads it."


@check("source")
def unseekable_streams_change_nothing(subject: Subject) -> None:
    """From a stream that cannot go back, as inside archives, it reads the same."""
    for case, data in files(subject):
        watched = Watched(data, is_seekable=False)
        found = outcome(subject, case, case.resource(watched))
        expect_same(
            outcome(subject, case),
            found,
            case,
            "Out of a stream that cannot go back",
            "Spool it (tempfile.SpooledTemporaryFile) where the format needs that.",
        )


@check("source")
def streams_are_closed(subject: Subject) -> None:
    """Every stream that it opens is closed when the reading has come to its end."""
    for case, data in files(subject):
        watched = Watched(data)
        outcome(subject, case, case.resource(watched))
        _expect_closed(watched, case, "after the last item")


@check("source")
def streams_are_closed_when_stopped(subject: Subject) -> None:
    """Every stream is closed when the reading is given up in the middle."""
    for case, data in files(subject):
        watched = Watched(data)
        outcome(subject, case, case.resource(watched), limit=1)
        _expect_closed(watched, case, "when reading stops after the first item")


@check("source")
def streams_are_closed_after_errors(subject: Subject) -> None:
    """Every stream is closed when reading fails."""
    for case, data in files(subject):
        for place in (0, len(data) // 2, len(data) - 1):
            watched = Watched(data, fails_at=place)
            outcome(subject, case, case.resource(watched))
            _expect_closed(watched, case, f"when reading fails at byte {place}")
        cut = Watched(data[: len(data) // 2])
        outcome(subject, case, case.with_data(cut.data).resource(cut))
        _expect_closed(cut, case, "when the file ends early")


@check("source")
def first_item_comes_early(subject: Subject) -> str:
    """Of a large file the first items are there before most of it was read."""
    case = _growing(subject)
    data = grown(case, _MANY)
    watched = Watched(data)
    found = outcome(subject, case, case.with_data(data).resource(watched), limit=2)
    if len(found.items) < 2:  # noqa: PLR2004 - a single item may be the whole file
        raise NotApplicable(_ONE)
    if watched.n_read > len(data) * _SHARE:
        raise CheckFailed(
            f"{watched.n_read} of {len(data)} bytes were read before the second item.",
            where=case.name,
            remedy="Yield each record as soon as it is complete.",
        )
    return f"{watched.n_read} of {len(data)} bytes"


@check("source")
def memory_does_not_grow_with_the_file(subject: Subject) -> str:
    """A file eight times as large takes hardly more memory, in a process of its own."""
    case = _growing(subject)
    folder = subject.scratch("grown")
    paths = [folder / "small", folder / "large"]
    for path, count in zip(paths, (_SOME, _MANY), strict=True):
        path.write_bytes(grown(case, count))
    request = {
        "subject": described(subject),
        "paths": [str(path) for path in paths],
        "name": case.name,
    }
    first, second = alone("opsonin.testing.sources.memory:measured", request).result
    is_whole = second["n_items"] <= 1 and not outcome(subject, case).resources
    more = second["n_bytes"] - first["n_bytes"]
    if is_whole:
        raise NotApplicable(_ONE)
    if more < _TELLING_BYTES:
        raise NotApplicable(f"A large file gives only {more} bytes more.", remedy=_MAKER)
    taken = second["peak_bytes"] - first["peak_bytes"]
    if taken > more * _SHARE:
        raise CheckFailed(
            f"{more} bytes more take {taken} bytes more of memory.",
            where=case.name,
            remedy="Read pieces, and keep nothing of a record that was yielded.",
        )
    return f"{taken} bytes for {more}"


_MAKER = "Give a function from a number of records to bytes as sample."
_ONE = "It gives one document of each file."


@check("source")
def nothing_is_written(subject: Subject) -> None:
    """Reading changes no file; temporary ones are gone afterwards."""
    spool = subject.scratch("spool")
    before = tempfile.tempdir
    tempfile.tempdir = str(spool)
    try:
        for case in cases(subject):
            with touched_files() as touched:
                outcome(subject, case)
            inside = str(spool) + os.sep
            changed = [one for one in touched if one.is_write and not one.path.startswith(inside)]
            if changed:
                raise CheckFailed(
                    f"{changed[0].event} on {changed[0].path}.",
                    where=case.name,
                    remedy="A source only reads. What must not stay in memory belongs into "
                    "tempfile.TemporaryFile.",
                )
    finally:
        tempfile.tempdir = before
    left = sorted(path.name for path in spool.iterdir())
    if left:
        raise CheckFailed(f"The temporary file {left[0]!r} is left behind.", remedy=_CLOSE)


@check("source")
def nothing_else_is_opened(subject: Subject) -> None:
    """It opens no file but those of the input."""
    for case in cases(subject):
        # The first time modules and their data may be loaded.
        outcome(subject, case)
        with touched_files() as touched:
            outcome(subject, case)
        allowed = _allowed(subject, case)
        odd = [one.path for one in touched if not _is_below(one.path, allowed)]
        if odd:
            raise CheckFailed(
                f"It opens {odd[0]}.",
                where=case.name,
                remedy="Read through resource.open(); what a document names is not followed.",
            )


@check("source")
def resources_describe_themselves(subject: Subject) -> str:
    """Each further resource has the size and head that it says, and never other bytes."""
    n_found = 0
    for case in cases(subject):
        for item in reading(subject, case.resource()):
            if not isinstance(item, Resource) or item.kind != "file":
                continue
            n_found += 1
            _expect_described(item)
    if not n_found:
        raise NotApplicable("It gives no further resources.")
    return f"{n_found} resources"


@check("source")
def listing_does_not_depend_on_creation(subject: Subject) -> None:
    """A folder is listed in the same order whatever the file system returns."""
    folder = subject.scratch("listed") / "input"
    listings = []
    for names in (_NAMES, tuple(reversed(_NAMES))):
        folder.mkdir()
        for name in names:
            (folder / name).write_text(name, encoding="utf-8")
        listings.append([_places_in(subject, case) for case in _listing(subject, folder)])
        shutil.rmtree(folder)
    if listings[0] != listings[1]:
        raise CheckFailed(f"{listings[0]!r:.150} became {listings[1]!r:.150}.", remedy="sorted()")


_NAMES = ("b.txt", "a.txt", "ä.txt", "B.txt", "10.txt", "9.txt")


@check("source")
def links_stay_inside_the_input(subject: Subject) -> None:
    """Links that lead out of the input folder are not followed."""
    outside = subject.scratch("outside")
    (outside / "secret.txt").write_text(_OUTSIDE, encoding="ascii")
    folder = subject.scratch("linked")
    fill_folder(folder)
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "folder.txt").symlink_to(outside)
    (folder / "up.txt").symlink_to("../" * len(folder.parts) + str(outside / "secret.txt")[1:])
    for case in _listing(subject, folder):
        for item in reading(subject, case.resource()):
            if _OUTSIDE.encode() in _bytes_of(item):
                raise CheckFailed(
                    "It gives a file that lies outside the input folder.",
                    where=case.name,
                    remedy="Resolve links (os.path.realpath) and compare with the folder; else "
                    "Reject('outside', ...).",
                )


_OUTSIDE = "what lies outside"


@check("source")
def stamps_change_with_the_bytes(subject: Subject) -> None:
    """A file that was changed has another stamp, or none, though size and time are the same."""
    folder = subject.scratch("stamped")
    fill_folder(folder)
    path = folder / "a.txt"
    for one in folder.rglob("*.txt"):
        os.utime(one, ns=(_OLD_NS, _OLD_NS))
    listed = _listing(subject, folder)
    before = [_stamps(subject, case) for case in listed]
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(_OLD_NS, _OLD_NS))
    for case, stamps in zip(listed, before, strict=True):
        after = _stamps(subject, case)
        stale = [uri for uri in after if uri.endswith("a.txt") and after[uri]]
        if any(after[uri] == stamps.get(uri) for uri in stale):
            raise CheckFailed(
                "A file with other bytes of the same length and time has the same stamp.",
                where=case.name,
                remedy="Put st_ctime_ns and st_ino into it, or leave it empty.",
            )


#: A time long past, in nanoseconds: files changed just now may have no stamp at all.
_OLD_NS = 1_500_000_000_000_000_000


def _expect_closed(watched: Watched, case: Case, when: str) -> None:
    if watched.n_open:
        raise CheckFailed(
            f"{watched.n_open} of {len(watched.streams)} streams stay open {when}.",
            where=case.name,
            remedy=_CLOSE,
        )


def _expect_described(item: Resource) -> None:
    with item.open() as stream:
        content = stream.read()
    if item.head and not content.startswith(item.head):
        raise CheckFailed("head is not what it begins with.", where=item.uri)
    if item.size_bytes is not None and item.size_bytes != len(content):
        raise CheckFailed(
            f"size_bytes is {item.size_bytes}, there are {len(content)} bytes.",
            where=item.uri,
            remedy="Leave it out where it is not known.",
        )
    again = content_digest(item)
    if " " not in again and again != hashlib.sha256(content).hexdigest():
        raise CheckFailed(
            "Opened again it has other bytes, and no error says so.",
            where=item.uri,
            remedy="Begin at the beginning each time, or raise UnreadableError.",
        )


def _growing(subject: Subject) -> Case:
    """Return the first case of which larger files can be made that the source reads."""
    for case, data in sorted(files(subject), key=lambda one: one[0].maker is None):
        if case.maker is None and (not data or b"\0" in data):
            continue
        if accepts(subject, case.with_data(grown(case, _SOME)).resource()):
            return case
    raise NotApplicable("Nobody knows how to make a larger file of the samples.", remedy=_MAKER)


@lru_cache(maxsize=2)
def grown(case: Case, count: int) -> bytes:
    """Return a file of a case's format with many records, or with the sample many times."""
    if case.maker is not None:
        return case.maker(count)
    data = case.data or b""
    end = b"" if data.endswith(b"\n") else b"\n"
    size = _LARGE_BYTES * count // _MANY
    most = _MOST_LINES * count // _MANY // max(data.count(b"\n"), 1)
    return (data + end) * max(min(size // len(data), most), 2)


def _listing(subject: Subject, folder: Path) -> Sequence[Case]:
    found = places(subject, folder)
    if not found:
        raise NotApplicable("It lists no folders.")
    return found


def _places_in(subject: Subject, case: Case) -> list[str]:
    return [
        item.uri if isinstance(item, Resource) else item.key
        for item in reading(subject, case.resource())
    ]


def _stamps(subject: Subject, case: Case) -> dict[str, str]:
    items = reading(subject, case.resource())
    return {item.uri: item.stamp for item in items if isinstance(item, Resource)}


def _bytes_of(item: object) -> bytes:
    if isinstance(item, RawDocument):
        return item.payload
    if isinstance(item, Resource) and item.kind == "file":
        with item.open() as stream:
            return stream.read()
    return b""


def _allowed(subject: Subject, case: Case) -> list[str]:
    own = [str(subject.origin.folder), tempfile.gettempdir()]
    path = case.location.rpartition("://")[2]
    if case.data is None and path.startswith("/"):
        own.append(path)
    libraries = [sys.prefix, sys.base_prefix, *filter(None, sys.path)]
    return [*own, *libraries, "/proc", "/dev", "/sys", "/usr/share/zoneinfo"]


def _is_below(path: str, folders: Sequence[str]) -> bool:
    return any(path == one or path.startswith(one.rstrip("/") + "/") for one in folders)
