from __future__ import annotations

import numpy as np

from opsonin_statistical.merging import Marks, is_new, touches


def marks(*rows: tuple[int, int, int, int, float]) -> Marks:
    """Rows of document, start, end, kind and share."""
    owner, start, end, kind, share = zip(*rows, strict=True) if rows else ((),) * 5
    owners, starts, ends, kinds = (np.array(one, np.int64) for one in (owner, start, end, kind))
    return Marks(owners, starts, ends, kinds, np.array(share, np.float32))


LEAST = np.array([0.5, 0.8], np.float32)


def test_what_the_dictionary_has_is_not_added_again() -> None:
    found = marks((0, 0, 5, 0, 0.9), (0, 10, 15, 0, 0.9), (0, 10, 15, 1, 0.9))
    listed = marks((0, 0, 5, 0, 1.0), (0, 10, 15, 0, 1.0))
    assert is_new(found, listed, marks(), LEAST).tolist() == [False, False, True]


def test_documents_of_other_kinds_need_a_larger_share() -> None:
    found = marks((0, 0, 5, 0, 0.6), (1, 0, 5, 0, 0.6), (1, 7, 9, 0, 0.8))
    assert is_new(found, marks(), marks(), LEAST).tolist() == [True, False, True]


def test_names_of_people_win_over_the_model() -> None:
    found = marks((0, 0, 5, 0, 0.9), (1, 0, 5, 0, 0.9))
    assert is_new(found, marks(), marks((0, 4, 9, -1, 1.0)), LEAST).tolist() == [False, True]


def test_neighbours_that_only_meet_do_not_overlap() -> None:
    blocked = marks((0, 5, 10, -1, 1.0))
    asked = marks((0, 0, 5, 0, 1.0), (0, 9, 12, 0, 1.0), (0, 10, 12, 0, 1.0), (1, 6, 7, 0, 1.0))
    assert touches(asked, blocked).tolist() == [False, True, False, False]
