from __future__ import annotations

import numpy as np

from opsonin_statistical.merging import Flags, Marks, raised
from opsonin_statistical.repeating import REPEATED, repeats

TYPES = ("disease", "chemical")
TEXTS = ["zorpine helps, zorpine harms; zorpines and zorpine-like", "a fen, a fen, a fen, a fen"]
ALL = np.ones(2, np.bool_)


def marks(*rows: tuple[int, int, int, int, float]) -> Marks:
    """Rows of document, start, end, kind and share."""
    owner, start, end, kind, share = zip(*rows, strict=True) if rows else ((),) * 5
    owners, starts, ends, kinds = (np.array(one, np.int64) for one in (owner, start, end, kind))
    return Marks(owners, starts, ends, kinds, np.array(share, np.float32))


def places(found: Marks, asked: Flags = ALL) -> list[tuple[int, int, int, int]]:
    again = repeats(found, TEXTS, TYPES, asked)
    assert again.shares.tolist() == [REPEATED] * len(again.shares)
    return again.keys()


def test_a_name_is_one_wherever_its_document_has_it_as_a_whole_word() -> None:
    assert places(marks((0, 0, 7, 1, 0.9))) == [(0, 1, 15, 22), (0, 1, 43, 50)]


def test_a_name_of_which_the_model_is_unsure_is_not_followed() -> None:
    assert places(marks((0, 0, 7, 1, 0.6))) == []


def test_what_overlaps_a_name_that_was_found_is_left_alone() -> None:
    found = marks((0, 0, 7, 1, 0.9), (0, 15, 28, 1, 0.4), (0, 43, 55, 1, 0.9))
    assert places(found) == []


def test_a_disease_that_is_mostly_passed_over_is_not_followed() -> None:
    assert places(marks((1, 2, 5, 0, 0.9))) == []
    assert len(places(marks((1, 2, 5, 0, 0.9), (1, 9, 12, 0, 0.9)))) == 2
    assert len(places(marks((1, 2, 5, 1, 0.9)))) == 3


def test_documents_that_are_not_asked_for_have_no_repeats() -> None:
    assert places(marks((0, 0, 7, 1, 0.9)), np.array([False, True])) == []


def test_a_mention_of_the_dictionary_gets_the_share_of_a_repeat() -> None:
    listed = marks((0, 15, 22, 1, 0.1), (0, 15, 22, 0, 0.1), (0, 43, 50, 1, 0.9))
    again = repeats(marks((0, 0, 7, 1, 0.9)), TEXTS, TYPES, ALL)
    shares = raised(listed, again).shares.tolist()
    assert shares == [REPEATED, np.float32(0.1), np.float32(0.9)]
