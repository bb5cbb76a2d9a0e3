"""Reads what a class says of its attributes in its docstring, Google style."""

from __future__ import annotations

import inspect
import re

_SECTION = re.compile(r"^Attributes:[ \t]*\n((?:[ \t]+\S.*\n|[ \t]*\n)*)", re.MULTILINE)
_ENTRY = re.compile(r"^([A-Za-z_]\w*)(?: \([^)\n]*\))?:[ \t]*(.*)$")


def attribute_docs(record: type[object]) -> dict[str, str]:
    """Return what the docstring of a class says of each attribute, on one line.

    >>> class Options:
    ...     '''Options.
    ...
    ...     Attributes:
    ...         window: Words around the mention
    ...             that are looked at.
    ...     '''
    >>> attribute_docs(Options)
    {'window': 'Words around the mention that are looked at.'}
    """
    text = f"{inspect.getdoc(record) or ''}\n"
    section = _SECTION.search(text)
    found: dict[str, list[str]] = {}
    if section is None:
        return {}
    lines: list[str] = []
    for line in inspect.cleandoc(section[1]).splitlines():
        entry = _ENTRY.match(line)
        if entry:
            lines = found.setdefault(entry[1], [entry[2]])
        elif line.strip():
            lines.append(line.strip())
    return {name: " ".join(parts).strip() for name, parts in found.items()}
