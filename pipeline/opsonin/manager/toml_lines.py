"""Finds the lines of a TOML file on which keys stand, which the standard library does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

#: The way to a value: names of keys, and numbers of items in lists.
Keys = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# A long string may end with up to two quotes of its own before the three that close it.
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})|'
    r"'''.*?'''(?:'{0,2})|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_OTHER_VALUE = re.compile(r"[^,\]}\n#]*")


def lines_of(text: str) -> dict[Keys, int]:
    r"""Return the line, from 1, of every table, key and item of a list.

    Args:
        text: What `tomllib` can read. Of other text only the beginning is found.

    Source: TOML 1.0.0, https://toml.io/en/v1.0.0.

    >>> lines_of("[run]\ninputs = [\n  'a',\n]")
    {('run',): 1, ('run', 'inputs'): 2, ('run', 'inputs', 0): 3}
    """
    return _scan(text).lines


def statements_of(text: str) -> list[tuple[Keys, int, int]]:
    """Return the headers and top-level pairs of a file: their keys, start and end.

    A table's pairs belong to its header's stretch, which ends where the next header begins.
    """
    return _scan(text).stretches


def _scan(text: str) -> _Scanner:
    scanner = _Scanner(text, [found.start() for found in re.finditer("\n", text)])
    # What is wrong with other text is told by the reader of the configuration.
    with suppress(_UnexpectedError):
        scanner.scan()
    return scanner


class _UnexpectedError(Exception):
    """The text is no TOML."""


@dataclass(slots=True)
class _Scanner:
    """Walks through a text once."""

    text: str
    newlines: list[int]
    at: int = 0
    lines: dict[Keys, int] = field(default_factory=dict)
    stretches: list[tuple[Keys, int, int]] = field(default_factory=list)
    lengths: dict[Keys, int] = field(default_factory=dict)

    def scan(self) -> None:
        prefix: Keys = ()
        self._skip()
        while self.at < len(self.text):
            start = self.at
            if self.text[self.at] == "[":
                prefix = self._header()
                self._begin(prefix, start)
            else:
                keys = self._pair(prefix)
                if not prefix:
                    self._begin(keys, start)
            self._skip()
        self._end(len(self.text))

    def _begin(self, keys: Keys, start: int) -> None:
        self._end(start)
        self.stretches.append((keys, start, start))

    def _end(self, at: int) -> None:
        if self.stretches:
            keys, start, _ = self.stretches[-1]
            self.stretches[-1] = (keys, start, at)

    def _header(self) -> Keys:
        start = self.at
        is_item = self.text.startswith("[[", self.at)
        self.at += 2 if is_item else 1
        names = self._key()
        path: Keys = ()
        for name in names[:-1]:
            path = self._newest((*path, name))
        path = (*path, names[-1])
        if is_item:
            self.lengths[path] = self.lengths.get(path, 0) + 1
        path = self._newest(path)
        self._expect("]]" if is_item else "]")
        for length in range(1, len(path) + 1):
            self._note(path[:length], start)
        return path

    def _newest(self, path: Keys) -> Keys:
        """Return the path of a list of tables as that of its last one."""
        return (*path, self.lengths[path] - 1) if path in self.lengths else path

    def _pair(self, prefix: Keys) -> Keys:
        start = self.at
        path = (*prefix, *self._key())
        for length in range(len(prefix) + 1, len(path) + 1):
            self._note(path[:length], start)
        self._expect("=")
        self._skip()
        self._value(path)
        return path

    def _value(self, path: Keys) -> None:
        found = _STRING.match(self.text, self.at)
        if found:
            self.at = found.end()
        elif self.text.startswith("[", self.at):
            self._items(path)
        elif self.text.startswith("{", self.at):
            self._inline_table(path)
        else:
            self.at = self._match(_OTHER_VALUE).end()

    def _items(self, path: Keys) -> None:
        self._expect("[")
        number = 0
        while not self._is_closed("]"):
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1
            self._separator()

    def _inline_table(self, path: Keys) -> None:
        self._expect("{")
        while not self._is_closed("}"):
            self._pair(path)
            self._separator()

    def _is_closed(self, sign: str) -> bool:
        self._skip()
        if self.at >= len(self.text):
            raise _UnexpectedError
        if not self.text.startswith(sign, self.at):
            return False
        self.at += 1
        return True

    def _separator(self) -> None:
        self._skip()
        if self.text.startswith(",", self.at):
            self.at += 1

    def _key(self) -> tuple[str, ...]:
        names = []
        while True:
            self._skip()
            if self.text[self.at : self.at + 1] in {'"', "'"}:
                names.append(_unquoted(self._match(_STRING).group()))
                self.at += len(self._match(_STRING).group())
            else:
                names.append(self._match(_BARE_KEY).group())
                self.at += len(names[-1])
            self._skip()
            if not self.text.startswith(".", self.at):
                return tuple(names)
            self.at += 1

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise _UnexpectedError
        return found

    def _expect(self, sign: str) -> None:
        self._skip()
        if not self.text.startswith(sign, self.at):
            raise _UnexpectedError
        self.at += len(sign)

    def _skip(self) -> None:
        self.at = self._match(_BLANK).end()

    def _note(self, path: Keys, at: int) -> None:
        self.lines.setdefault(path, self._line(at))

    def _line(self, at: int) -> int:
        return bisect_right(self.newlines, at - 1) + 1 if at else 1


def _unquoted(literal: str) -> str:
    try:
        values: Mapping[str, object] = tomllib.loads(f"key = {literal}")
    except tomllib.TOMLDecodeError as error:
        raise _UnexpectedError from error
    return str(values["key"])
