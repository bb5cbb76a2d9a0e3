from __future__ import annotations

import string

import pytest

from opsonin.inspection.reporting.encoding import packed, script
from reported_pages import unpacked


@pytest.mark.parametrize("n", range(12))
def test_data_of_every_length_comes_back(n: int) -> None:
    value = {"text": "é</script>" * n, "rows": [[n, None, 1.5]] * n}
    assert unpacked(packed(value)) == value
    assert unpacked(packed(value, is_small=True)) == value


def test_digits_mean_nothing_in_markup_or_in_a_string() -> None:
    text = packed([string.printable, list(range(5000))])
    assert set(text) <= set(string.printable) - set("<>&\"'\\`/$ \n")
    assert script("list/0", text) == f'opsonin("list/0","{text}")\n'.encode()
