"""A corpus of hostile files: each ends as it should, within bounds on memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from opsonin.store.store import Store
from opsonin.store.upkeep import find_problems
from opsonin.tables.contract import CONTRACT, INTERNAL
from process_tree import Used, watch

Tables = Mapping[str, list[dict[str, Any]]]

FAULTS = Path(
    os.environ.get("OPSONIN_FAULTS", Path(__file__).parents[2] / ".." / "shared" / "faults")
)
#: Module of this name for the script of the corpus, which compresses a few files with it.
ZSTANDARD = """
import pyarrow as pa


def compress(data):
    return pa.compress(data, codec="zstd", asbytes=True)


class ZstdCompressor:
    def __init__(self, level=3):
        pass

    def stream_writer(self, stream, closefd=True):
        return Writer(stream)


class Writer:
    def __init__(self, stream):
        self.stream, self.sink = stream, pa.BufferOutputStream()
        self.packer = pa.CompressedOutputStream(self.sink, "zstd")

    def write(self, data):
        return self.packer.write(data)

    def close(self):
        self.packer.close()
        self.stream.write(self.sink.getvalue())
"""
#: What cannot be decoded, or has what no text has, is refused rather than repaired; the corpus
#: allows it. A reason, or None for a file that gives neither a document nor a reject.
OTHERWISE: Mapping[str, str | None] = {
    "enc/invalid_utf8.txt": "undecodable",
    "enc/utf16le_nobom.txt": "binary",
    "enc/utf16_odd.txt": "undecodable",
    "enc/mixed.txt": "undecodable",
    "enc/nul.txt": "binary",
    "enc/lone_surrogates_wtf8.txt": "undecodable",
    "enc/overlong.txt": "undecodable",
    "enc/controls.txt": "binary",
    "csv/nul.csv": "binary",
    # All of it is one comment that does not end.
    "html/comment_flood.html": "empty",
    # No member of the first and no whole member of the second is a document.
    "zip/links.tar.gz": "unsafe_path",
    "warc/truncated.warc.gz": "truncated",
    "parquet/binary_text.parquet": "undecodable",
    "parquet/zero_rows.parquet": None,
    # Of links it is said more exactly what is wrong with them.
    "fs/loop_a": "symlink_loop",
    "fs/self": "symlink_loop",
    "fs/dangling.txt": "dangling",
    # Hidden files and folders are no inputs.
    "fs/.hidden.txt": None,
    "fs/folder.txt": None,
    f"fs/{'d' * 60}/...": None,
}
#: A column called body is one of texts.
DOCUMENTS = {"parquet/wrong_schema.parquet", "fs/bad\\xff\\xfe.txt"}
#: Three of the files hold 110,000 lines and members: 21,000 documents, 118,000 places.
MAIN_MIB, WORKER_MIB = 950, 1024
#: Processor seconds of the whole run: five times what it takes.
CPU_S = 400


@dataclass(frozen=True, slots=True)
class Ended:
    """A run over the corpus: where it lies, what the run took, the tables, and the data folder."""

    corpus: Path
    used: Used
    tables: Tables
    data: Path


def write_corpus(folder: Path, *options: str) -> Path:
    """Write the corpus with its own script."""
    script = FAULTS / "hostile.py"
    if not script.is_file():
        pytest.skip(f"no {script}; set OPSONIN_FAULTS")
    (folder / "zstandard.py").write_text(ZSTANDARD, encoding="utf-8")
    corpus = folder / "corpus"
    done = subprocess.run(
        [sys.executable, str(script), str(corpus), *options],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return corpus


def run_over(corpus: Path, data: Path) -> Used:
    """Run the program over the corpus, in worker processes."""
    program = [sys.executable, "-m", "opsonin", "run", str(corpus), "--data", str(data)]
    spread = ["--engine", "local", "--runner", "processes", "--workers", "2"]
    return watch([*program, *spread], data.with_name("said.txt"))


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, exported: Callable[[Path], Tables]) -> Ended:
    folder = tmp_path_factory.mktemp("hostile")
    corpus = write_corpus(folder)
    # What the corpus says of itself is no part of it.
    (corpus / "manifest.json").rename(folder / "manifest.json")
    used = run_over(corpus, folder / "data")
    assert used.status == 0, used.output
    print(f"{used.main_mib:.0f} MiB, worker {used.worker_mib:.0f} MiB, {used.cpu_s:.0f} CPU s")  # noqa: T201
    return Ended(corpus, used, exported(folder / "data"), folder / "data")


@pytest.mark.slow
def test_every_hostile_file_ends_as_it_should(ended: Ended) -> None:
    wrong = wrong_ends(ended.corpus, ended.tables)
    assert wrong == []


def wrong_ends(corpus: Path, tables: Tables) -> list[str]:
    """Return the files that did not end as the manifest of the corpus, or `OTHERWISE`, says."""
    read = {row["doc_id"] for row in tables["documents"]}
    given = {file_of(row) for row in tables["sources"] if row["doc_id"] in read}
    reasons: dict[str, set[str]] = {}
    for row in tables["rejects"]:
        if row["stage"] != "tag":
            reasons.setdefault(file_of(row), set()).add(row["reason"])
    wrong = []
    for entry in json.loads((corpus.parent / "manifest.json").read_text("utf-8")):
        name, (outcome, _, reason) = entry["file"], entry["expect"].partition(":")
        found = reasons.get(name, set())
        if name in OTHERWISE:
            expected = OTHERWISE[name]
            is_right = found == ({expected} if expected else set()) or expected in found
        elif outcome in {"reject", "skip"} and name not in DOCUMENTS | {"fs/unreadable.txt"}:
            is_right = reason in found
        elif name == "fs/unreadable.txt":
            # The super-user reads what nobody may read.
            is_right = True
        else:
            is_right = seen_name(name) in given and (outcome != "split" or bool(found))
        if not is_right:
            wrong.append(f"{name}: {entry['expect']}, but {sorted(found)}")
    return wrong


def seen_name(name: str) -> str:
    """Return a name of the manifest, which writes bytes as escapes, as `file_of` does."""
    return name.replace("\\xff\\xfe", "\udcff\udcfe")


def file_of(row: Mapping[str, Any]) -> str:
    """Return the file that a row of `sources` or `rejects` is about, without the record's key."""
    return os.fsdecode(unquote_to_bytes(row["source_uri"].partition("#")[0]))


@pytest.mark.slow
def test_no_component_fails_on_hostile_input(ended: Ended) -> None:
    told = [row for row in ended.tables["rejects"] if row["reason"] in {"error", "contract"}]
    assert told == []


@pytest.mark.slow
def test_hostile_files_stay_within_memory_and_time(ended: Ended) -> None:
    assert ended.used.main_mib <= MAIN_MIB
    assert ended.used.worker_mib <= WORKER_MIB
    assert ended.used.cpu_s <= CPU_S


@pytest.mark.slow
def test_every_span_of_hostile_text_is_exact(ended: Ended) -> None:
    tables = ended.tables
    texts = {row["doc_id"]: row["text"] for row in tables["documents"]}
    raw = {row["doc_id"]: row["text"] for row in tables["raw"]}
    checked = 0
    for table in ("segments", "mentions", "identifiers", "statistics"):
        for row in tables[table]:
            assert row["text"] == texts[row["doc_id"]][row["clean_start"] : row["clean_end"]]
            checked += 1
    for row in tables["alignment"]:
        if row["op"] == "keep":
            clean = texts[row["doc_id"]][row["clean_start"] : row["clean_end"]]
            assert clean == raw[row["doc_id"]][row["raw_start"] : row["raw_end"]]
    assert checked > 10_000
    for text in texts.values():
        text.encode("utf-8")
        # The first line of what links and entities of the corpus lead to.
        assert "root:x:0:0" not in text


@pytest.mark.slow
def test_every_row_of_the_hostile_corpus_is_accounted_for(ended: Ended) -> None:
    tables = ended.tables
    refused = [row for row in tables["rejects"] if row["stage"] == "ingest"]
    lost = [row for row in tables["rejects"] if row["stage"] == "clean"]
    ledger = {(row["stage"], row["component"]): row for row in tables["ledger"]}
    ingest, clean = ledger["ingest", "*"], ledger["clean", "*"]
    assert ingest["documents_in"] == len(tables["sources"]) + len(refused)
    assert ingest["documents_out"] == len(tables["raw"])
    assert ingest["documents_rejected"] == len(refused)
    assert ingest["documents_dropped"] == len(tables["sources"]) - len(tables["raw"])
    assert clean["documents_in"] == len(tables["raw"]) == len(tables["documents"]) + len(lost)
    assert clean["documents_out"] == len(tables["documents"])
    for (stage, name), row in ledger.items():
        assert row["rows_emitted"] >= row["rows_written"], (stage, name)
        out = row["documents_out"] + row["documents_rejected"] + row["documents_dropped"]
        assert row["documents_in"] == out, (stage, name)
    # All sums, digests and spans, once more from the files.
    assert find_problems(Store(ended.data, {**CONTRACT, **INTERNAL})) == []
