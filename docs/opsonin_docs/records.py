"""The records that plugins give and are given: their fields, from the dataclass itself."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields

import opsonin
from opsonin.manager.attributes import attributes_of, description_of
from opsonin_docs.docstrings import read_docstring
from opsonin_docs.markdown import definitions, prose


def record_part(name: str) -> str:
    """Return the fields of a public record as Markdown.

    Args:
        name: A dataclass of `opsonin`, such as ``Tagger``.

    Raises:
        AttributeError: `opsonin` has no such name.
    """
    record: type[object] = getattr(opsonin, name)
    about = read_docstring(record)
    parts = [prose(about.summary), prose(about.text), definitions(_entries(record))]
    return "\n\n".join(part for part in parts if part)


def _entries(record: type[object]) -> Iterator[tuple[str, str]]:
    described = attributes_of(record)
    for field in fields(record):  # type: ignore[arg-type] # every record is a dataclass
        if not field.init:
            continue
        term = f"`{field.name}`: `{field.type}`{_default(field)}"
        yield term, prose(description_of(field.name, described))


def _default(field: Field[object]) -> str:
    if field.default is not MISSING:
        default = field.default
        if isinstance(default, enum.Enum | type):
            return f" = `{getattr(default, '__name__', default)}`"
        return f" = `{default!r}`"
    if field.default_factory is not MISSING:
        return f" = `{field.default_factory()!r}`"
    return ""
