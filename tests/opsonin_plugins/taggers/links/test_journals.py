from __future__ import annotations

import pytest

from opsonin_plugins.taggers.links.journals import is_same_journal


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("The Lancet", "Lancet", True),
        ("New England Journal of Medicine", "N Engl J Med", True),
        ("Nature", "Nat Med", False),
        ("Science", "Cell", False),
        ("", "", False),
    ],
)
def test_abbreviations_are_the_journal(one: str, other: str, is_same: bool) -> None:  # noqa: FBT001 - a case
    assert is_same_journal(one, other) == is_same
