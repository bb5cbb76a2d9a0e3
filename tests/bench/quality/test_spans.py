from __future__ import annotations

from opsonin_bench.quality.spans import line_spans, longest, overlaps, squashed, touched


def test_carriage_returns_belong_to_their_line() -> None:
    text = "one\r\n\ntwo\n"
    assert [text[slice(*span)] for span in line_spans(text)] == ["one\r", "", "two", ""]


def test_stretches_that_only_meet_do_not_overlap() -> None:
    assert not overlaps((0, 3), (3, 5))
    assert overlaps((0, 4), (3, 5))
    assert touched([(0, 3), (4, 6), (9, 12)], [(3, 5), (10, 11)]) == 2


def test_only_outermost_stretches_are_longest() -> None:
    assert longest([(0, 5), (1, 4), (0, 3), (4, 8), (0, 5)]) == {(0, 5), (4, 8)}
    assert longest([(0, 3), (0, 5)]) == {(0, 5)}
    assert longest([]) == set()


def test_visible_characters_keep_their_place() -> None:
    assert squashed(" a\tb\n c") == ("abc", [1, 3, 6])
