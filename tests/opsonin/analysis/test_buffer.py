from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin.analysis import buffer
from opsonin.analysis.buffer import Buffer


def test_null_texts_are_refused() -> None:
    with pytest.raises(ValueError, match="1 of 2 texts are null"):
        Buffer(pa.array(["a", None]))


def test_texts_that_are_no_utf8_are_refused() -> None:
    offsets = pa.py_buffer(b"\0\0\0\0\1\0\0\0")
    broken = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(b"\xff")])
    with pytest.raises(ValueError, match="UTF8"):
        Buffer(broken)


def test_batches_whose_positions_do_not_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffer, "MAX_BYTES", 5)
    with pytest.raises(ValueError, match="6 bytes of text; at most 5"):
        Buffer(pa.array(["abc", "def"]))
