"""Has peers tell the language of short texts: ``python -m opsonin_bench.languages``.

Writes what `opsonin_bench.quality.sets.languages` scores beside our own answers.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from opsonin_bench.folders import ROOT, SCRATCH
from opsonin_bench.speed.peers import Peer, PeerMissingError, environment_of

#: Where the texts with the answers of the peers are written.
TEXTS = SCRATCH / "languages.jsonl"
PEER = Peer("language", "language_job.py", "lingua-language-detector")
_TIMEOUT_S = 1800


def write_texts(target: Path = TEXTS, scratch: Path = SCRATCH) -> None:
    """Write texts of known language with the answers of the peers, as JSON Lines.

    Raises:
        PeerMissingError: The environment cannot be made on this machine, or the job failed.
    """
    python = environment_of(PEER, scratch) / "bin" / "python"
    script = ROOT / "bench" / "peers" / PEER.script
    part = target.with_suffix(".part")
    command = [str(python), str(script), str(part)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise PeerMissingError(f"{PEER.script} took over {_TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        lines = str(error.stderr).strip().splitlines() or ["no message"]
        raise PeerMissingError(f"{PEER.script} failed: {lines[-1].strip()}") from error
    part.replace(target)


if __name__ == "__main__":
    try:
        write_texts()
    except PeerMissingError as missing:
        sys.exit(f"The peers cannot be asked: {missing}")
