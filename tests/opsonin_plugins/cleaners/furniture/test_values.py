from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.cleaners.furniture.values import is_prose, line_values

SENTENCE = (
    "The patients of both groups were followed for two years, and none of them was lost to us."
)
PROSE = f"{SENTENCE} {SENTENCE}"


def test_prose_is_long_and_closed() -> None:
    assert is_prose(PROSE)
    assert not is_prose(PROSE[:-1])
    assert not is_prose("He slept.")


def test_every_line_gets_the_same_number_of_values() -> None:
    one, three = line_values(["Share"], {}), line_values(["Share", PROSE, "Next"], {})
    assert one.shape[0] == 1
    assert three.shape == (3, one.shape[1])


def test_place_is_counted_from_the_prose_around() -> None:
    values = line_values(["Share", PROSE, "Next", "Last"], {})
    since, until = (values[:, column].tolist() for column in (26, 27))
    assert since == [99, 99, 1, 2]
    assert until == [1, 99, 99, 99]


@given(st.lists(st.text(min_size=1).filter(str.strip).map(str.strip), min_size=1, max_size=20))
def test_values_of_any_lines_are_finite(contents: list[str]) -> None:
    assert np.isfinite(line_values(contents, {"a": -100})).all()
