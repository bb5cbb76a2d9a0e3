from __future__ import annotations

import pytest

from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.bench_corpus import (
    Made,
    holds_repeat,
    score_duplicates,
    score_marks,
)

GOLD = {
    "a": Made("plain", ("P", 1), "text"),
    "b": Made("exact_dup", ("P", 1), "text"),
    "c": Made("near_dup", ("P", 1), "texts"),
    "d": Made("plain", ("Q", 1), "other"),
    "e": Made("near_dup", ("Q", 1), "others"),
}


def linked(**targets: list[tuple[str, str]]) -> dict[str, Predicted]:
    return {
        key: Predicted(
            key.upper(),
            "",
            {"links": [{"to_doc_id": to, "kind": kind} for to, kind in targets.get(key, [])]},
        )
        for key in GOLD
    }


def test_copies_hang_together_through_the_one_they_are_linked_to() -> None:
    found = linked(a=[("B", "duplicate"), ("C", "near_duplicate")])
    exact, near, precision = score_duplicates(GOLD, found)
    assert (exact.value, exact.n) == (1.0, 1)
    # a-c and b-c are found, the second through a; d-e is not.
    assert (near.value, near.n) == (2 / 3, 3)
    assert (precision.value, precision.n) == (1.0, 2)


def test_links_between_different_texts_cost_precision() -> None:
    found = linked(
        a=[("D", "near_duplicate")], d=[("E", "near_duplicate")], b=[("E", "same_story")]
    )
    exact, near, precision = score_duplicates(GOLD, found)
    assert (exact.value, near.value, precision.value) == (0.0, 1 / 3, 0.5)


def test_without_links_nothing_is_found() -> None:
    exact, near, precision = score_duplicates(GOLD, linked())
    assert (exact.value, near.value, precision.value) == (0.0, 0.0, None)


def marked(*marks: str) -> Predicted:
    return Predicted("id", "", {"quality": [{"mark": mark} for mark in marks]})


def test_ordinary_text_wants_no_mark_and_damaged_text_its_own() -> None:
    gold = {
        "a": Made("plain", ("P", 1), ""),
        "b": Made("plain", ("P", 2), ""),
        "c": Made("repetitive", ("P", 3), "Buy it now, it is cheap.\n" * 2),
        "d": Made("repetitive", ("P", 4), ""),
        "e": Made("short", ("P", 5), ""),
        "f": Made("wrapped", ("P", 6), ""),
        "g": Made("exact_dup", ("P", 6), ""),
    }
    predicted = {
        "a": marked(),
        "b": marked("list"),
        "c": marked("list", "repetitive"),
        "d": marked("list"),
        "e": marked("short"),
        "g": marked("short"),
    }
    values = {one.name: (one.value, one.n) for one in score_marks(gold, predicted)}
    assert values["plain documents without a mark"] == (0.5, 2)
    assert values["repetitive documents marked"] == (0.5, 2)
    assert values["repetitive documents with a repeat in them marked"] == (1.0, 1)
    assert values["short documents marked"] == (1.0, 1)
    assert values["wrapped documents without a mark"] == (0.0, 1)
    assert values["nolines documents without a mark"] == (None, 0)


@pytest.mark.parametrize(
    ("text", "is_there"),
    [
        ("A heading of some length\nText.\nA heading of some length\nOther text.", True),
        ("x" * 150 + " first copy\n" + "x" * 150 + " cut", True),
        ("Short line\nShort line\n", False),
        ("Nothing stands twice in this text.\nNothing at all, indeed.", False),
    ],
)
def test_a_repeat_is_a_line_or_the_beginning_of_a_long_one(text: str, *, is_there: bool) -> None:
    assert holds_repeat(text) == is_there
