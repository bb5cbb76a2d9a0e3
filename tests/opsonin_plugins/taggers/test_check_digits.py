from __future__ import annotations

import pytest

from opsonin_plugins.taggers.check_digits import is_isbn, is_issn, is_orcid


@pytest.mark.parametrize(
    "value", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X"]
)
def test_orcid_with_right_check_digit(value: str) -> None:
    assert is_orcid(value)
    assert not is_orcid(value[:-1] + ("0" if value[-1] != "0" else "1"))


@pytest.mark.parametrize("value", ["9783161484100", "0306406152", "080442957X"])
def test_isbn_with_right_check_digit(value: str) -> None:
    assert is_isbn(value)
    assert not is_isbn(value[:-1] + ("5" if value[-1] != "5" else "6"))


def test_isbn_of_other_length_is_none() -> None:
    assert not is_isbn("97831614841")


def test_issn() -> None:
    assert is_issn("0378-5955")
    assert is_issn("2434-561X")
    assert not is_issn("0378-5956")
