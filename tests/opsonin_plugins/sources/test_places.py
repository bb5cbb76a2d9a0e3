import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.sources.places import quoted


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain name-1_2.txt", "plain name-1_2.txt"),
        ("naïve 日本.txt", "naïve 日本.txt"),
        ("per%2ecent", "per%252ecent"),
        ("a\nb\x00\x7f\x85", "a%0Ab%00%7F%C2%85"),
        ("a.jsonl#1", "a.jsonl%231"),
    ],
)
def test_only_what_breaks_a_uri_is_encoded(name: str, expected: str) -> None:
    assert quoted(name) == expected


@given(st.binary(min_size=1))
def test_every_file_name_has_a_place_of_its_own_in_valid_unicode(name: bytes) -> None:
    place = quoted(os.fsdecode(name))
    assert place.isprintable() or not {"\n", "\r", "\x00"} & {*place}
    assert "#" not in place
    assert _bytes_of(place.encode("utf-8")) == name


def _bytes_of(place: bytes) -> bytes:
    first, *rest = place.split(b"%")
    return first + b"".join(bytes.fromhex(part[:2].decode()) + part[2:] for part in rest)
