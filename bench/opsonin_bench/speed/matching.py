"""Mentions of the texts in one JSON Lines file: ``python -m ...matching INPUT OUT``.

What the tagger ``concepts`` costs without the pipeline around it, as a peer's own program does:
folding, search, verified hits, ambiguity rules, abbreviations, coordinated names, rows.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin import Context, Documents
from opsonin_bench.folders import SCRATCH
from opsonin_plugins.taggers.concepts import CONCEPTS, ConceptOptions
from opsonin_plugins.vocabularies.plugin import register_vocabularies

_BATCH = 250


def match(source: Path, out: Path, cache: Path = SCRATCH) -> None:
    """Write the mentions of every text, batch by batch.

    Args:
        source: JSON Lines with ``text``.
        out: Folder that gets ``mentions-<n>.parquet``.
        cache: Folder of the compiled index, which is kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    context = Context(ConceptOptions(), tuple(register_vocabularies()), cache)
    for number, batch in enumerate(_batches(source)):
        pq.write_table(CONCEPTS.tag(batch, context)["mentions"], out / f"mentions-{number}.parquet")


def _batches(source: Path) -> Iterator[Documents]:
    with source.open(encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        while some := list(islice(texts, _BATCH)):
            ids = [f"{number:032x}" for number in range(len(some))]
            yield Documents(
                pa.record_batch(
                    {"doc_id": pa.array(ids, pa.string()), "text": pa.array(some, pa.string())}
                )
            )


if __name__ == "__main__":
    match(Path(sys.argv[1]), Path(sys.argv[2]))
