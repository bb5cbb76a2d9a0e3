"""Data of a page as text that no markup can break out of."""

from __future__ import annotations

import gzip
from typing import Any

import numpy as np
import orjson

#: Of zlib; the best takes twice the time for one part in a hundred.
_LEVEL = 7
_BEST = 9
#: Printable ASCII that means nothing in HTML nor in a string of JavaScript. In base 85 four bytes
#: take five of them, a sixteenth less than in base 64.
_DIGITS = np.frombuffer(
    bytes(code for code in range(33, 127) if code not in b"\"$&'/<>\\`"), np.uint8
)


def packed(value: Any, *, is_small: bool = False) -> str:
    """Return JSON, compressed, in digits of base 85: all that a page embeds of data.

    Args:
        value: What orjson can write; what is not a number becomes null.
        is_small: Whether the time that it takes does not matter, but its size does.
    """
    level = _BEST if is_small else _LEVEL
    return _in_base_85(gzip.compress(orjson.dumps(value), level, mtime=0))


def _in_base_85(data: bytes) -> str:
    """Return bytes as digits, the highest first; the last group is as short as it can be."""
    missing = -len(data) % 4
    rest = np.frombuffer(data + bytes(missing), ">u4").astype(np.uint32)
    digits = np.empty((len(rest), 5), np.uint8)
    for at in (4, 3, 2, 1, 0):
        rest, digits[:, at] = np.divmod(rest, 85)
    text = _DIGITS[digits].tobytes()
    return text[: len(text) - missing].decode("ascii")


def script(name: str, value: str) -> bytes:
    """Return a script that hands packed data to a page opened from disk, where fetch is refused.

    Args:
        name: Under which the page waits for it; a path of letters, digits and ``/``.
        value: What `packed` gave.
    """
    return f'opsonin("{name}","{value}")\n'.encode("ascii")
