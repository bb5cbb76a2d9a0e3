from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

Read = Callable[..., Mapping[str, str]]
TEXT = "In a study of 659 patients 23 carried autoantibodies. " * 40
NOISE = random.Random(1).randbytes(300_000).hex()  # noqa: S311 - noise


def zstd(data: bytes) -> bytes:
    return bytes(pa.Codec("zstd").compress(data, asbytes=True))


def lz4(data: bytes) -> bytes:
    return bytes(pa.Codec("lz4").compress(data, asbytes=True))


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstd,
    "lz4": lz4,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("kind", PACK)
def test_compression_is_found_by_content_and_is_no_part_of_the_place(
    outcomes: Read, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "a.txt").write_bytes(PACK[kind](TEXT.encode()))
    lines = b"".join(json.dumps({"id": n, "text": f"{n}"}).encode() + b"\n" for n in range(3))
    (tmp_path / "b").write_bytes(PACK[kind](lines))
    assert outcomes(tmp_path) == {"a.txt": TEXT, "b#0": "0", "b#1": "1", "b#2": "2"}


@pytest.mark.parametrize("kind", PACK)
def test_several_streams_in_one_file_are_one(outcomes: Read, tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").write_bytes(PACK[kind](b"first ") + PACK[kind](b"second"))
    assert outcomes(tmp_path) == {"a": "first second"}


@pytest.mark.parametrize("kind", PACK)
def test_records_before_the_cut_are_kept(outcomes: Read, tmp_path: Path, kind: str) -> None:
    lines = [json.dumps({"id": n, "text": NOISE[n * 60_000 :][:60_000]}) for n in range(10)]
    whole = PACK[kind]("\n".join(lines).encode())
    (tmp_path / "a.jsonl").write_bytes(whole[: len(whole) * 2 // 3])
    found = outcomes(tmp_path)
    assert found["a.jsonl"] == "!truncated"
    if kind != "bz2":
        # One block of bzip2 holds all of it.
        assert {"a.jsonl#0", "a.jsonl#1"} <= set(found)
    assert "a.jsonl#9" not in found


def test_damage_is_a_reject(outcomes: Read, tmp_path: Path) -> None:
    whole = gzip.compress(TEXT.encode())
    (tmp_path / "crc.gz").write_bytes(whole[:-8] + bytes(8))
    (tmp_path / "tail.gz").write_bytes(whole + b"garbage")
    (tmp_path / "odd.zst").write_bytes(zstd(b"")[:4] + b"\xff" * 50)
    assert outcomes(tmp_path) == {
        "crc.gz": "!corrupt",
        "tail.gz": TEXT,
        "odd.zst": "!corrupt",
    }


@pytest.mark.parametrize("kind", PACK)
def test_bombs_are_refused_before_they_unfold(outcomes: Read, tmp_path: Path, kind: str) -> None:
    packed = PACK[kind](bytes(60_000_000))
    (tmp_path / "a").write_bytes(packed)
    (tmp_path / "b").write_bytes(gzip.compress(packed))
    assert outcomes(tmp_path) == {"a": "!expansion_limit", "b": "!expansion_limit"}
    allowed = outcomes(tmp_path / "a", compressed={"max_ratio": 1 << 30})
    assert allowed == {"a": "!too_large"}
    assert outcomes(tmp_path / "a", compressed={"max_ratio": 1 << 30, "max_bytes": 1000}) == {
        "a": "!expansion_limit"
    }


def test_layers_without_end_are_refused(outcomes: Read, tmp_path: Path) -> None:
    data = b"text"
    for _ in range(12):
        data = gzip.compress(data)
    (tmp_path / "a").write_bytes(data)
    assert outcomes(tmp_path) == {"a": "!too_deep"}
