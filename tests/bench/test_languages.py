from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from opsonin_bench import languages
from opsonin_bench.languages import PEER, write_texts
from opsonin_bench.speed.peers import PeerMissingError


def _environment(folder: Path, script: str) -> Path:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return folder


def test_the_peer_is_pinned_and_knows_nothing_of_opsonin() -> None:
    assert PEER.version[0].isdigit()
    tree = ast.parse((PEER.requirements.parent / PEER.script).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert "opsonin" not in " ".join(map(ast.unparse, imports))


def test_texts_appear_when_they_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _environment(tmp_path / "peer", 'echo "{}" > "$2"')
    monkeypatch.setattr(languages, "environment_of", lambda *_: folder)
    write_texts(tmp_path / "texts.jsonl", tmp_path)
    assert (tmp_path / "texts.jsonl").read_text() == "{}\n"
    assert not (tmp_path / "texts.part").exists()


def test_a_peer_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _environment(tmp_path / "peer", "echo no model >&2; exit 3")
    monkeypatch.setattr(languages, "environment_of", lambda *_: folder)
    with pytest.raises(PeerMissingError, match="failed: no model"):
        write_texts(tmp_path / "texts.jsonl", tmp_path)
    assert not (tmp_path / "texts.jsonl").exists()


def test_a_peer_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 1)

    monkeypatch.setattr(languages, "environment_of", lambda *_: tmp_path)
    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(PeerMissingError, match="took over"):
        write_texts(tmp_path / "texts.jsonl", tmp_path)
