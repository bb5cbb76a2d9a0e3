"""Keeps what servers said last, so that what has not changed is not sent again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: All answers together may take this; those that were not asked for longest go first.
_MAX_BYTES = 2 << 30
_FOLDER = "feeds"
#: What is kept of a header.
_FIELDS = ("etag", "last-modified", "content-type")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept.

    Attributes:
        url: Where it came from in the end.
        fields: What is kept of its header.
        body: Its content.
        fetched_at: When, in seconds of Unix time.
        modified: When a sitemap says that the page was changed last; empty if none does.
    """

    url: str
    fields: Mapping[str, str]
    body: bytes
    fetched_at: float
    modified: str = ""


class Keeper:
    """Answers by address, in a folder that may be emptied at any time.

    Args:
        cache: The folder that components share; None to keep nothing.
    """

    def __init__(self, cache: Path | None) -> None:
        self._folder = None if cache is None else cache / _FOLDER

    def find(self, url: str) -> Kept | None:
        """Return what is kept of an address; None if there is nothing, or if it is damaged."""
        if self._folder is None:
            return None
        about, body = self._places(self._folder, url)
        try:
            said = json.loads(about.read_text("utf-8"))
            content = body.read_bytes()
            if said["asked"] != url or said["sha256"] != hashlib.sha256(content).hexdigest():
                return None
            return Kept(said["url"], said["fields"], content, said["fetched_at"], said["modified"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(
        self, asked: str, url: str, fields: Mapping[str, str], body: bytes, modified: str = ""
    ) -> None:
        """Keep an answer; where that fails, it is fetched again the next time.

        Args:
            asked: The address that was asked for.
            url: The one that answered, after redirections.
            fields: The header of the answer.
            body: Its content.
            modified: When a sitemap says that the page was changed last.
        """
        if self._folder is None:
            return
        about, content = self._places(self._folder, asked)
        said = {
            "asked": asked,
            "url": url,
            "fields": {name: fields[name] for name in _FIELDS if name in fields},
            "sha256": hashlib.sha256(body).hexdigest(),
            "fetched_at": time.time(),
            "modified": modified,
        }
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _replace(content, body)
            _replace(about, json.dumps(said).encode())

    def tidy(self) -> None:
        """Remove what was not asked for longest, until the rest is small enough."""
        if self._folder is None or not self._folder.is_dir():
            return
        with contextlib.suppress(OSError):
            found = [(one.stat(), one.path) for one in os.scandir(self._folder)]
            excess = sum(info.st_size for info, _ in found) - _MAX_BYTES
            for info, path in sorted(found, key=lambda one: one[0].st_mtime):
                if excess <= 0:
                    return
                Path(path).unlink(missing_ok=True)
                excess -= info.st_size

    @staticmethod
    def _places(folder: Path, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode()).hexdigest()[:32]
        return folder / f"{name}.json", folder / f"{name}.body"


def _replace(path: Path, content: bytes) -> None:
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
