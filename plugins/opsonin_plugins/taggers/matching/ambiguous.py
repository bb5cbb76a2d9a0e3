"""Names that are left out because in texts they mostly mean something else."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from opsonin_plugins.taggers.matching.terms import term_keys

_FILE = Path(__file__).with_name("ambiguous.tsv")
_CONTENT = _FILE.read_bytes()
#: Part of the key of every compiled index.
STOP_VERSION = hashlib.sha256(_CONTENT).hexdigest()[:16]


@cache
def stopped_keys() -> dict[str, NDArray[np.uint64]]:
    """Return the hashes of the names that are left out, by type; "" holds for every type.

    The file gives a reason for each line.
    """
    rows = list(csv.DictReader(_CONTENT.decode("utf-8").splitlines(), delimiter="\t"))
    keys = term_keys([row["term"] for row in rows])[0]
    kinds = {kind for row in rows for kind in row["types"].split(",")}
    return {
        kind: keys[[kind in row["types"].split(",") for row in rows]] for kind in sorted(kinds)
    }
