import pytest

from opsonin_plugins.xmldoc.fields import Field, licence_of, metadata_of, month_of


@pytest.mark.parametrize(
    ("source", "licence"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("http://creativecommons.org/licenses/by-nc-nd/3.0", "CC BY-NC-ND 3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("http://creativecommons.org/publicdomain/mark/1.0/", "public domain"),
        ("under the Creative Commons Attribution License, which", "CC BY"),
        ("the Creative Commons Attribution Non-Commercial License", "CC BY-NC"),
        ("a Creative Commons Attribution 4.0 International License", "CC BY 4.0"),
        ("All rights reserved.", ""),
    ],
)
def test_a_licence_is_told_by_its_address_or_its_name(source: str, licence: str) -> None:
    assert licence_of(source) == licence


def test_months_are_numbers_or_names() -> None:
    assert [month_of(one) for one in ("9", "12", "13", "September", "Spring", "")] == [
        9, 12, None, 9, None, None,
    ]  # fmt: skip


def test_metadata_holds_what_is_stated_and_lists_of_what_there_may_be_several_of() -> None:
    fields = [
        Field("authors", "A", 0, 1),
        Field("published_value", "2020", 1, 2),
        Field("published_precision", "year", 1, 2),
        Field("authors", "B", 2, 3),
    ]
    assert metadata_of(fields) == {"published": "2020", "authors": ["A", "B"]}
