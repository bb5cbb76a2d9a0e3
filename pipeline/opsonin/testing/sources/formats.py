"""Files of everyday formats, made here, which every source is offered."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

#: Makes a file with so many records, of which no two are equal.
Maker = Callable[[int], bytes]

# Marks that join, four-byte characters, right to left, all line ends, quotes and delimiters.
_TEXTS = (
    'Interferon e\u0301t\u00e9 \U0001f468\u200d\U0001f469.\r\nIt "fell", by 3,5 %;\ttwice.\r\n',
    "\u05e9\u05dc\u05d5\u05dd \u6f22\u5b57 \u0130\u00df\ufb01, =1+1 & <b>.\n\nLupus \\n in 23.",
    "A trial (NCT04385095) of 101 patients.\n",
)


#: Records of a file that checks read again and again.
FEW = 7
#: Half the length of what is added to the records of larger files, so that few make many bytes.
_PADDING_BYTES = 4000


def texts(count: int) -> list[str]:
    """Return the texts of so many records, no two of them equal; those of many are long."""
    padding = _PADDING_BYTES if count > FEW else 0
    return [_text(number, padding) for number in range(count)]


def _text(number: int, padding_bytes: int) -> str:
    # Noise, because what repeats itself looks like a decompression bomb.
    noise = random.Random(number).randbytes(padding_bytes).hex()  # noqa: S311 - no secret
    return f"Record {number}. {_TEXTS[number % len(_TEXTS)]}{noise}"


def _plain(count: int) -> bytes:
    return "\n".join(texts(count)).encode()


def _markdown(count: int) -> bytes:
    parts = [f"# Part {number}\n\nSome **bold** words: {one}" for number, one in _numbered(count)]
    return "\n\n".join(parts).encode()


def _html(count: int) -> bytes:
    parts = "\r\n".join(f"<p>{one.replace('<', '&lt;')}</p>" for one in texts(count))
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>T</title></head>'
    return f"{head}<body>{parts}</body></html>".encode()


def _xml(count: int) -> bytes:
    parts = "".join(f"<r>{number}</r>" for number in range(count))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<records>{parts}</records>\n'.encode()


def _json_lines(count: int) -> bytes:
    lines = (json.dumps({"id": f"r{n}", "text": one}) + "\n" for n, one in _numbered(count))
    return "".join(lines).encode()


def _delimited(delimiter: str) -> Maker:
    def made(count: int) -> bytes:
        rows = [("id", "title", "text")]
        rows += [(f"r{n}", f"Title {n}", one) for n, one in _numbered(count)]
        quoted = ([f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows)
        return "".join(delimiter.join(row) + "\r\n" for row in quoted).encode()

    return made


def _table(count: int) -> pa.Table:
    return pa.table({"id": [f"r{number}" for number in range(count)], "text": texts(count)})


def _parquet(count: int) -> bytes:
    sink = io.BytesIO()
    pq.write_table(_table(count), sink, row_group_size=100)
    return sink.getvalue()


def _arrow(count: int) -> bytes:
    sink = io.BytesIO()
    table = _table(count)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=100)
    return sink.getvalue()


def _zip(count: int) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, one in _numbered(count):
            # Without the time of day, so that equal content makes equal bytes.
            archive.writestr(zipfile.ZipInfo(f"part/{number}.txt"), one.encode())
    return sink.getvalue()


def _tar(count: int) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for number, one in _numbered(count):
            member = tarfile.TarInfo(f"part/{number}.txt")
            member.size = len(one.encode())
            archive.addfile(member, io.BytesIO(one.encode()))
    return sink.getvalue()


def _compressed(compress: Callable[[bytes], bytes]) -> Maker:
    return lambda count: compress(_json_lines(count))


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def _zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


def _numbered(count: int) -> Sequence[tuple[int, str]]:
    return list(enumerate(texts(count)))


MAKERS: Mapping[str, Maker] = {
    "note.txt": _plain,
    "note.md": _markdown,
    "page.html": _html,
    "list.xml": _xml,
    "records.jsonl": _json_lines,
    "records.csv": _delimited(","),
    "records.tsv": _delimited("\t"),
    "records.parquet": _parquet,
    "records.arrow": _arrow,
    "records.jsonl.gz": _compressed(_gzip),
    "records.jsonl.bz2": _compressed(bz2.compress),
    "records.jsonl.xz": _compressed(lzma.compress),
    "records.jsonl.zst": _compressed(_zstd),
    "notes.zip": _zip,
    "notes.tar": _tar,
}
#: Formats in which every record has one of `texts` as its text, word for word.
WORD_FOR_WORD = frozenset(
    {"records.jsonl", "records.csv", "records.tsv", "records.parquet", "records.arrow"}
)


@cache
def made(name: str, count: int = FEW) -> bytes:
    """Return a file with so many records.

    Args:
        name: One of `MAKERS`.
        count: Number of records.
    """
    return MAKERS[name](count)
