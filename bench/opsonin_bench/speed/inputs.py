"""The documents that runs are measured on: the bench corpus, or the seeds over and over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from opsonin_bench.folders import SEEDS
from opsonin_bench.unpacking import unpacked


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of JSON Lines by kind of document; empty when there are none.

    Attributes:
        name: For people.
        texts: Plain texts.
        pages: HTML pages.
    """

    name: str
    texts: tuple[Path, ...]
    pages: tuple[Path, ...]

    def files(self, kind: str) -> tuple[Path, ...]:
        """Return the files of ``texts`` or ``pages``."""
        return self.texts if kind == "texts" else self.pages


def find_corpus(folder: Path, scratch: Path) -> Corpus | None:
    """Return the bench corpus of a folder, unpacked; None when it has none."""
    archive = folder / "corpus.tar.xz"
    if (folder / "corpus").is_dir():
        root = folder / "corpus"
    elif archive.is_file():
        root = unpacked(archive, scratch) / "corpus"
    else:
        return None
    texts, pages = (tuple(sorted((root / kind).glob("*.jsonl"))) for kind in ("jsonl", "html"))
    return Corpus("bench corpus", texts, pages) if texts else None


def seeds_corpus(folder: Path, n_documents: int, seeds: Path = SEEDS) -> Corpus:
    """Write copies of the seeds, each with a line of its own, so that none is a duplicate.

    Args:
        folder: Gets the file.
        n_documents: How many documents.
        seeds: Folder of the seeds.
    """
    originals = [path.read_bytes().decode("utf-8") for path in sorted(seeds.glob("*.txt"))]
    path = folder / "seeds.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for n in range(n_documents):
            text = f"{originals[n % len(originals)]}\n\nCopy {n}."
            lines.write(json.dumps({"id": f"copy-{n}", "text": text}) + "\n")
    return Corpus("seeds, copied", (path,), ())


def write_sized(files: Sequence[Path], n_documents: int, target: Path) -> int:
    """Write the first documents of each file in turn, as one file.

    Args:
        files: JSON Lines.
        n_documents: How many documents; fewer when the files have fewer.
        target: The file to write.

    Returns:
        How many documents were written.
    """
    n_written = 0
    with target.open("wb") as out:
        for line in islice(_in_turn(files), n_documents):
            out.write(line.rstrip(b"\n") + b"\n")
            n_written += 1
    return n_written


def _in_turn(files: Sequence[Path]) -> Iterator[bytes]:
    streams = [path.open("rb") for path in files]
    try:
        iterators: list[Iterator[bytes]] = [iter(stream) for stream in streams]
        while iterators:
            rounds = [(one, next(one, None)) for one in iterators]
            iterators = [one for one, line in rounds if line is not None]
            yield from chain(line for _, line in rounds if line is not None)
    finally:
        for stream in streams:
            stream.close()
