"""The terms that opsonin ships and the texts of a file, for peers that search for strings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

_VOCABULARY = Path(__file__).parents[2] / "plugins/opsonin_plugins/vocabularies/core.parquet"


def small_terms() -> list[str]:
    """Return the different terms in lower case, sorted."""
    terms = pq.read_table(_VOCABULARY, columns=["term"])["term"].to_pylist()
    return sorted({term.lower() for term in terms} - {""})


def texts_in(source: Path) -> Iterator[str]:
    """Yield the texts of a JSON Lines file."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def write_counts(counts: Iterator[int], out: Path) -> None:
    """Write how many hits each text has."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "hits.txt").write_text("".join(f"{count}\n" for count in counts))
