from __future__ import annotations

import pytest

from opsonin_plugins.taggers.people.spelling import is_one_edit, plain, same_given, same_surname


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hansson", "Hanson"), ("Müller", "Muller"), ("Schaft", "Shaft"), ("O\u2019Neil", "ONeil")],
)
def test_spellings_of_one_surname(one: str, other: str) -> None:
    assert same_surname(one, other)
    assert same_surname(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lee", "Lie"), ("Berg", "Burke"), ("Kramer", "Pepper"), ("Hall", "Ball"), ("", "")],
)
def test_surnames_of_two_people(one: str, other: str) -> None:
    assert not same_surname(one, other)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Michael", "M.", True),
        ("Micheal", "Michael", True),
        ("Katharine", "Katherine", True),
        ("Maria", "Marie", False),
        ("Daniel", "Daniela", False),
        ("Anna", "Hanna", False),
        ("", "Anna", False),
    ],
)
def test_given_names(one: str, other: str, *, expected: bool) -> None:
    assert same_given(one, other) is expected


def test_accents_and_signs_do_not_count() -> None:
    assert plain("Bré-Ti") == "breti"


def test_one_edit() -> None:
    assert is_one_edit("abc", "abd")
    assert is_one_edit("abc", "abcd")
    assert not is_one_edit("abc", "acbd")
    assert not is_one_edit("abc", "abcde")
