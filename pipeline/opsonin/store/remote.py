"""Publishes the folder of a snapshot below a location of objects, where nothing can be renamed.

Every version has a prefix of its own, ``snapshots/<number>-<digest>/``, of the digest of its
``SHA256SUMS``: no object is ever written with other bytes. ``manifest.json`` is written last, and
then the one object that changes, ``LATEST``, which names the prefix that holds. A reader who asks
`LATEST` first never sees half a snapshot, nor two.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from opsonin.errors import StoreError
from opsonin.objects.interface import Objects
from opsonin.objects.s3 import CONNECTIONS, open_objects
from opsonin.store import files
from opsonin.store.snapshot import CHECKSUMS, MANIFEST

#: The object that names the snapshot that holds.
LATEST = "LATEST"
_FOLDER = "snapshots"
_DIGEST_CHARS = 12
_VERSION = re.compile(r"snapshots/([0-9]{1,18})-[0-9a-f]{12}")
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)?)")
#: How often the pointer is set again because another process has set it meanwhile.
_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class _Pointer:
    """What ``LATEST`` says: the prefix, its number, and what names this content to the server."""

    prefix: str = ""
    number: int = 0
    tag: str | None = None


def publish_to_s3(
    location: str, folder: Path, number: int, *, endpoint_url: str = "", is_forced: bool = False
) -> str:
    """Publish the folder of a snapshot or an export as the version that holds.

    The prefix ``snapshots/<number>-<digest>/`` is written first, and then the object ``LATEST``
    names it: who reads that first sees the old version or the new one.

    Args:
        location: ``s3://BUCKET/PREFIX``.
        folder: The folder, with ``SHA256SUMS`` and ``manifest.json``.
        number: Number of the snapshot.
        endpoint_url: Where the S3 API is, if not at AWS.
        is_forced: Whether it may take the place of a snapshot with a higher number.

    Returns:
        Where its tables are.

    Raises:
        ConfigError: The location is none, or a package is missing.
        StoreError: The server cannot be reached or refuses; a file is damaged; or a newer
            snapshot is published there.
    """
    objects = open_objects(location, endpoint_url=endpoint_url)
    return publish_folder(objects, folder, number, is_forced=is_forced)


def remove_from_s3(location: str, kept: Collection[int], *, endpoint_url: str = "") -> None:
    """Remove the versions at a location but for those of some numbers, and the one that holds.

    Args:
        location: ``s3://BUCKET/PREFIX``.
        kept: Numbers of the snapshots that stay.
        endpoint_url: Where the S3 API is, if not at AWS.

    Raises:
        ConfigError: The location is none, or a package is missing.
        StoreError: The server cannot be reached or refuses.
    """
    remove_others(open_objects(location, endpoint_url=endpoint_url), kept)


def publish_folder(objects: Objects, folder: Path, number: int, *, is_forced: bool = False) -> str:
    """Publish a folder with ``SHA256SUMS`` and a manifest as the version that holds.

    What an attempt before has written is not written again. Files that the version before has as
    well are copied within the server.

    Args:
        objects: Where to.
        folder: The folder of a snapshot, or an export.
        number: Number of the snapshot.
        is_forced: Whether it may take the place of a snapshot with a higher number.

    Returns:
        Where its tables are.

    Raises:
        ObjectsError: The server cannot be reached or refuses.
        StoreError: A file is missing or damaged, or a newer snapshot is published there.
    """
    listing, digests = _listed(folder)
    whole = hashlib.sha256(listing).hexdigest()
    prefix = f"{_FOLDER}/{number}-{whole[:_DIGEST_CHARS]}"
    pointer = _pointer(objects)
    _refuse_older(objects, pointer, number, is_forced=is_forced)
    if pointer.prefix != prefix:
        _write(
            objects,
            folder,
            prefix,
            {**digests, CHECKSUMS: whole},
            _digests_at(objects, pointer.prefix),
        )
        _point(objects, prefix, number, pointer, is_forced=is_forced)
    return f"{objects.location}/{prefix}"


def remove_others(objects: Objects, numbers: Collection[int]) -> None:
    """Remove the versions that are not of these numbers, but for the one that holds.

    The manifest of each goes first: what is left of a version, should this end half way, is none.

    Args:
        objects: Where they lie.
        numbers: Numbers of the snapshots that stay.

    Raises:
        ObjectsError: The server cannot be reached or refuses.
    """
    holds = _pointer(objects)
    gone: dict[str, list[str]] = {}
    for key in objects.sizes(f"{_FOLDER}/"):
        found = _VERSION.match(key)
        if found is None or found[0] == holds.prefix:
            continue
        # Of one number there is one version: another one was made anew.
        if int(found[1]) not in numbers or int(found[1]) == holds.number:
            gone.setdefault(found[0], []).append(key)
    objects.remove([f"{prefix}/{MANIFEST}" for prefix in gone])
    objects.remove([key for keys in gone.values() for key in keys])


def _listed(folder: Path) -> tuple[bytes, dict[str, str]]:
    """Return ``SHA256SUMS`` and the digests that it states, by path below the folder."""
    data = files.read_file(folder / CHECKSUMS)
    found = [
        _LINE.fullmatch(line) for line in (data or b"").decode("utf-8", "replace").splitlines()
    ]
    digests = {one[2]: one[1] for one in found if one}
    if data is None or None in found or MANIFEST not in digests:
        raise StoreError(
            f"{CHECKSUMS} is missing or damaged.",
            where=str(folder),
            remedy="Run `opsonin verify` to see what is damaged.",
        )
    return data, digests


def _pointer(objects: Objects) -> _Pointer:
    there = objects.read(LATEST)
    if there is None:
        return _Pointer()
    found = _VERSION.fullmatch(there.data.decode("utf-8", "replace").strip())
    if found is None:
        raise StoreError(
            f"{LATEST} is there and was not written by opsonin.",
            where=f"{objects.location}/{LATEST}",
            remedy="Publish to another prefix, or remove it.",
        )
    return _Pointer(found[0], int(found[1]), there.tag)


def _refuse_older(objects: Objects, there: _Pointer, number: int, *, is_forced: bool) -> None:
    if there.number > number and not is_forced:
        raise StoreError(
            f"Snapshot {there.number} is published there, which is newer than {number}.",
            where=objects.location,
            remedy="Give each data folder a prefix of its own. If this one was restored from a "
            f"copy, remove {LATEST} there, and run again.",
        )


def _digests_at(objects: Objects, prefix: str) -> Mapping[str, str]:
    """Return the keys of a version's files by their digests; nothing if it is not whole."""
    there = objects.read(f"{prefix}/{CHECKSUMS}") if prefix else None
    found = _sums(there.data) if there else []
    return {one[1]: f"{prefix}/{one[2]}" for one in found if one}


def _sums(data: bytes) -> list[re.Match[str] | None]:
    """Return the lines of ``SHA256SUMS``; None for one that is none."""
    return [_LINE.fullmatch(line) for line in data.decode("utf-8", "replace").splitlines()]


def _write(
    objects: Objects,
    folder: Path,
    prefix: str,
    digests: Mapping[str, str],
    before: Mapping[str, str],
) -> None:
    """Write the files of a version that are not there yet, its manifest last."""
    there = objects.sizes(f"{prefix}/")

    def write(path: str) -> None:
        source, key, digest = folder / path, f"{prefix}/{path}", digests[path]
        if there.get(key) == files.size_of(source):
            return
        if digest in before and objects.copy(before[digest], key):
            return
        if files.sha256_of(source) != digest:
            raise StoreError(
                f"The file is missing or damaged: its digest is not the one in {CHECKSUMS}.",
                where=str(source),
                remedy="Run `opsonin verify` to see what else is.",
            )
        try:
            objects.upload(key, source, digest)
        except OSError as error:
            raise files.explain(error, source, "read") from error

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        # Taken one by one, so that an error is raised here.
        for _ in threads.map(write, sorted(digests.keys() - {MANIFEST, CHECKSUMS})):
            continue
    write(CHECKSUMS)
    write(MANIFEST)
    missing = digests.keys() - {
        key.removeprefix(f"{prefix}/") for key in objects.sizes(f"{prefix}/")
    }
    if missing:
        raise StoreError(
            f"{min(missing)} went while the snapshot was published.",
            where=objects.location,
            remedy="Let nothing else remove objects there, and run again.",
        )


def _point(objects: Objects, prefix: str, number: int, there: _Pointer, *, is_forced: bool) -> None:
    """Let ``LATEST`` name a version, unless another process has published a newer one."""
    for _ in range(_ATTEMPTS):
        if objects.replace(LATEST, f"{prefix}\n".encode(), there.tag):
            return
        there = _pointer(objects)
        _refuse_older(objects, there, number, is_forced=is_forced)
    raise StoreError(
        f"Other processes set {LATEST} again and again.",
        where=objects.location,
        remedy="Give each data folder a prefix of its own.",
    )
