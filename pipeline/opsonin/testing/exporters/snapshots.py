"""Real snapshots for exporters under test: made by real runs, each in a folder of its own."""

from __future__ import annotations

import atexit
import datetime as dt
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin.components.context import Context
from opsonin.components.snapshot import Snapshot
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Pipeline, build_pipeline
from opsonin.runner.local import run_locally
from opsonin.store.snapshot import MANIFEST
from opsonin.store.store import Store
from opsonin.tables.arrow import (
    Boolean,
    Date,
    Float32,
    Float64,
    Int32,
    Int64,
    Integers,
    String,
    Strings,
    Timestamp,
)
from opsonin.tables.contract import INTERNAL
from opsonin.tables.model import Table, arrow_schema, column, info_of
from opsonin.testing.subject import Subject

#: What stands for the data folder in options that an author gives: ``{data}/out.sqlite``.
DATA = "{data}"

_NO_TEXT = b"\x80\xff is no text in any encoding that it states"
_FIRST: Mapping[str, bytes] = {
    "trial.txt": b"Interferon in 23 patients with lupus (NCT04385095), see doi:10.1038/s41577-"
    b"020-00429-3.\r\n\r\n=cmd|' /C calc'!A0 costs 5 %; \"quoted\", 'single'\tand a tab.\n",
    "page.html": (
        "<html><head><title>Été 20</title></head><body><h1>שלום 漢字 👍🏽</h1>"
        "<p>One hundred and one of 987 people were well on 28 September 2020.</p></body></html>"
    ).encode(),
    "leaves.txt": b"This document leaves with the second run.\n",
    "bad.txt": _NO_TEXT,
}
_SECOND: Mapping[str, bytes] = {
    "trial.txt": _FIRST["trial.txt"] + b"\n+1 more sentence about asthma (PMID: 12345678).\n",
    "page.html": _FIRST["page.html"],
    "comes.txt": "A new one: e\u0301t\u00e9, \u0130stanbul.\n".encode(),
}
_NOTHING: Mapping[str, bytes] = {"bad.txt": _NO_TEXT}


class Measures(Table, name="kit_measures", stage="tag"):
    """A table of a plugin's own, with a column of every type that the contract knows."""

    doc_id: String = column("Document")
    a_text: String = column("Any text", nullable=True)
    an_int32: Int32 = column("A small number", nullable=True)
    an_int64: Int64 = column("A large number", nullable=True)
    a_float32: Float32 = column("A short fraction", nullable=True)
    a_float64: Float64 = column("A long fraction", nullable=True)
    is_true: Boolean = column("Yes or no", nullable=True)
    a_day: Date = column("A day", nullable=True)
    a_moment: Timestamp = column("A moment, UTC", nullable=True)
    words: Strings = column("A list of words")
    numbers: Integers = column("A list of numbers")


@dataclass(frozen=True, slots=True)
class Material:
    """A data folder that nobody writes to; checks copy it.

    Attributes:
        data: The folder.
        digests: Number of a snapshot -> digests of its tables.
    """

    data: Path
    digests: Mapping[int, Mapping[str, str]]


def material(subject: Subject) -> Material:
    """Return a data folder with two snapshots, of which the second changes all that can change."""
    return _made(subject.origin.settings.plugins, is_empty=False)


def empty_material(subject: Subject) -> Material:
    """Return a data folder with one snapshot whose documents were all rejected."""
    return _made(subject.origin.settings.plugins, is_empty=True)


@lru_cache(maxsize=4)
def _made(plugins: tuple[str, ...], *, is_empty: bool) -> Material:
    folder = Path(tempfile.mkdtemp(prefix="opsonin-testing-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(
        inputs=(str(folder / "input"),),
        data=folder / "data",
        plugins=plugins,
        vocabularies=(),
        exporters=(),
    )
    runs = [_NOTHING] if is_empty else [_FIRST, _SECOND]
    for contents in runs:
        shutil.rmtree(folder / "input", ignore_errors=True)
        (folder / "input").mkdir()
        for name, data in contents.items():
            (folder / "input" / name).write_bytes(data)
        run_locally(replace(settings, sync=True, sync_limit_percent=100.0))
    pipeline = build_pipeline(settings)
    store = Store(settings.data, {**pipeline.tables, **INTERNAL})
    snapshots = [store.snapshot(number + 1) for number in range(len(runs))]
    return Material(settings.data, {one.number: one.digests for one in snapshots})


def add_own_table(data: Path, number: int) -> None:
    """Put the table of a plugin into a snapshot, with awkward cells and nulls in every type.

    Args:
        data: A copy of the data folder.
        number: Which snapshot.
    """
    name = info_of(Measures).name
    schema = arrow_schema(Measures)
    rows = pa.Table.from_pylist([*map(_measure, _AWKWARD), _measure(None)], schema=schema)
    directory = data / "snapshots" / str(number)
    (directory / name).mkdir()
    path = directory / name / f"{_OWN_DIGEST}.parquet"
    pq.write_table(rows, path)
    manifest = json.loads((directory / MANIFEST).read_bytes())
    size = path.stat().st_size
    entry = {"file": _OWN_DIGEST, "rows": rows.num_rows, "size_bytes": size}
    manifest["files"][name] = [entry]
    (directory / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


_OWN_DIGEST = hashlib.sha256(b"kit_measures").hexdigest()
_AWKWARD = ("", "=1+1", "a\r\nb\t\"c\", 'd'", "\u05e9\U0001f44d\U0001f3fd e\u0301", "\\N", "NULL")


def _measure(text: str | None) -> dict[str, Any]:
    if text is None:
        return {"doc_id": "0" * 32, "words": [], "numbers": []}
    return {
        "doc_id": hashlib.sha256(text.encode()).hexdigest()[:32],
        "a_text": text,
        "an_int32": -(2**31),
        "an_int64": 2**63 - 1,
        "a_float32": 0.5,
        "a_float64": -1e300,
        "is_true": bool(text),
        "a_day": dt.date(1753, 1, 1),
        "a_moment": dt.datetime(2020, 9, 28, 12, 30, 0, 1, dt.UTC),
        "words": [text, text],
        "numbers": [0, -1],
    }


def description(made: Material, number: int, data: Path, *, with_own: bool = False) -> Any:
    """Return what another process needs to know of a snapshot, as JSON values.

    Args:
        made: Where it comes from.
        number: Which one.
        data: The copy of the data folder.
        with_own: Whether `add_own_table` was called for it.
    """
    own = {info_of(Measures).name: _OWN_DIGEST} if with_own else {}
    digests = {**made.digests[number], **own}
    return {"number": number, "data": str(data), "digests": digests}


def told(subject: Subject, described: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot that a description is about."""
    data = Path(described["data"])
    known = {**_exported(subject.pipeline), info_of(Measures).name: Measures}
    digests: dict[str, str] = described["digests"]
    return Snapshot(
        number=described["number"],
        directory=data / "snapshots" / str(described["number"]),
        data=data,
        tables={name: known[name] for name in digests if name in known},
        digests=digests,
    )


def _exported(pipeline: Pipeline) -> dict[str, type[Table]]:
    return {name: one for name, one in pipeline.tables.items() if info_of(one).is_exported}


def context_for(subject: Subject, snapshot: Snapshot) -> Context[Any]:
    """Return the context of an exporter for a snapshot: ``{data}`` in its options is its folder."""
    installed = subject.installed
    options = installed.options
    changes = {
        one.name: _placed(getattr(options, one.name), snapshot.data)
        for one in fields(options)  # type: ignore[arg-type] # a dataclass, as registration checks
        if one.init
    }
    placed = replace(options, **changes) if changes else options  # type: ignore[type-var]
    return Context(options=placed, cache=snapshot.data / "cache")


def _placed(value: Any, data: Path) -> Any:
    if isinstance(value, str):
        return value.replace(DATA, str(data))
    return Path(str(value).replace(DATA, str(data))) if isinstance(value, Path) else value
