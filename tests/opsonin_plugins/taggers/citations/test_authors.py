from __future__ import annotations

import pytest

from opsonin_plugins.taggers.citations.authors import authors_of


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Blanco-Melo D, et al.", ["Blanco-Melo D"]),
        ("Smith J, Doe A.", ["Smith J", "Doe A"]),
        ("Smith, J., Doe, A. B., & Roe, R.", ["Smith, J.", "Doe, A. B.", "Roe, R."]),
        ("Childs, W.; Boxer, S. G.", ["Childs, W.", "Boxer, S. G."]),
        ("J. Smith, A. B. Doe and R. Roe,", ["J. Smith", "A. B. Doe", "R. Roe"]),
        ("Jane Smith and Richard Roe.", ["Jane Smith", "Richard Roe"]),
        ("Nichols, Bill.", ["Nichols, Bill"]),
        ("van der Berg H, O\u2019Neil T", ["van der Berg H", "O\u2019Neil T"]),
        ("World Health Organization.", ["World Health Organization"]),
        ("", []),
        (" , ; & ", []),
    ],
)
def test_names_stay_as_they_are_written(stated: str, names: list[str]) -> None:
    assert list(authors_of(stated)) == names
