from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.before import is_plain_before


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("was seen in both ", True), ("12 3.5 ", True), ("(7)\n", True),
        ("at least ", False), ("the Table ", False), ("B12 ", False), ("(", False),
        ("Age\n", False), ("study of ", False), ("a" * 40 + " ", False), ("", False),
    ],
)  # fmt: skip
def test_what_stands_before_tells_nothing(before: str, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_plain_before(f"{before}5", len(before)) is expected
