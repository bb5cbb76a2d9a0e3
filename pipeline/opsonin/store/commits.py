"""Commits: the truth about what the tables hold, one file for each run that changed something."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from opsonin.errors import StoreError
from opsonin.store import files
from opsonin.store.layout import Layout
from opsonin.store.parquet import FileRef

#: Format of the commit files. 5: they begin with the SHA-256 of all else that they hold.
FORMAT = 5
#: The oldest format whose digests are those of today.
_OLDEST = 4

#: How a file begins, before the digest and behind it.
_BEFORE, _BEHIND = b'{"check":"', b'",'
_DIGEST_CHARS = 64

_FILE = re.compile(r"(\d{8,})\.json")
#: The parts that come from the run itself; equal ones are the same attempt.
_OWN = ("run", "added", "removed", "forgotten", "results", "index", "shards", "versions")


def commit_numbers(layout: Layout) -> list[int]:
    """Return the numbers of all commits, ascending."""
    matches = map(_FILE.fullmatch, files.names_in(layout.commits))
    return sorted(int(match[1]) for match in matches if match)


def latest(layout: Layout, known: int | None = None) -> int:
    """Return the number of the newest commit, 0 if there is none.

    Args:
        layout: The data folder.
        known: A commit that is known to exist: only younger ones are looked for.
    """
    if known is None:
        return max(commit_numbers(layout), default=0)
    while files.size_of(layout.commit(known + 1)) is not None:
        known += 1
    return known


def read_commit(layout: Layout, number: int) -> dict[str, Any]:
    """Return the content of a commit.

    Raises:
        StoreError: There is no such commit, it is damaged, or a newer opsonin has written it.
    """
    path = layout.commit(number)
    data = files.read_file(path)
    if data is None:
        raise StoreError(
            f"Commit {number} is missing.",
            where=str(path),
            remedy="Restore it from a copy of the data folder.",
        )
    try:
        content = orjson.loads(data)
        is_whole = content["number"] == number and int(content["format"]) > 0
        # What a newer opsonin writes, it alone can check.
        is_whole = is_whole and (content["format"] > FORMAT or _is_as_written(data, content))
    except (ValueError, KeyError, TypeError):
        is_whole = False
    if not is_whole:
        raise StoreError(
            f"Commit {number} is damaged.",
            where=str(path),
            remedy="Restore it from a copy of the data folder.",
        )
    if content["format"] > FORMAT:
        raise StoreError(
            f"Commit {number} has format {content['format']}, this opsonin reads up to {FORMAT}.",
            where=str(path),
            remedy="Upgrade opsonin.",
        )
    if content["format"] < _OLDEST:
        raise StoreError(
            f"Commit {number} has format {content['format']}; its digests cannot be compared with "
            f"those of format {FORMAT}.",
            where=str(path),
            remedy="Run your inputs into a new data folder, and keep this one for its exports.",
        )
    return dict(content)


def commit_digest(layout: Layout, number: int) -> str:
    """Return the SHA-256 of a commit's file, ``""`` for commit 0 and one that is missing."""
    data = files.read_file(layout.commit(number)) if number else None
    return hashlib.sha256(data).hexdigest() if data is not None else ""


def create_commit(layout: Layout, content: Mapping[str, Any]) -> bool:
    """Create a commit durably unless its number is taken; return whether it was created."""
    # A process that was killed may have made the folders without syncing their names.
    files.make_folder(layout.commits)
    files.sync_folder(layout.root)
    files.sync_folder(layout.store)
    return files.create_if_absent(layout.commit(content["number"]), encoded(content))


def encoded(content: Mapping[str, Any]) -> bytes:
    """Return the bytes of a commit's file: JSON that begins with a digest of what follows."""
    body = orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    return _BEFORE + hashlib.sha256(body).hexdigest().encode() + _BEHIND + body[1:]


def _is_as_written(data: bytes, content: Mapping[str, Any]) -> bool:
    """Tell whether a file holds what was written; before format 5 nothing says so."""
    start = len(_BEFORE) + _DIGEST_CHARS
    if not data.startswith(_BEFORE):
        return bool(content["format"] < FORMAT) and "check" not in content
    body = b"{" + data[start + len(_BEHIND) :]
    return data[len(_BEFORE) : start] == hashlib.sha256(body).hexdigest().encode()


def is_same_attempt(content: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two contents of one number come from the same run's same attempt."""
    mine = orjson.loads(orjson.dumps({key: content[key] for key in _OWN}))
    return bool(mine == {key: other.get(key) for key in _OWN})


def file_list(refs: Iterable[FileRef]) -> list[dict[str, str | int]]:
    """Return references as they stand in a commit."""
    return [ref.to_json() for ref in refs]


def file_refs(values: Sequence[Mapping[str, Any]]) -> list[FileRef]:
    """Return the references that a part of a commit holds."""
    return [FileRef.from_json(value) for value in values]


def named_files(content: Mapping[str, Any]) -> Iterator[tuple[str, FileRef]]:
    """Yield every file that a commit names, with its table."""
    by_table = [content["added"], *content["shards"].values(), content["checkpoint"] or {}]
    by_table.append({"results": content["results"], "rows": content["index"]})
    for tables in by_table:
        for table, refs in tables.items():
            for ref in file_refs(refs):
                yield table, ref
