"""Parses one line of JSON, and says what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from opsonin import Reject

#: Deeper nesting is refused, before a parser sees it that has no limit of its own.
MAX_DEPTH = 100

# A string runs to its end or to that of the line, so that nothing is looked at twice.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_QUOTE, _SPACES = ord('"'), b" \t\r"
#: Numbers beyond these cannot be written again as JSON by every reader.
_INT64_MIN, _UINT64_MAX = -(2**63), 2**64 - 1
_INT64_DIGITS = 20


class _RefusedError(ValueError):
    """The line is JSON by its grammar, but not such that all readers agree on it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def parse_record(line: bytes) -> dict[str, Any] | Reject:
    """Return the object that a line holds.

    Numbers that no 64-bit type holds are given as the text that stands in the line.

    Args:
        line: One line without its end.

    Returns:
        The object, or a reject with reason ``undecodable``, ``too_deep``, ``bad_json``,
        ``duplicate_key``, ``not_a_number``, ``lone_surrogate`` or ``not_an_object``.
    """
    record = _parse_plain(line)
    if record is not None:
        return record
    if _is_too_deep(line):
        return Reject("too_deep", f"The record is nested more than {MAX_DEPTH} deep.")
    return _parse_carefully(line)


def _parse_carefully(line: bytes) -> dict[str, Any] | Reject:
    try:
        record = _DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return Reject("undecodable", f"Not valid UTF-8 at byte {error.start}: {error.reason}.")
    except _RefusedError as error:
        return Reject(error.reason, str(error))
    except json.JSONDecodeError as error:
        return Reject("bad_json", f"{error.msg} at character {error.pos}.")
    if not isinstance(record, dict):
        return Reject("not_an_object", f"The line holds no object but {_kind(record)}.")
    return record


def _parse_plain(line: bytes) -> dict[str, Any] | None:
    """Return the object of a line without oddities, several times faster; None for others.

    The parser keeps the last of equal keys in silence. Where every colon after a quotation mark
    belongs to a key, their number tells whether it did. Nesting that the parser itself cannot
    bear it refuses.
    """
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(record, dict) or _n_colons(line) != _n_keys(record, 1):
        return None
    # A number that no 64-bit type holds has become a float.
    is_plain = all(not isinstance(one, float) or abs(one) < 2**63 for one in record.values())
    return record if is_plain else None


def _n_colons(line: bytes) -> int:
    """Count the colons right after a quotation mark; -1 if not all of them tell a key."""
    n_colons, start, at = 0, 0, line.find(b":")
    while at > 0:
        if line[at - 1] == _QUOTE:
            if line[at - 2 : at - 1] == b"\\":
                return -1
            n_colons += 1
        elif line[at - 1] in _SPACES and line[start:at].rstrip(_SPACES).endswith(b'"'):
            return -1
        start, at = at + 1, line.find(b":", at + 1)
    return n_colons


def _n_keys(value: dict[str, Any] | list[Any], depth: int) -> int:
    """Count the keys of all objects; -1 if they are nested too deep."""
    if depth > MAX_DEPTH:
        return -1
    n_keys, inner = (len(value), value.values()) if isinstance(value, dict) else (0, value)
    for one in inner:
        if type(one) is dict or type(one) is list:
            n_below = _n_keys(one, depth + 1)
            if n_below < 0:
                return -1
            n_keys += n_below
    return n_keys


def _is_too_deep(line: bytes) -> bool:
    if line.count(b"[") + line.count(b"{") <= MAX_DEPTH:
        return False
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(line):
        bracket = match[0]
        depth += (bracket in {b"[", b"{"}) - (bracket in {b"]", b"}"})
        if depth > MAX_DEPTH:
            return True
    return False


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise _RefusedError("duplicate_key", f"The key {repeated[:100]!a} stands there twice.")
    for name, value in pairs:
        if not (_is_unicode(name) and (not isinstance(value, str) or _is_unicode(value))):
            raise _RefusedError("lone_surrogate", f"The field {name[:100]!a} is no valid Unicode.")
    return record


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _integer(digits: str) -> int | str:
    # int() refuses thousands of digits.
    if len(digits) > _INT64_DIGITS or not _INT64_MIN <= int(digits) <= _UINT64_MAX:
        return digits
    return int(digits)


def _real(digits: str) -> float | str:
    value = float(digits)
    return digits if value in {float("inf"), float("-inf")} else value


def _constant(name: str) -> None:
    raise _RefusedError("not_a_number", f"{name} is no JSON.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_real, parse_constant=_constant
)


def _kind(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
