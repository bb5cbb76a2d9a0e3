from __future__ import annotations

import re

import pytest

from runaway import must_end


def test_a_search_without_end_is_stopped() -> None:
    with pytest.raises(pytest.fail.Exception, match="still at work"), must_end(0.2):
        re.search(r"(?:a|aa)+$", "a" * 200 + "b")


def test_what_ends_is_left_alone() -> None:
    with must_end(1):
        assert re.search("a", "a")
