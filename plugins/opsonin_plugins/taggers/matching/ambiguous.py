"""Names that are left out because in texts they mostly mean something else."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

from opsonin_plugins.taggers.matching.terms import term_keys

#: Ours by hand with a reason for each line, and those that `opsonin_bench.learn_names` learnt from
#: annotated abstracts, with how often each was right and wrong there.
_FILES = (Path(__file__).with_name("ambiguous.tsv"), Path(__file__).with_name("learnt.tsv"))
_CONTENTS = tuple(file.read_bytes() for file in _FILES)
#: Part of the key of every compiled index.
STOP_VERSION = hashlib.sha256(b"".join(_CONTENTS)).hexdigest()[:16]


@cache
def stopped_types(*, with_learnt: bool = True) -> dict[int, frozenset[str]]:
    """Return for the hash of each name the types that it is left out for; "" is every type.

    The files give a reason for each line.

    Args:
        with_learnt: Whether what was learnt counts; learning anew must not build on it.
    """
    rows = [
        row
        for content in (_CONTENTS if with_learnt else _CONTENTS[:1])
        for row in csv.DictReader(content.decode("utf-8").splitlines(), delimiter="\t")
    ]
    keys = term_keys([row["term"] for row in rows])[0].tolist()
    found: dict[int, frozenset[str]] = {}
    for key, row in zip(keys, rows, strict=True):
        found[key] = found.get(key, frozenset()) | {row["type"]}
    return found
