import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.manager.places import Place, spelt
from opsonin.manager.toml_lines import Keys, lines_of, statements_of

TEXT = '''\
# a comment with [brackets] and "quotes"
title = "x" # [no.table]

[run]
inputs = [
  "a,]",  # }
  'b"',
]
"quoted.key" = """
[not.a.table]
x = 1 \\""" """
after.dotted = 1

[[rules]]
name = 'first'
[rules.more]
x = { a = 1, "b c" = [
  { d = 2 },
] }
[[rules]]
name = \'\'\'
second\'\'\'
[ spaced . "out" ]
\tkey=1979-05-27T07:32:00Z
'''


def test_every_key_has_its_line() -> None:
    lines = lines_of(TEXT)
    assert lines["title",] == 2
    assert lines["run",] == 4
    assert lines["run", "inputs", 1] == 7
    assert lines["run", "quoted.key"] == 9
    assert lines["run", "after", "dotted"] == 12
    assert (lines["rules", 0], lines["rules", 1]) == (14, 20)
    assert lines["rules", 0, "more", "x", "b c", 0, "d"] == 18
    assert lines["rules", 1, "name"] == 21
    assert lines["spaced", "out", "key"] == 24
    assert all(keys in lines for keys in ways(tomllib.loads(TEXT)))


def ways(value: Any, keys: Keys = ()) -> list[Keys]:
    """Return the ways to all values of a document."""
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    found = [keys] if keys else []
    return found + [way for name, item in inside for way in ways(item, (*keys, name))]


def test_statements_are_the_whole_text() -> None:
    found = statements_of(TEXT)
    assert [keys for keys, _, _ in found] == [
        ("title",),
        ("run",),
        ("rules", 0),
        ("rules", 0, "more"),
        ("rules", 1),
        ("spaced", "out"),
    ]
    first = found[0][1]
    assert "".join(TEXT[start:end] for _, start, end in found) == TEXT[first:]


@given(st.text(alphabet="[]{}\"'=.#,\n\t ab1\\", max_size=60))
def test_whatever_can_be_read_has_its_lines(text: str) -> None:
    lines = lines_of(text)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    missing = [keys for keys in ways(values) if keys not in lines]
    assert missing == []


@pytest.mark.parametrize(("keys", "text"), [((), ""), (("a", 0, "b"), "a[0].b"), ((0,), "[0]")])
def test_way_is_spelt_as_in_python(keys: Keys, text: str) -> None:
    assert spelt(keys) == text


def test_place_without_a_readable_file_has_no_line(tmp_path: Any) -> None:
    missing = Place(tmp_path / "gone.toml", ("run",), ("workers",))
    assert str(missing) == f"{tmp_path / 'gone.toml'}, [run]"
    assert str(Place(None, ("components", "x")).at("y")) == "[components.x]"
    assert str(Place(None, "command line").at("y")) == "command line"
