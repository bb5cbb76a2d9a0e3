from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Read = Callable[..., Mapping[str, str]]
LINES = json.dumps({"id": "x", "text": "a record"}).encode() + b"\n{\n"
MEMBERS = {"a.txt": b"a text", "in/b.jsonl": LINES, "50%#.txt": b"odd", "c.gz": gzip.compress(b"c")}
READ = {
    "A#a.txt": "a text",
    "A#in/b.jsonl#x": "a record",
    "A#in/b.jsonl#L2": "!bad_json",
    "A#50%25%23.txt": "odd",
    "A#c.gz": "c",
}


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.mkdir("in")
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def tarred(members: Mapping[str, bytes], *special: tarfile.TarInfo) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for info in special:
            archive.addfile(info)
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        zipped(MEMBERS),
        zipped(MEMBERS, zipfile.ZIP_STORED),
        zipped(MEMBERS, zipfile.ZIP_LZMA),
        tarred(MEMBERS),
        gzip.compress(tarred(MEMBERS)),
        gzip.compress(zipped(MEMBERS)),
    ],
    ids=["zip", "stored", "lzma", "tar", "tar.gz", "zip.gz"],
)
def test_members_are_read_at_places_of_their_own(
    outcomes: Read, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "A").write_bytes(data)
    assert outcomes(tmp_path) == READ


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_members_that_are_no_files_or_lead_out_are_refused(outcomes: Read, tmp_path: Path) -> None:
    odd = [
        special("link", tarfile.SYMTYPE, "/etc/passwd"),
        special("hard", tarfile.LNKTYPE, "a.txt"),
        special("device", tarfile.CHRTYPE),
        special("pipe", tarfile.FIFOTYPE),
        special("folder", tarfile.DIRTYPE),
    ]
    (tmp_path / "T").write_bytes(tarred({"../x": b"x", "ok": b"ok"}, *odd))
    names = {"../../x": b"x", "/etc/x": b"x", "a\\..\\x": b"x", "C:x": b"x", "ok": b"ok"}
    (tmp_path / "Z").write_bytes(zipped(names))
    assert outcomes(tmp_path) == {
        **dict.fromkeys(("T#link", "T#hard", "T#device", "T#pipe"), "!not_regular"),
        "T#../x": "!unsafe_path",
        "T#ok": "ok",
        **dict.fromkeys(("Z#../../x", "Z#/etc/x", "Z#a\\..\\x", "Z#C:x"), "!unsafe_path"),
        "Z#ok": "ok",
    }


def test_archives_in_archives_need_leave(outcomes: Read, tmp_path: Path) -> None:
    (tmp_path / "A").write_bytes(zipped({"B.tar": tarred({"a": b"deep"}), "b": b"flat"}))
    assert outcomes(tmp_path) == {"A#B.tar": "!nested_archive", "A#b": "flat"}
    allowed = outcomes(tmp_path, tar={"max_nesting": 2})
    assert allowed == {"A#B.tar#a": "deep", "A#b": "flat"}


def test_archives_that_lie_or_are_cut_cost_what_they_must(outcomes: Read, tmp_path: Path) -> None:
    whole = zipped({"a": b"x" * 1000})
    lying = whole.replace(struct.pack("<I", 1000), struct.pack("<I", 10))
    (tmp_path / "lying.zip").write_bytes(lying)
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    at = whole.rindex(b"PK\3\4") + 6
    (tmp_path / "locked.zip").write_bytes(whole[:at] + b"\1\0" + whole[at + 2 :])
    (tmp_path / "empty.zip").write_bytes(zipped({}))
    (tmp_path / "bomb.zip").write_bytes(zipped({"a": bytes(9_000_000)}))
    tar = tarred({"a": b"first", "b": b"y" * 5000, "c": b"last"})
    (tmp_path / "cut.tar").write_bytes(tar[:3000])
    header = bytearray(tar)
    header[1024 + 148 : 1024 + 156] = b"7777777\0"
    (tmp_path / "header.tar").write_bytes(header)
    assert outcomes(tmp_path) == {
        "lying.zip#a": "!corrupt_archive",
        "cut.zip": "!corrupt_archive",
        "locked.zip#a": "!encrypted",
        "empty.zip": "!empty",
        "bomb.zip": "!expansion_limit",
        "cut.tar#a": "first",
        "cut.tar#b": "!truncated",
        "cut.tar": "!truncated",
        "header.tar#a": "first",
        "header.tar": "!corrupt_archive",
    }


def test_office_documents_are_no_archives(outcomes: Read, tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    (tmp_path / "a.docx").write_bytes(stream.getvalue())
    assert outcomes(tmp_path) == {"a.docx": "!media_type"}
