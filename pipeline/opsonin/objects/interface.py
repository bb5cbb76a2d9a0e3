"""What opsonin asks of a place for objects: a few calls that every S3 API has, and no rename."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from opsonin.errors import StoreError


class ObjectsError(StoreError):
    """Objects could not be read or written: the server is away, refuses, or is no S3 API.

    Its text is made of the place, a code and a status, never of what a server or a library says:
    that may hold credentials.
    """


@dataclass(frozen=True, slots=True)
class Held:
    """What an object holds.

    Attributes:
        data: Its bytes.
        tag: Names this content to the server, see `Objects.replace`.
    """

    data: bytes
    tag: str


class Objects(Protocol):
    """Objects below one location, by keys relative to it.

    A call that returns has been answered by the server. A request may be sent again, by the
    library or by the next run: each call says what that means.

    Every call raises `ObjectsError` if the server cannot be reached or refuses.
    """

    @property
    def location(self) -> str:
        """Where they lie, for people; never with credentials."""

    def read(self, key: str) -> Held | None:
        """Return an object, or None if there is none."""

    def sizes(self, prefix: str) -> dict[str, int]:
        """Return the size in bytes of every object whose key begins with ``prefix``."""

    def create(self, key: str, data: bytes) -> bool:
        """Create an object if there is none; return whether it is ours.

        Of several writers exactly one creates it. An object with the same bytes is ours: it comes
        of an attempt whose answer was lost, so that ``data`` must tell its writers apart.
        """

    def replace(self, key: str, data: bytes, tag: str | None) -> bool:
        """Write an object in the place of the one that was read; return whether that held.

        Args:
            key: The object.
            data: Its new bytes; if it holds them already, they are taken to be ours.
            tag: Names what was read; None if there was none.
        """

    def upload(self, key: str, path: Path, sha256: str) -> None:
        """Write a file as an object, which the server checks against the digest, in hexadecimal."""

    def copy(self, source: str, target: str) -> bool:
        """Copy an object within the server; return whether there was one to copy."""

    def remove(self, keys: Sequence[str]) -> None:
        """Remove objects; those that are gone already do not matter."""
