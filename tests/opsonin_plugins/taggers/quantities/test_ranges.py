from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5-10 mg", [(5, 10)]),
        ("5 mg to 10 mg", [(5, 10)]),
        ("between 5 and 10 patients", [(5, 10)]),
        ("5 and 10 patients", [(5, None), (10, None)]),
        ("three or four patients", [(3, 4)]),
        ("$5-10 million", [(5e6, 10e6)]),
        ("rose 0.7% to 6,327 points", [(0.7, None), (6327, None)]),
        ("(95% CI 1.1, 2.0)", [(1.1, 2.0)]),
        ("(95% CI \u22120.5 to 1.2)", [(-0.5, 1.2)]),
        ("10-5 mg", [(10, None)]),
    ],
)
def test_two_numbers(read: Read, text: str, expected: list[tuple[float, float | None]]) -> None:
    assert read(text, "value", "high") == expected
