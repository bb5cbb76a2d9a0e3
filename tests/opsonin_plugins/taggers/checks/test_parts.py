from __future__ import annotations

from collections.abc import Callable

import pytest

Check = Callable[[str], list[tuple[str, str, list[str]]]]


@pytest.mark.parametrize(
    ("second", "results"),
    [
        ("111,000", ["consistent", "consistent", "consistent"]),
        ("109,000", ["consistent", "consistent", "suspicious"]),
    ],
)
def test_shares_of_those_before_are_shares_of_them(
    check: Check, second: str, results: list[str]
) -> None:
    text = (
        "They looked at 500,000 people in three towns. Of those, 78% (389,000) drank tea and 22% "
        f"({second}) did not."
    )
    found = [(kind, result) for kind, result, figures in check(text) if len(figures) > 1]
    assert sorted(found) == sorted(zip(["proportion", "proportion", "sum"], results, strict=True))


def test_a_share_of_those_before_may_be_wrong(check: Check) -> None:
    text = "They asked 500 people. Of these, 339 (71.2%) agreed."
    assert ("proportion", "inconsistent", ["339", "500 people", "71.2%"]) in check(text)
    # Of whom it is a share nobody can tell where two were counted.
    nested = "They asked 500 people in 450 houses. Of these, 339 (71.2%) agreed."
    assert not any(kind == "proportion" for kind, _, _ in check(nested))


def test_a_part_of_a_part_is_no_contradiction(check: Check) -> None:
    text = "They asked 100 people. Of these, 80 (80%) came, 40 (50%) left and 3 (8%) ran."
    found = [(result, figures[0]) for kind, result, figures in check(text) if kind == "proportion"]
    assert found == [("consistent", "80")]


def test_a_new_paragraph_is_not_about_those(check: Check) -> None:
    text = "They looked at 500 people.\n\nOf those, 78% (389) drank tea and 22% (75) did not."
    assert not any("500 people" in figures for _, _, figures in check(text))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("They scanned 32 people: 10 had it, 11 did not and 11 were new.", "consistent"),
        ("100 people were assigned to tea (n = 50) or water (n = 50).", "consistent"),
        ("100 people were assigned to tea (n = 50) or water (n = 48).", "suspicious"),
        ("They saw 26 people: 16 men and 10 women; 14 took tea and 12 did not.", "consistent"),
        ("Among the 51 people in that arm, 43 stayed, and 8 left.", "consistent"),
    ],
)
def test_parts_of_a_group_make_it_up(check: Check, text: str, result: str) -> None:
    sums = [found for kind, found, _ in check(text) if kind == "sum"]
    assert sums == [result]


@pytest.mark.parametrize(
    "text",
    [
        "Among the 51 people in that arm, 43 stayed, and 40 slept.",
        "They scanned 32 people: 10 had it, 11 did not and many were new.",
        "They scanned 30 people: 10 had it, 11 did not and 11 were new.",
        "They have 3 steps: 1) sit; 2) sleep; and 3) wake.",
        "They scanned 32 people, and 10 rats, 11 mice and 11 dogs.",
    ],
)
def test_other_counts_are_not_summed(check: Check, text: str) -> None:
    assert [kind for kind, _, _ in check(text) if kind == "sum"] == []


def test_shares_of_those_with_whom_a_sentence_begins(check: Check) -> None:
    text = (
        "Among the 398 patients with data (63% women; 17% smokers; 77% phlegm; 70% shortness of "
        "breath; 47% wheezing; 46% pain; 42% abnormal flow), 334 (84%) came and 3 (50%) ran."
    )
    found = [(result, figures[0]) for kind, result, figures in check(text) if kind == "proportion"]
    assert found == [("consistent", "334")]
