"""Names that are left out because in texts they mostly mean something else."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

from opsonin_plugins.taggers.matching.terms import term_keys

_FILE = Path(__file__).with_name("ambiguous.tsv")
_CONTENT = _FILE.read_bytes()
#: Part of the key of every compiled index.
STOP_VERSION = hashlib.sha256(_CONTENT).hexdigest()[:16]


@cache
def stopped_types() -> dict[int, frozenset[str]]:
    """Return for the hash of each name the types that it is left out for; "" is every type.

    The file gives a reason for each line.
    """
    rows = list(csv.DictReader(_CONTENT.decode("utf-8").splitlines(), delimiter="\t"))
    keys = term_keys([row["term"] for row in rows])[0].tolist()
    found: dict[int, frozenset[str]] = {}
    for key, row in zip(keys, rows, strict=True):
        found[key] = found.get(key, frozenset()) | {row["type"]}
    return found
