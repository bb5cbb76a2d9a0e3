from __future__ import annotations

from opsonin_bench.quality.spans import RawPlaces, line_spans, longest, overlaps, squashed, touched


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


def test_clean_stretches_lead_to_raw_ones() -> None:
    pieces = [
        {"clean_start": 0, "clean_end": 5, "raw_start": 10, "raw_end": 15, "op": "keep"},
        {"clean_start": 5, "clean_end": 6, "raw_start": 15, "raw_end": 15, "op": "insert"},
        {"clean_start": 6, "clean_end": 8, "raw_start": 20, "raw_end": 21, "op": "replace"},
    ]
    places = RawPlaces(pieces)
    assert places.of(1, 3) == (11, 13)
    assert places.of(4, 7) == (14, 21)
    assert places.of(5, 6) is None
    assert places.of(None, 3) is None
