from __future__ import annotations

from collections.abc import Callable

Read = Callable[..., list[tuple[object, ...]]]


def test_all_of_a_count_is_a_share_of_one(read: Read) -> None:
    text = "He treated five patients. They\u2019ve all made a recovery."
    assert read(text, "kind", "value", "group") == [
        ("count", 5, 0),
        ("proportion", 1.0, 0),
    ]


def test_none_of_a_count_is_a_share_of_nothing(read: Read) -> None:
    text = "He treated five patients. None of them died."
    assert read(text, "value") == [(5,), (0.0,)]


def test_all_without_a_count_is_nothing(read: Read) -> None:
    assert read("They have all gone.", "value") == []
