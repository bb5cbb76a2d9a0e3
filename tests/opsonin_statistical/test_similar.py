from __future__ import annotations

import pytest

from opsonin_statistical.similar import Broad, Similar

NAMES = ("memory impairment", "fallopian tube neoplasms", "iron deficiency", "Adams syndrome")


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("impaired memory", 0),
        ("cancer of the fallopian tube", 1),
        ("deficient in iron", 2),
        ("Adams disease", 3),
        ("garden", None),
        ("syndrome", None),
        ("", None),
    ],
)
def test_words_may_be_bent_and_stand_in_another_order(name: str, place: int | None) -> None:
    assert Similar(NAMES).find(name) == place


def test_a_name_that_shares_too_little_is_not_near() -> None:
    assert Similar(NAMES).find("severe iron overload of the liver") is None


def test_of_equal_names_the_first_counts() -> None:
    assert Similar(("cardiac defect", "heart defects")).find("heart defect") == 0


def test_no_names_are_near_to_nothing() -> None:
    assert Similar(()).find("iron deficiency") is None


def test_a_name_may_be_filed_under_a_wider_one_and_no_other() -> None:
    names = ("progressive kidney failure with anaemia",)
    assert Similar(names).find("chronic progressive kidney failure with anaemia") == 0
    assert Similar(names).find("chronic progressive liver failure with anaemia") is None
    assert Similar(names).find("progressive failure with anaemia") is None


def test_of_names_for_something_wrong_the_plain_disease_is_meant() -> None:
    broad = Broad(("jaw abnormalities", "jaw diseases", "diseases"))
    assert [broad.find(name) for name in ("jaw lesions", "lesions", "hip lesions")] == [
        1,
        None,
        None,
    ]
