from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin_plugins.taggers.quantities.finding import find_statistics, may_keep_points


@pytest.mark.parametrize("text", ["There were 3.412 people.", "It rose by 8,4 % there."])
def test_texts_that_keep_points_pass_the_test_of_the_batch(text: str) -> None:
    assert may_keep_points(pa.array([text, "There were 3,412 people."])) == [True, False]
    assert find_statistics(text) != find_statistics(text, may_be_pointed=False)
