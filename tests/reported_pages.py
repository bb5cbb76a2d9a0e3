"""Reads back what the page of a report holds."""

from __future__ import annotations

import base64
import gzip
import re
from typing import Any

import orjson


def unpacked(text: str) -> Any:
    return orjson.loads(gzip.decompress(base64.b64decode(text)))


def blocks_of(page: str) -> dict[str, Any]:
    """Return the data that a page holds, by name."""
    found = re.findall(r'<script type="text/plain" id="([^"]+)">([^<]*)</script>', page)
    return {name: unpacked(text) for name, text in found}
