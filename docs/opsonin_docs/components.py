"""The built-in components and their options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, fields
from functools import cache
from typing import Any, get_type_hints

from opsonin.manager.attributes import attributes_of, description_of
from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.manager.options import describe_type
from opsonin_docs.docstrings import read_docstring
from opsonin_docs.markdown import definitions, prose

_KINDS = ("sources", "cleaners", "taggers", "exporters")


@cache
def components_of() -> dict[str, Any]:
    """Return the built-in components by name, in the order of the stages."""
    plugins = load_plugins(Settings())
    return {one.record.name: one.record for kind in _KINDS for one in getattr(plugins, kind)}


def options_of(component: Any) -> list[Field[Any]]:
    """Return the options of a component."""
    return [field for field in fields(component.options) if field.init]


def components_part() -> str:
    """Return the built-in components that have options, with these, as Markdown."""
    return "\n\n".join(
        f"## `{name}`\n\n{_described(component)}"
        for name, component in components_of().items()
        if options_of(component)
    )


def _described(component: Any) -> str:
    kind = type(component).__name__.lower()
    about = read_docstring(component.options)
    parts = [
        f"A {kind}: `[components.{component.name}]`. {prose(about.summary)}",
        prose(about.text),
        definitions(_entries(component.options)),
    ]
    return "\n\n".join(part for part in parts if part)


def _entries(options: type[Any]) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(options)
    described = attributes_of(options)
    defaults = options()
    for field in fields(options):
        if field.init:
            term = f"`{field.name}`{default_of(getattr(defaults, field.name))}"
            meaning = prose(description_of(field.name, described))
            yield term, f"{meaning} *({kind_of(hints[field.name])})*"


def default_of(value: object) -> str:
    """Return what is said of a default behind the name: TOML has no word for nothing."""
    return ", not set" if value is None else f" = `{as_toml(value)}`"


def kind_of(annotation: object) -> str:
    """Return which values may be written into the file.

    >>> kind_of(float | None)
    'a finite number'
    """
    return describe_type(annotation).removesuffix(" or nothing")


def as_toml(value: object) -> str:
    """Return a default as it would stand in ``opsonin.toml``.

    >>> as_toml(("a", "b"))
    '["a", "b"]'
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, int | float):
        return str(value)
    return f'"{value}"'
