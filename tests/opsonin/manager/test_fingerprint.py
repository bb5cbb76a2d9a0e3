from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.manager.fingerprint import fingerprint

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@dataclass(frozen=True)
class Options:
    window: int = 5
    words: tuple[str, ...] = ("a",)


def test_fingerprint_never_changes_between_versions_of_python() -> None:
    assert fingerprint("trials", "1", {"b": [1, 2.5], "a": None}) == (
        "0a861a2013c0e9d78af707ff10394bcc"
    )


@settings(max_examples=50)
@given(st.lists(JSON, max_size=3), st.lists(JSON, max_size=3))
def test_different_parts_have_different_fingerprints(a: list[object], b: list[object]) -> None:
    assert (fingerprint(*a) == fingerprint(*b)) == (repr(sort(a)) == repr(sort(b)))


def sort(value: object) -> object:
    if isinstance(value, dict):
        return {name: sort(value[name]) for name in sorted(value)}
    return [sort(item) for item in value] if isinstance(value, list) else value


def test_options_paths_and_read_only_mappings_count_as_their_values() -> None:
    assert fingerprint(Options()) == fingerprint({"window": 5, "words": ["a"]})
    assert fingerprint(Path("a/b")) == fingerprint("a/b")
    assert fingerprint(MappingProxyType({"a": 1})) == fingerprint({"a": 1})
    assert fingerprint(Options(window=6)) != fingerprint(Options())


def test_what_has_no_canonical_json_is_refused() -> None:
    with pytest.raises(TypeError, match="no canonical JSON"):
        fingerprint(Options)
    with pytest.raises(ValueError, match="not JSON compliant"):
        fingerprint(float("inf"))
