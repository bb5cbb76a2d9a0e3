from __future__ import annotations

import pytest

from opsonin_plugins.taggers.proper_names import is_in_title


def marked(text: str, name: str) -> bool:
    start = text.index(name)
    return is_in_title(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("in The Lancet Infectious Diseases, said", "Infectious Diseases"),
        ("the National Institute of Allergy and Infectious Diseases", "Infectious Diseases"),
        ("Department of Psychiatry and Epilepsy, Rome", "Epilepsy"),
        ("the American Cancer Society", "Cancer"),
        ("the Diabetes and Obesity Clinic", "Diabetes"),
    ],
)
def test_names_in_titles_are_told(text: str, name: str) -> None:
    assert marked(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the institute studies diabetes", "diabetes"),
        ("Patients of the Institute had Lupus", "Lupus"),
        ("Lupus is a disease of the immune system", "Lupus"),
        ("In a hospital. Diabetes is common", "Diabetes"),
    ],
)
def test_names_in_prose_are_not(text: str, name: str) -> None:
    assert not marked(text, name)


def test_bait_takes_linear_time() -> None:
    assert not is_in_title("Institute of " * 20_000 + "x Lupus", 260_002, 260_007)
