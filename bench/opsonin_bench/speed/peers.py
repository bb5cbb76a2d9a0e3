"""The peers, each in an environment of its own from a pinned list of requirements."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.folders import ROOT, SCRATCH
from opsonin_bench.speed.contestants import Contestant

_PINS = ROOT / "bench" / "peers"
_INSTALL_TIMEOUT_S = 900


class PeerMissingError(Exception):
    """A peer cannot take part; the message says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another system that does some of our work.

    Attributes:
        name: Name of its file of requirements.
        script: What runs its jobs, beside the requirements.
        package: The distribution whose version is told.
    """

    name: str
    script: str
    package: str

    @property
    def requirements(self) -> Path:
        """The pinned requirements."""
        return _PINS / f"{self.name}.txt"

    @property
    def version(self) -> str:
        """The pinned version of the peer itself."""
        lines = self.requirements.read_text("utf-8").splitlines()
        pins = (line.split(";")[0].strip().partition("==") for line in lines)
        return next(version for name, _, version in pins if name == self.package)


PEERS = {
    peer.name: peer
    for peer in (
        Peer("datatrove", "datatrove_job.py", "datatrove"),
        Peer("dolma", "dolma_job.py", "dolma"),
        Peer("data-juicer", "data_juicer_job.py", "py-data-juicer"),
        Peer("trafilatura", "trafilatura_job.py", "trafilatura"),
        Peer("ahocorasick-rs", "ahocorasick_job.py", "ahocorasick-rs"),
        Peer("daachorse", "daachorse_job.py", "daachorse"),
        Peer("spacy", "spacy_job.py", "spacy"),
    )
}


def contestant(peer: Peer, job: str, scratch: Path = SCRATCH) -> Contestant:
    """Return a peer that is ready to run a job; its environment is made when it is new.

    Raises:
        PeerMissingError: The environment cannot be made on this machine.
    """
    python = environment_of(peer, scratch) / "bin" / "python"
    script = str(_PINS / peer.script)

    def command(source: Path, out: Path) -> Sequence[str]:
        return [str(python), script, job, str(source), str(out)]

    return Contestant(peer.name, command)


def environment_of(peer: Peer, scratch: Path = SCRATCH) -> Path:
    """Return the folder of a peer's environment, made anew when its requirements have changed.

    Raises:
        PeerMissingError: There is no uv, or the installation failed or took too long.
    """
    digest = hashlib.sha256(peer.requirements.read_bytes()).hexdigest()[:12]
    folder = scratch / "environments" / f"{peer.name}-{digest}"
    if (folder / "complete").is_file():
        return folder
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise PeerMissingError("there is no uv to install it with; run `make bench`")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _call([uv, "venv", "--quiet", "--python", "3.11", str(folder)])
    python = str(folder / "bin" / "python")
    # Compiled now, so that the first measured run does not pay for it.
    install = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    _call([*install, "-r", str(peer.requirements)])
    (folder / "complete").touch()
    return folder


def _call(command: Sequence[str]) -> None:
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise PeerMissingError(f"{command[1]} took over {_INSTALL_TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        lines = str(error.stderr).strip().splitlines() or ["no message"]
        raise PeerMissingError(f"it cannot be installed: {lines[-1].strip()}") from error
    except OSError as error:
        raise PeerMissingError(f"{command[0]}: {error.strerror}") from error
