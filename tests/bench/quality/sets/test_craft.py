from __future__ import annotations

from opsonin_bench.quality.predicting import Predicted, Row
from opsonin_bench.quality.sets.craft import Paper, leaf_ends, score, sentence_ends

TEXT = "#A title\n\nOne  sentence. And\nanother.\n"


def test_sentences_are_found_whatever_the_white_space() -> None:
    sentences = ["#A title", "One sentence.", "And another."]
    assert sentence_ends(TEXT, sentences) == {8, 24, 37}


def test_sentence_that_the_annotators_changed_is_left_out() -> None:
    assert sentence_ends(TEXT, ["A heading", "One sentence.", "", "And another."]) == {24, 37}
    far = "One. " + "x" * 200 + " Two."
    assert sentence_ends(far, ["One.", "Two."]) == {4}


def segment(number: int, parent: int | None, end: int | None) -> Row:
    return {"segment_id": number, "parent_id": parent, "raw_end": end}


def test_blocks_end_a_sentence_only_when_they_have_none() -> None:
    rows = [segment(0, None, 8), segment(1, None, 38), segment(2, 1, 24), segment(3, 1, 37)]
    assert leaf_ends(rows) == {8, 24, 37}
    assert leaf_ends([segment(0, None, None)]) == frozenset()


def test_ends_are_scored_over_all_papers() -> None:
    gold = {"a": Paper(frozenset({8, 24, 37})), "b": Paper(frozenset({5}))}
    rows = [segment(0, None, 8), segment(1, None, 30)]
    precision, recall, f1 = score(gold, {"a": Predicted("id", "", {"segments": rows})})
    assert (precision.value, recall.value) == (0.5, 0.25)
    assert f1.value == 2 / 6
