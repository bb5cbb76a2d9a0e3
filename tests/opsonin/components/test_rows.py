from __future__ import annotations

import dataclasses

import pytest

from opsonin.components.rows import Cleaned, Row, Span


def test_span_and_row_hold_columns_by_name() -> None:
    assert Span(1, 4, type="x") == Span(1, 4, type="x")
    assert Span(1, 4, type="x") != Span(1, 4, type="y")
    assert Row(kind="x").columns == {"kind": "x"}
    assert Row() == Row()


def test_rows_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Span(1, 4).start = 2  # type: ignore[misc] # what is tested


def test_cleaned_is_empty_unless_told_otherwise() -> None:
    assert Cleaned() == Cleaned(edits=(), rows={})
    assert Cleaned().rows is not Cleaned().rows
