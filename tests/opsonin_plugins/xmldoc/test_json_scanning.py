from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin_plugins.xmldoc.elements import Element, Text, find, text_of
from opsonin_plugins.xmldoc.entities import XmlError
from opsonin_plugins.xmldoc.json_scanning import json_key, scan_json

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def _strings(value: object, name: str = "") -> list[str]:
    """Return all strings of a value in order, keys apart."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in _strings(inner, key)]
    if isinstance(value, list):
        return [one for inner in value for one in _strings(inner, name)]
    return [value] if isinstance(value, str) else []


def _said(source: str, element: Element) -> list[str]:
    inner = [one for one in element.children if isinstance(one, Element)]
    if inner or source[element.inner_start - 1] != '"':
        return [text for one in inner for text in _said(source, one)]
    assert source[element.inner_end] == '"'
    parts = (one for one in element.children if isinstance(one, Text))
    return ["".join(one.text or source[one.start : one.end] for one in parts)]


@given(st.dictionaries(st.text(), _VALUES, max_size=4), st.booleans())
def test_every_string_is_found_where_it_stands(value: dict[str, object], is_ascii: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    source = json.dumps(value, ensure_ascii=is_ascii, indent=1)
    assert _said(source, scan_json(source)) == _strings(value)


def test_infons_become_elements_with_their_keys() -> None:
    source = '{"infons": {"ty\\u0070e": "a\\tb", "n": null, "year": 7}}'
    first, second = scan_json(source).elements()
    assert [json_key(source, one) for one in (first, second)] == ["type", "year"]
    assert [one.name for one in (first, second)] == ["infon", "infon"]
    assert (text_of(source, first), text_of(source, second)) == ("a b", "7")
    assert find(scan_json("{}"), "infon") is None


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "malformed"),
        ('{"a": 1', "malformed"),
        ('{"a": 1}{', "malformed"),
        ('{"a" 1}', "malformed"),
        ('{"a": }', "malformed"),
        ('{"a": 1 "b": 2}', "malformed"),
        ("{1: 2}", "malformed"),
        (r'{"a": "\q"}', "malformed"),
        (r'{"a": "\u12"}', "malformed"),
        ("null", "malformed"),
        ("[" * 300 + "]" * 300, "too_deep"),
    ],
)
def test_what_cannot_be_read_says_why(source: str, reason: str) -> None:
    with pytest.raises(XmlError) as caught:
        scan_json(source)
    assert caught.value.reason == reason
