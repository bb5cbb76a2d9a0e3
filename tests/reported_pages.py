"""Reads back what the page of a report holds."""

from __future__ import annotations

import base64
import gzip
import re
from typing import Any

import orjson

#: The digits of Python's base 85 for those of the page, which are all but these of what is printed.
_KNOWN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_USED = "".join(chr(code) for code in range(33, 127) if chr(code) not in "\"$&'/<>\\`")


def unpacked(text: str) -> Any:
    digits = text.translate(str.maketrans(_USED, _KNOWN))
    return orjson.loads(gzip.decompress(base64.b85decode(digits)))


def blocks_of(page: str) -> dict[str, Any]:
    """Return the data that a page holds, by name."""
    found = re.findall(r'<script type="text/plain" id="([^"]+)">([^<]*)</script>', page)
    return {name: unpacked(text) for name, text in found}
