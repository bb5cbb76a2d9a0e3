"""Fingerprints: what the results of a component are remembered under."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import PurePath

#: Version of what the engine itself computes: alignment, merged rows, ids. Part of every
#: fingerprint from clean on; change it whenever the same components give other tables.
ENGINE_VERSION = "2"

#: 128 bits, as for document ids.
_HEX_DIGITS = 32


def fingerprint(*parts: object) -> str:
    """Return the first 32 hexadecimal digits of the SHA-256 over the parts as canonical JSON.

    Args:
        parts: JSON values, dataclasses of them, and paths. Tuples count as lists; the order of
            keys does not count.

    Raises:
        TypeError: A part has no canonical JSON.
        ValueError: A number is not finite.

    >>> fingerprint("trials", "1") == fingerprint("trials", "1")
    True
    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    >>> fingerprint("ab", "c") == fingerprint("a", "bc")
    False
    """
    canonical = json.dumps(
        parts,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        allow_nan=False,
        default=_plain,
    )
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()[:_HEX_DIGITS]


def _plain(part: object) -> object:
    if is_dataclass(part) and not isinstance(part, type):
        return asdict(part)
    if isinstance(part, Mapping):
        return dict(part)
    if isinstance(part, PurePath):
        return part.as_posix()
    raise TypeError(f"{part!r} has no canonical JSON")
