from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.credits import photo_credit


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Photo: Pexels (Pexels)", "Pexels"),
        ("(Photo by Jane Roe/Getty Images)", "Jane Roe/Getty Images"),
        ("Image credit: NIAID", "NIAID"),
        ("Credit: University of Bonn", "University of Bonn"),
        ("Figure: iStock", "iStock"),
        ("Getty Images", "Getty Images"),
        ("Jo Poe | Reuters", "Jo Poe | Reuters"),
        ("Photo courtesy of Mayo Clinic", "Mayo Clinic"),
    ],
)
def test_credit_names_who_took_the_picture(line: str, who: str) -> None:
    assert photo_credit(line) == who


@pytest.mark.parametrize(
    "line",
    [
        "Figure: The mice were fed.",
        "Image: Anatomy of the Human Heart",
        "Photo therapy reduces itching",
        "Photographs were taken by two readers",
        "Credits: 3 hours",
        "REUTERS",
        "Credit is due to the nurses who stayed.",
        "Figure 3. Survival of mice (n = 12)",
    ],
)
def test_caption_or_prose_is_no_credit(line: str) -> None:
    assert photo_credit(line) is None
