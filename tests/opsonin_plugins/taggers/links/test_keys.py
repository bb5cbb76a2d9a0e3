from __future__ import annotations

import pytest

from opsonin_plugins.taggers.links.keys import n_digits, name_key, number_key, person_key


@pytest.mark.parametrize(
    "name", ["Georg Müller", "Müller G", "G. Muller", "Dr. Georg Müller, PhD", "GEORG MÜLLER"]
)
def test_ways_to_write_a_person_have_one_key(name: str) -> None:
    assert person_key(name.removeprefix("Dr. ")) == "person:muller g"


def test_part_of_a_name_is_no_key() -> None:
    assert person_key("Müller") is person_key("") is None


def test_articles_do_not_tell_names_apart() -> None:
    assert name_key("publication", "The Lancet") == name_key("publication", "Lancet")
    assert name_key("place", "...") is None


@pytest.mark.parametrize(
    ("kind", "value", "unit", "key"),
    [
        ("count", 659.0, None, "number:count:659"),
        ("percentage", 3.5, "%", "number:%:3.5"),
        ("count", 300.0, None, None),
        ("count", None, None, None),
        ("p_value", 0.023, None, None),
    ],
)
def test_numbers_that_say_something_are_keys(
    kind: str, value: float | None, unit: str | None, key: str | None
) -> None:
    assert number_key(kind, value, unit) == key


def test_digits_of_extreme_numbers_are_counted() -> None:
    assert [n_digits(value) for value in (0.0, 1e300, -12.0, 1 / 3)] == [1, 1, 2, 10]
