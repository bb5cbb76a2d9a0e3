"""Google docstrings in their parts: summary, text, entries of ``Attributes:`` and the example."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTION = re.compile(r"(Args|Attributes|Raises|Returns|Yields):$")
_EXAMPLE = "Example::"
#: Name, type in parentheses if there is one, and the beginning of the description.
_ENTRY = re.compile(r"(\S+)(?: \([^)]*\))?: *(.*)")


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring in its parts.

    Attributes:
        summary: The first paragraph, on one line.
        text: The paragraphs that belong to no section, after the first; as they stand there.
        entries: Name and description by section: ``Attributes``, ``Args``, ``Raises``.
        example: The code below ``Example::``.
    """

    summary: str = ""
    text: str = ""
    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    example: str = ""


def read_docstring(thing: object) -> Docstring:
    """Take the docstring of a class or function apart; an empty one if it has none.

    >>> def find():
    ...     '''Find it.
    ...
    ...     Args:
    ...         text: Where to look,
    ...             in full.
    ...     '''
    >>> read_docstring(find).entries["Args"]["text"]
    'Where to look, in full.'
    """
    # A dataclass without a docstring is given its signature as one; that describes nothing.
    own = getattr(thing, "__doc__", None) or ""
    if isinstance(thing, type) and own.startswith(f"{thing.__name__}("):
        return Docstring()
    summary, _, rest = inspect.cleandoc(own).partition("\n\n")
    free: list[str] = []
    sections: dict[str, list[str]] = {}
    lines = free
    for line in rest.splitlines():
        title = _SECTION.match(line)
        if title or line == _EXAMPLE:
            lines = sections.setdefault(title[1] if title else _EXAMPLE, [])
            continue
        if line and not line[0].isspace():
            lines = free
        lines.append(line)
    example = inspect.cleandoc("\n" + "\n".join(sections.pop(_EXAMPLE, [])))
    return Docstring(
        " ".join(summary.split()),
        "\n".join(free).strip(),
        {title: _entries(lines) for title, lines in sections.items()},
        example,
    )


def _entries(lines: list[str]) -> dict[str, str]:
    """Read ``name: description`` with continuation lines that are indented further."""
    found: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc("\n" + "\n".join(lines)).splitlines():
        entry = None if line[:1].isspace() else _ENTRY.match(line)
        if entry:
            name = entry[1]
            found[name] = entry[2]
        elif name and line.strip():
            found[name] = f"{found[name]} {line.strip()}".strip()
    return found
