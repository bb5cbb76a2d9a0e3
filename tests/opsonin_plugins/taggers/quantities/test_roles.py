from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.taggers.quantities.quantity import Quantity

Only = Callable[[str], Quantity]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("a total of 120 patients", "total"),
        ("research on more than 3,000 patients", "total"),
        ("We enrolled 40 women", "total"),
        ("In total, 334 participants", "total"),
        ("334 participants were enrolled", "total"),
        ("After 17 months", "follow_up"),
        ("an average of 100 days", "mean"),
        ("a median of 12 days", "median"),
        ("sales rose 5%", "increase"),
        ("pain decreased within two weeks", None),
        ("n = 23", "sample"),
        ("seen by 5 doctors", None),
    ],
)
def test_part_in_the_study(only: Only, text: str, role: str | None) -> None:
    assert only(text).role == role
