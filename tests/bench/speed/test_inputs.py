from __future__ import annotations

import json
import tarfile
from pathlib import Path

from opsonin_bench.speed.inputs import find_corpus, seeds_corpus, write_sized


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")[:-1]


def test_documents_are_taken_from_each_file_in_turn(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a1\na2\na3\n")
    (tmp_path / "b").write_text("b1")
    (tmp_path / "c").write_text("c1\nc2\n")
    files = [tmp_path / name for name in "abc"]
    assert write_sized(files, 4, tmp_path / "four") == 4
    assert lines_of(tmp_path / "four") == ["a1", "b1", "c1", "a2"]
    assert write_sized(files, 100, tmp_path / "all") == 6
    assert lines_of(tmp_path / "all") == ["a1", "b1", "c1", "a2", "c2", "a3"]


def test_corpus_is_found_as_folder_and_as_archive(tmp_path: Path) -> None:
    folder = tmp_path / "bench"
    (folder / "corpus" / "jsonl").mkdir(parents=True)
    (folder / "corpus" / "jsonl" / "part-00.jsonl").write_text('{"text": "x"}\n')
    found = find_corpus(folder, tmp_path)
    assert found is not None
    assert [path.name for path in found.files("texts")] == ["part-00.jsonl"]
    assert found.files("pages") == ()
    packed = tmp_path / "packed"
    packed.mkdir()
    with tarfile.open(packed / "corpus.tar.xz", "w:xz") as archive:
        archive.add(folder / "corpus", "corpus")
    unpacked = find_corpus(packed, tmp_path)
    assert unpacked is not None
    assert unpacked.texts[0].read_text() == '{"text": "x"}\n'


def test_folder_without_corpus_has_none(tmp_path: Path) -> None:
    assert find_corpus(tmp_path / "missing", tmp_path) is None
    (tmp_path / "corpus" / "jsonl").mkdir(parents=True)
    assert find_corpus(tmp_path, tmp_path) is None


def test_copies_of_the_seeds_are_all_different(tmp_path: Path) -> None:
    corpus = seeds_corpus(tmp_path, 9)
    texts = [json.loads(line)["text"] for line in lines_of(corpus.texts[0])]
    assert len({*texts}) == 9
    assert texts[0].removesuffix("Copy 0.") == texts[4].removesuffix("Copy 4.")
