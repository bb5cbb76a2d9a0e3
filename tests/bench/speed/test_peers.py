from __future__ import annotations

import ast
import stat
from pathlib import Path

import pytest

from opsonin_bench.speed import peers
from opsonin_bench.speed.jobs import JOBS
from opsonin_bench.speed.peers import PEERS, Peer, PeerMissingError, environment_of


@pytest.mark.parametrize("peer", PEERS.values(), ids=lambda peer: peer.name)
def test_every_peer_is_pinned_and_has_a_script_without_opsonin(peer: Peer) -> None:
    assert peer.version[0].isdigit()
    pins = [line for line in peer.requirements.read_text().splitlines() if line]
    assert all("==" in pin for pin in pins)
    tree = ast.parse((peer.requirements.parent / peer.script).read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not {one for one in imported if one.startswith("opsonin")}


def test_every_job_names_peers_that_there_are() -> None:
    assert {name for job in JOBS.values() for name in job.peers} == {*PEERS}


def test_without_uv_the_peer_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PeerMissingError, match="no uv to install it with"):
        environment_of(PEERS["trafilatura"], tmp_path)


def fake_uv(folder: Path, script: str) -> str:
    path = folder / "uv"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_peer_that_does_not_install_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV", fake_uv(tmp_path, "echo error: no wheel >&2; exit 1"))
    with pytest.raises(PeerMissingError, match="it cannot be installed: error: no wheel"):
        environment_of(PEERS["dolma"], tmp_path)


def test_installation_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV", fake_uv(tmp_path, "exec sleep 60"))
    monkeypatch.setattr(peers, "_INSTALL_TIMEOUT_S", 0.2)
    with pytest.raises(PeerMissingError, match=r"venv took over 0\.2 s"):
        environment_of(PEERS["dolma"], tmp_path)


def test_complete_environment_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The last argument of `uv venv` is the folder that it makes.
    script = f'echo $1 >> {tmp_path}/calls; for last; do :; done; [ $1 = pip ] || mkdir -p "$last"'
    monkeypatch.setenv("UV", fake_uv(tmp_path, script))
    first = environment_of(PEERS["dolma"], tmp_path)
    assert environment_of(PEERS["dolma"], tmp_path) == first
    assert (tmp_path / "calls").read_text().split() == ["venv", "pip"]
