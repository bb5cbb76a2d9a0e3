from __future__ import annotations

import pytest

from opsonin_plugins.taggers.quantities.counted import counted_after, share_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 severely ill patients with", "severely ill patients"),
        ("5 of the re-infected patients in", "re-infected patients"),
        ("5 people died", "people"),
        ("5 published cases", "published cases"),
        ("5-item scale", "item"),
    ],
)
def test_what_is_counted(text: str, words: str) -> None:
    found = counted_after(text, 1, 5.0)
    assert found is not None
    assert found.words == words
    assert text[: found.end].endswith(words)


@pytest.mark.parametrize("text", ["5 was", "5 and patients", "5 has", "5", "5 died of cases", "5."])
def test_nothing_is_counted(text: str) -> None:
    assert counted_after(text, 1, 5.0) is None


def test_one_counts_a_singular() -> None:
    found = counted_after("1 patient Ecuador", 1, 1.0)
    assert found is not None
    assert found.words == "patient"
    assert counted_after("1 recently", 1, 1.0) is None


def test_a_share_is_of_something() -> None:
    found = share_of("5% of the patients", 2)
    assert found is not None
    assert (found.words, found.is_part) == ("patients", True)
    assert share_of("5% more", 2) is None
