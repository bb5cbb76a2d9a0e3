"""What cleaners and taggers give for a batch, as frames.

Nothing is judged here but by the stages' own rules: what cannot travel is sent as a stand-in, over
which the stage says what it would have said of the thing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from opsonin.components.component import Cleaner, Reject
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.runner.isolation.frames import pack_tables, unpack_tables
from opsonin.spans.edit import Edit
from opsonin.stages.checking import problem_of

#: What JSON has no word for is a dictionary of one entry: its kind, and how it is written.
_READ: Mapping[str, Callable[[Any], object]] = {
    "float": float,
    "int": int,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": bytes.fromhex,
    "decimal": Decimal,
    "mapping": lambda cells: {name: _read(cell) for name, cell in cells.items()},
    "text": lambda cell: bytes.fromhex(cell).decode("utf-8", "surrogatepass"),
    "other": lambda cell: _stand_in(*cell),
}
#: Integers that JSON, Arrow and Parquet hold alike.
_INT64 = range(-(2**63), 2**63)


def pack_given(given: object) -> list[bytes]:
    """Return what a tagger gave, or a cleaner in the place of single results."""
    if not isinstance(given, Mapping):
        return [orjson.dumps({"kind": type(given).__name__})]
    tables = {
        str(number): rows
        for number, rows in enumerate(given.values())
        if isinstance(rows, pa.Table)
    }
    told = [
        # A name that is no string is none that a component declares.
        (str(name), None if str(number) in tables else type(rows).__name__)
        for number, (name, rows) in enumerate(given.items())
    ]
    return [orjson.dumps({"tables": told}), *pack_tables(tables)]


def unpack_given(frames: Sequence[bytes]) -> Any:
    """Return what `pack_given` packed: tables by name, or what stands for something else."""
    told = orjson.loads(frames[0])
    if "kind" in told:
        return _stand_in(told["kind"])
    entries = told["tables"]
    tables = iter(unpack_tables(frames[1:]).values())
    return {name: next(tables) if kind is None else _stand_in(kind) for name, kind in entries}


def pack_cleaned(given: object, cleaner: Cleaner[Any]) -> list[bytes]:
    """Return what a cleaner gave for a batch.

    Args:
        given: It should have an entry for each document.
        cleaner: Who gave it; an entry that the stage would reject travels as that reject.
    """
    if not isinstance(given, Sequence):
        return pack_given(given)
    return [orjson.dumps({"entries": [_packed(entry, cleaner) for entry in given]})]


def unpack_cleaned(frames: Sequence[bytes]) -> Any:
    """Return what `pack_cleaned` packed."""
    told = orjson.loads(frames[0])
    if "entries" not in told:
        return unpack_given(frames)
    return [_unpacked(entry) for entry in told["entries"]]


def _stand_in(kind: str, shown: str = "") -> object:
    """Return an object of a type of this name, which shows itself like what it stands for."""
    return type(kind, (), {"__repr__": lambda _: shown})()


def _packed(entry: object, cleaner: Cleaner[Any]) -> dict[str, object]:
    problem = problem_of("", cleaner, entry)
    if problem is not None:
        return {"reason": problem.reason, "detail": problem.detail}
    if not isinstance(entry, Cleaned):
        raise TypeError(type(entry).__name__)
    return {
        "edits": [
            (_cell(edit.start), _cell(edit.end), edit.replacement, _cell(edit.reason))
            for edit in entry.edits
        ],
        "rows": {
            name: [(_start(row), _end(row), _cells(row.columns)) for row in rows]
            for name, rows in entry.rows.items()
        },
    }


def _start(row: Span | Row) -> object:
    return _cell(row.start) if isinstance(row, Span) else None


def _end(row: Span | Row) -> object:
    return _cell(row.end) if isinstance(row, Span) else None


def _unpacked(entry: Any) -> Cleaned | Reject:
    if "reason" in entry:
        return Reject(entry["reason"], entry["detail"])
    rows: dict[str, list[Span | Row]] = {}
    for name, found in entry["rows"].items():
        rows[name] = [
            Row(**_read_cells(columns))
            if start is None
            else Span(_read(start), _read(end), **_read_cells(columns))
            for start, end, columns in found
        ]
    edits = [
        Edit(_read(start), _read(end), replacement, _read(reason))
        for start, end, replacement, reason in entry["edits"]
    ]
    return Cleaned(edits, rows)


def _cells(columns: Mapping[str, object]) -> dict[str, object]:
    return {name: _cell(cell) for name, cell in columns.items()}


def _read_cells(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _read(cell) for name, cell in columns.items()}


def _cell(cell: object) -> object:
    """Return a cell as JSON that Arrow will take for what it takes the cell itself for."""
    kind = type(cell)
    if cell is None or kind is bool or (kind is str and _is_plain(str(cell))):
        return cell
    for known, pack in _PACKED:
        if isinstance(cell, known):
            return pack(cell)
    return {"other": (kind.__name__, repr(cell).encode("utf-8", "replace").decode())}


def _read(cell: Any) -> Any:
    if isinstance(cell, dict):
        ((kind, packed),) = cell.items()
        return _READ[kind](packed)
    return [_read(one) for one in cell] if isinstance(cell, list) else cell


def _is_plain(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(cell: str) -> object:
    text = str.__str__(cell)
    return text if _is_plain(text) else {"text": text.encode("utf-8", "surrogatepass").hex()}


def _number(cell: int) -> object:
    number = int(cell)
    return number if number in _INT64 else {"int": str(number)}


def _real(cell: float) -> object:
    return float(cell) if np.isfinite(cell) else {"float": repr(float(cell))}


#: How a cell is packed, by its type, the most special first. Arrow takes tuples, sets and arrays
#: for lists, and scalars of NumPy for those of Python.
_PACKED: tuple[tuple[Any, Callable[[Any], object]], ...] = (
    (str, _text),
    (int, _number),
    (float, _real),
    (datetime, lambda cell: {"datetime": cell.isoformat()}),
    (date, lambda cell: {"date": cell.isoformat()}),
    (bytes, lambda cell: {"bytes": cell.hex()}),
    (Decimal, lambda cell: {"decimal": str(cell)}),
    (dict, lambda cell: {"mapping": {str(name): _cell(one) for name, one in cell.items()}}),
    (np.bool_ | np.integer | np.floating | pa.Scalar, lambda cell: _cell(_bare(cell))),
    (list | tuple | set | np.ndarray, lambda cell: [_cell(one) for one in cell]),
)


def _bare(cell: Any) -> object:
    return cell.as_py() if isinstance(cell, pa.Scalar) else cell.item()
