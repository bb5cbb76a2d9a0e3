from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from opsonin_bench.speed.comparing import Sized, measure
from opsonin_bench.speed.contestants import Contestant


def contestant(name: str, code: str) -> Contestant:
    def command(source: Path, out: Path) -> Sequence[str]:
        return [sys.executable, "-c", code, str(source), str(out), name]

    return Contestant(name, command)


NOTE = """
import pathlib, sys
source, out, name = sys.argv[1:]
pathlib.Path(out).mkdir()
with (pathlib.Path(source).parent / "order").open("a") as order:
    order.write(f"{name} {pathlib.Path(source).name}\\n")
"""


def test_contestants_alternate_and_start_from_nothing(tmp_path: Path) -> None:
    inputs = (Sized(1, tmp_path / "small"), Sized(2, tmp_path / "large"))
    both = [(contestant(name, NOTE), inputs) for name in ("ours", "theirs")]
    told: list[str] = []
    measured, failed = measure(both, 2, tmp_path, told.append)
    assert failed == {}
    rounds = [f"{name} {size}" for name in ("ours", "theirs") for size in ("small", "large")]
    warm_up = ["ours small", "theirs small"]
    assert (tmp_path / "order").read_text().splitlines() == [*warm_up, *rounds, *rounds]
    assert [len(measured[name].pairs) for name in ("ours", "theirs")] == [2, 2]
    assert len(told) == 6
    assert not list(tmp_path.glob("*-out"))


def test_one_that_fails_is_left_out_and_the_others_go_on(tmp_path: Path) -> None:
    inputs = (Sized(1, tmp_path / "small"), Sized(2, tmp_path / "large"))
    broken = contestant("broken", "raise SystemExit('out of order')")
    both = [(broken, inputs), (contestant("ours", NOTE), inputs)]
    measured, failed = measure(both, 2, tmp_path, lambda _line: None)
    assert [*measured] == ["ours"]
    assert "out of order" in failed["broken"]
    assert (tmp_path / "order").read_text().count("ours") == 5
