"""Data of a page as text that no markup can break out of."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import orjson

#: Of zlib; the best takes twice the time for one part in a hundred.
_LEVEL = 7


def packed(value: Any) -> str:
    """Return JSON, compressed, in letters, digits and ``+/=``: all that a page embeds of data.

    Args:
        value: What orjson can write; what is not a number becomes null.
    """
    return base64.b64encode(gzip.compress(orjson.dumps(value), _LEVEL, mtime=0)).decode("ascii")


def script(name: str, value: str) -> bytes:
    """Return a script that hands packed data to a page opened from disk, where fetch is refused.

    Args:
        name: Under which the page waits for it; a path of letters, digits and ``/``.
        value: What `packed` gave.
    """
    return f'opsonin("{name}","{value}")\n'.encode("ascii")
