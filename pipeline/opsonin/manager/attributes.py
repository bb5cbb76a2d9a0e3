"""Reads what classes say of their attributes in their docstrings, Google style."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

_SECTION = re.compile(r"^Attributes:[ \t]*\n((?:[ \t]+\S.*\n|[ \t]*\n)*)", re.MULTILINE)
#: Name, type in parentheses if there is one, and the beginning of the description.
_ENTRY = re.compile(r"^([A-Za-z_][\w*]*)(?: \([^)\n]*\))?:[ \t]*(.*)$")


def attributes_of(record: type[object]) -> dict[str, str]:
    """Return what a class, and those that it inherits, say of their attributes, each on one line.

    >>> class Options:
    ...     '''Options.
    ...
    ...     Attributes:
    ...         window: Words around the mention
    ...             that are looked at.
    ...     '''
    >>> attributes_of(Options)
    {'window': 'Words around the mention that are looked at.'}
    """
    found: dict[str, str] = {}
    for one in reversed(record.__mro__):
        found |= _own_attributes(one)
    return found


def description_of(name: str, attributes: Mapping[str, str]) -> str:
    """Return the description of an attribute; nothing if there is none.

    Args:
        name: The attribute.
        attributes: Descriptions by name. A name may be a pattern such as ``max_*`` that stands
            for a family of attributes with one meaning; the exact name goes first.
    """
    if name in attributes:
        return attributes[name]
    return next((text for one, text in attributes.items() if fnmatchcase(name, one)), "")


def _own_attributes(record: type[object]) -> dict[str, str]:
    section = _SECTION.search(inspect.cleandoc(record.__doc__ or "") + "\n")
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in inspect.cleandoc("\n" + section[1]).splitlines() if section else ():
        entry = _ENTRY.match(line)
        if entry:
            lines = found.setdefault(entry[1], [entry[2]])
        elif line.strip():
            lines.append(line.strip())
    return {name: " ".join(parts).strip() for name, parts in found.items()}
