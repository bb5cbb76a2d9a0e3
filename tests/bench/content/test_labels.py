from __future__ import annotations

import numpy as np

from opsonin_bench.content.labels import labels_by_pieces, labels_by_text


def test_block_in_the_reference_is_main_content() -> None:
    texts = ["Home", "The patients recovered after a week.", "Share this", "They went home."]
    labels = labels_by_text(texts, "The patients recovered after a week.\n\nThey went home.")
    assert labels.tolist() == [0.0, 1.0, 0.0, 1.0]


def test_block_in_part_in_the_reference_has_its_share() -> None:
    [label] = labels_by_text(["one two three four"], "one two")
    assert label == 0.5


def test_reference_in_another_order_is_found() -> None:
    texts = ["first part of the text", "second part follows here now"]
    labels = labels_by_text(texts, "second part follows here now\nfirst part of the text")
    assert labels.tolist() == [1.0, 1.0]


def test_block_without_words_has_no_label() -> None:
    assert np.isnan(labels_by_text(["***", "a"], "a")).tolist() == [True, False]


def test_page_without_main_content_has_none() -> None:
    assert labels_by_text(["Home", "About"], "").tolist() == [0.0, 0.0]


def test_pieces_label_the_blocks_that_hold_them() -> None:
    labels = labels_by_pieces(["a b  c".replace("  ", " "), "d", "e"], ["b\n c"], ["d", "a"])
    assert labels[:2].tolist() == [1.0, 0.0]
    assert np.isnan(labels[2])
