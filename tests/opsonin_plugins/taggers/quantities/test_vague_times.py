from __future__ import annotations

from opsonin_plugins.taggers.quantities.landmarks import landmarks_of
from opsonin_plugins.taggers.quantities.vague_times import find_vague_times


def test_durations_without_a_number() -> None:
    text = "after a few weeks, weeks or months, several years ago, 5 weeks or months"
    found = find_vague_times(text, landmarks_of(text).times)
    assert [(text[one.start : one.end], one.unit) for one in found] == [
        ("a few weeks", "wk"),
        ("weeks or months", None),
    ]
