from __future__ import annotations

from collections.abc import Callable

Check = Callable[[str], list[tuple[str, str, list[str]]]]


def _kinds(found: list[tuple[str, str, list[str]]]) -> list[tuple[str, str]]:
    return [(kind, result) for kind, result, _ in found]


def test_most_cannot_hold_beside_so_many_exceptions(check: Check) -> None:
    text = (
        "Less than five cases have been confirmed. In most cases it was mild. "
        "But in at least 3 patients it was worse."
    )
    assert _kinds(check(text)) == [("bound", "suspicious")]


def test_most_holds_beside_few_exceptions(check: Check) -> None:
    text = "We saw 50 cases. In most cases it was mild. But in 3 patients it was worse."
    assert check(text) == []


def test_counts_far_apart_in_one_sentence_imply_a_share(check: Check) -> None:
    text = "More than 38 million people are infected, and less than five cases came back."
    assert _kinds(check(text)) == [("implied", "derived")]


def test_bounds_that_bound_no_share_are_undecidable(check: Check) -> None:
    text = "More than 38 million people are infected, and at least five cases came back."
    assert _kinds(check(text)) == [("implied", "undecidable")]
