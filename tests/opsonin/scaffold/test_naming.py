from __future__ import annotations

import pytest

from opsonin.errors import ConfigError
from opsonin.scaffold.naming import Names, names_from


@pytest.mark.parametrize(
    ("distribution", "names"),
    [
        ("opsonin-doses", Names("opsonin-doses", "opsonin_doses", "doses")),
        ("Opsonin_Dose.Forms", Names("opsonin-dose-forms", "opsonin_dose_forms", "dose_forms")),
        ("acme", Names("acme", "acme", "acme")),
    ],
)
def test_all_names_come_from_that_of_the_distribution(distribution: str, names: Names) -> None:
    assert names_from(distribution) == names


@pytest.mark.parametrize(
    ("distribution", "reason"),
    [
        ("", "begins and ends with a letter or digit"),
        ("-doses", "begins and ends with a letter or digit"),
        ("do ses", "begins and ends with a letter or digit"),
        ("dosés", "begins and ends with a letter or digit"),
        ("../doses", "begins and ends with a letter or digit"),
        ("3d-doses", "'3d_doses' begins with no letter"),
        ("opsonin-3d", "'3d' begins with no letter"),
        ("class", "is a word of the language Python"),
        ("json", "is a module of Python's standard library"),
        ("opsonin", "is a package of opsonin itself"),
        ("opsonin-plugins", "is a package of opsonin itself"),
    ],
)
def test_name_that_cannot_be_used_is_refused_with_the_reason(
    distribution: str, reason: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        names_from(distribution)
    assert caught.value.where == "--name"
    assert reason in caught.value.message
    assert "--name opsonin-doses" in caught.value.remedy


def test_component_may_have_a_name_of_its_own() -> None:
    assert names_from("opsonin-doses", "daily_doses").component == "daily_doses"
    # A package may be called so, a component hardly.
    assert names_from("opsonin-3d", "volumes") == Names("opsonin-3d", "opsonin_3d", "volumes")


def test_name_of_a_component_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(ConfigError, match="cannot be called 'Daily Doses'") as caught:
        names_from("opsonin-doses", "Daily Doses")
    assert caught.value.where == "--component"
