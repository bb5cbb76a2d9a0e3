import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Reject
from opsonin_plugins.sources import json_lines
from opsonin_plugins.sources.json_lines import MAX_DEPTH, parse_record
from runaway import must_end

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.dictionaries(st.text(), VALUES, max_size=5), st.booleans())
def test_records_survive(record: dict[str, object], is_ascii: bool) -> None:  # noqa: FBT001
    line = json.dumps(record, ensure_ascii=is_ascii).encode()
    assert parse_record(line) == record


@settings(max_examples=100)
@given(st.binary())
def test_no_line_raises(line: bytes) -> None:
    assert isinstance(parse_record(line), dict | Reject)


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b'{"a":', "bad_json", "Expecting value at character 5."),
        (b"{'a': 1}", "bad_json", "at character 1."),
        (b'{"a":1}x', "bad_json", "Extra data at character 7."),
        (b'{"a":"\x01"}', "bad_json", "Invalid control character at"),
        (b'{"a":"\xff"}', "undecodable", "Not valid UTF-8 at byte 6"),
        (b'{"a":"\xed\xa0\x80"}', "undecodable", "at byte 6"),
        (b'{"a":1,"a":2}', "duplicate_key", "The key 'a' stands there twice."),
        (b'{"b":{"a":1,"a":1}}', "duplicate_key", "The key 'a'"),
        (b'{"a":NaN}', "not_a_number", "NaN is no JSON."),
        (b'{"a":-Infinity}', "not_a_number", "-Infinity is no JSON."),
        (b'{"a":"x\\ud800"}', "lone_surrogate", "The field 'a' is no valid Unicode."),
        (b'{"\\udc00":1}', "lone_surrogate", "The field '\\udc00' is"),
        (b"[]", "not_an_object", "holds no object but an array."),
        (b'"a"', "not_an_object", "a string."),
        (b"1", "not_an_object", "a number."),
        (b"true", "not_an_object", "true or false."),
        (b"null", "not_an_object", "null."),
    ],
)
def test_what_is_wrong_is_said(line: bytes, reason: str, detail: str) -> None:
    found = parse_record(line)
    assert isinstance(found, Reject)
    assert found.reason == reason
    assert detail in found.detail
    found.detail.encode("utf-8")


def test_pair_of_surrogates_is_one_character() -> None:
    assert parse_record(rb'{"a":"\ud83d\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize("number", ["9" * 5000, "18446744073709551616", "1e999", "-1e999"])
def test_number_that_no_type_holds_stays_as_written(number: str) -> None:
    assert parse_record(f'{{"a":{number}}}'.encode()) == {"a": number}


@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_nesting_is_refused_before_it_is_parsed(pair: str) -> None:
    opening = pair[0] if pair == "[]" else '{"a":'

    def nested(depth: int) -> bytes:
        inner = opening * depth + ("1" if pair == "{}" else "") + pair[1] * depth
        return f'{{"text":"x","deep":{inner}}}'.encode()

    assert isinstance(parse_record(nested(MAX_DEPTH - 1)), dict)
    for depth in (MAX_DEPTH, 100_000):
        found = parse_record(nested(depth))
        assert isinstance(found, Reject)
        assert found.reason == "too_deep"


def test_many_shallow_objects_are_not_deep() -> None:
    record = {"text": "x", "authors": [{"name": "A: B"}] * (3 * MAX_DEPTH)}
    assert parse_record(json.dumps(record).encode()) == record


def test_brackets_inside_strings_do_not_nest() -> None:
    text = '[{"\\' * 1000
    assert parse_record(json.dumps({"text": text}).encode()) == {"text": text}


@pytest.mark.parametrize("unit", ['\\"', '"', '["', "\\", '"[', '\\"['])
def test_bait_takes_linear_time(unit: str) -> None:
    line = ('{"a":"' + "[" * 101 + unit * 800_000).encode()
    with must_end():
        assert isinstance(parse_record(line), Reject)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab":\\ ', max_size=3), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text('ab":\\ ', max_size=3), values), st.sampled_from([":", " :", ": "]))
def test_fast_and_careful_parser_agree(record: dict[str, object], colon: str) -> None:
    line = json.dumps(record, separators=(",", colon)).encode()
    quick = json_lines._parse_plain(line)
    careful = json_lines._parse_carefully(line)
    if quick is not None and not isinstance(careful, Reject):
        simple = (str, int, float, bool, type(None))
        assert list(quick) == list(careful)
        for name, value in quick.items():
            if isinstance(value, simple):
                assert value == careful[name]


@pytest.mark.parametrize(
    "line",
    [
        b'{"a":1,"a" :2}',
        b'{"a" :1,"a":2}',
        b'{"a":1,"b":"x\\":","a":2}',
        b'{"a":{"b":1,"b":2}}',
        b'{"a":[{"b":1},{"c":1,"c":2}]}',
    ],
)
def test_key_that_stands_twice_is_found_however_it_is_written(line: bytes) -> None:
    found = parse_record(line)
    assert isinstance(found, Reject)
    assert found.reason == "duplicate_key"
