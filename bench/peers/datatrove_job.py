"""A job of datatrove on one JSON Lines file: ``python datatrove_job.py JOB INPUT OUT``.

Run with the Python of the peer's own environment; nothing of opsonin is imported here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import (
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.exact_dedup import (
    ExactDedupConfig,
    ExactDedupFilter,
    ExactDedupSignature,
    ExactFindDedups,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from datatrove.pipeline.writers import ParquetWriter


def run(name: str, steps: Sequence[Any], out: Path, tasks: int = 1) -> None:
    """Carry out steps one task after the other, in this process."""
    folder = str(out / "logs" / name)
    LocalPipelineExecutor(list(steps), tasks=tasks, workers=1, logging_dir=folder).run()


def reader(source: Path) -> Any:
    """Return what reads a JSON Lines file or a folder of Parquet files."""
    if source.is_dir():
        return ParquetReader(str(source))
    return JsonlReader(str(source.parent), glob_pattern=source.name)


def writer(folder: Path) -> Any:
    """Return what writes Parquet, as one file."""
    return ParquetWriter(str(folder), max_file_size=-1)


def read_and_write(source: Path, out: Path) -> Path:
    """Read documents and write them as Parquet."""
    run("rw", [reader(source), writer(out / "rw")], out)
    return out / "rw"


def filter_documents(source: Path, out: Path) -> Path:
    """Apply the chain that made FineWeb: Gopher's repetition and quality, C4, FineWeb."""
    chain = [
        GopherRepetitionFilter(),
        GopherQualityFilter(),
        C4QualityFilter(filter_no_terminal_punct=False),
        FineWebQualityFilter(),
    ]
    run("filter", [reader(source), *chain, writer(out / "filtered")], out)
    return out / "filtered"


def text_of(document: Document) -> str:
    """Return what exact duplicates share."""
    return str(document.text)


def exact(source: Path, out: Path) -> Path:
    """Take out exact duplicates."""
    config = ExactDedupConfig(content_getter=text_of)
    signatures, found = str(out / "exact-signatures"), str(out / "exact-found")
    run("exact1", [reader(source), ExactDedupSignature(signatures, config=config)], out)
    run("exact2", [ExactFindDedups(signatures, found, config=config)], out)
    kept = [reader(source), ExactDedupFilter(found, config=config), writer(out / "exact")]
    run("exact3", kept, out)
    return out / "exact"


def minhash(source: Path, out: Path) -> Path:
    """Take out near duplicates."""
    config = MinhashConfig()
    signatures, buckets, remove = (str(out / f"minhash-{name}") for name in ("s", "b", "r"))
    run("minhash1", [reader(source), MinhashDedupSignature(signatures, config=config)], out)
    step = MinhashDedupBuckets(signatures, buckets, config=config)
    run("minhash2", [step], out, tasks=config.num_buckets)
    run("minhash3", [MinhashDedupCluster(buckets, remove, config=config)], out)
    run("minhash4", [reader(source), MinhashDedupFilter(remove), writer(out / "minhash")], out)
    return out / "minhash"


def full(source: Path, out: Path) -> Path:
    """Filter, then take out exact and near duplicates."""
    return minhash(exact(filter_documents(source, out), out), out)


JOBS = {"rw": read_and_write, "filter": filter_documents, "near": minhash, "full": full}

if __name__ == "__main__":
    job, given, folder = sys.argv[1:]
    JOBS[job](Path(given), Path(folder))
