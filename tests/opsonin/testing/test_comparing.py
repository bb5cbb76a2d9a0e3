from __future__ import annotations

import json

import pytest

from opsonin.testing.comparing import require_equal
from opsonin.testing.failing import CheckFailed

ROW = {"doc_id": "document 1", **{f"column_{n}": "x" * 40 for n in range(20)}, "score": 0.5}


def test_columns_that_differ_are_named_first() -> None:
    before = {"document 1": {"mentions": [json.dumps(ROW)]}}
    other = {**ROW, "column_3": "y", "score": 0.75}
    after = {
        "document 1": {"mentions": [json.dumps(other), json.dumps({**ROW, "score": 0.75})]},
    }
    with pytest.raises(CheckFailed) as caught:
        require_equal(before, after, "alone", "Keep no state.")
    assert caught.value.message.startswith(
        "Table mentions is another alone. In a row score was 0.5 and is 0.75: "
    )
    assert (caught.value.where, caught.value.remedy) == ("document 1", "Keep no state.")


def test_row_without_a_counterpart_is_shown() -> None:
    before = {"document 1": {"mentions": ['{"score": 1}']}}
    with pytest.raises(CheckFailed, match=r'A row is missing: {"score": 1}'):
        require_equal(before, {}, "alone", "")
    with pytest.raises(CheckFailed, match=r'A row is new: {"score": 1}'):
        require_equal({}, before, "alone", "")
