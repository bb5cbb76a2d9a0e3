"""Pages as the server gave them last, so that it need not send again what has not changed."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """Pages by their URL in a folder; without a folder nothing is kept."""

    folder: Path | None

    def get(self, url: str) -> tuple[str, bytes]:
        """Return the etag and the body of a page; both are empty for one that is not there."""
        if self.folder is None:
            return "", b""
        try:
            head, _, body = self._path(url, self.folder).read_bytes().partition(b"\n")
            stated = json.loads(head)
        except (OSError, ValueError):
            return "", b""
        # A file that lost its end must not pass for the page.
        is_whole = stated.get("sha256") == hashlib.sha256(body).hexdigest()
        return (stated["etag"], body) if is_whole else ("", b"")

    def put(self, url: str, etag: str, body: bytes) -> None:
        """Keep a page that has an etag."""
        if self.folder is None or not etag:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        head = json.dumps({"etag": etag, "sha256": hashlib.sha256(body).hexdigest()})
        handle, name = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(head.encode("ascii") + b"\n" + body)
        Path(name).replace(self._path(url, self.folder))

    @staticmethod
    def _path(url: str, folder: Path) -> Path:
        return folder / hashlib.sha256(url.encode("utf-8")).hexdigest()
