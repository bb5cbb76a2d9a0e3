"""The public names of ``opsonin``, for Sphinx to describe from their docstrings."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping

import pyarrow as pa
from sphinx.pycode import ModuleAnalyzer

import opsonin

#: What belongs together, by the package that the names come from.
HEADINGS: Mapping[str, str] = {
    "opsonin.components": "Components and what they are given",
    "opsonin.manager": "Hooks",
    "opsonin.tables": "Tables",
    "opsonin.spans": "Edits",
    "opsonin.analysis": "The shared analysis",
    "opsonin.store": "Reading and publishing snapshots",
    "opsonin.objects": "Object storage",
    "opsonin.errors": "Errors",
    "opsonin.deprecation": "Old names",
}


def homes() -> dict[str, str]:
    """Return the module that each public name comes from, by name."""
    listed: Mapping[str, str] = opsonin._HOME  # noqa: SLF001 - the list that names are loaded by
    return {name: listed[name] for name in sorted(listed)}


def names_part() -> str:
    """Return the directives that describe all public names, as Markdown.

    Raises:
        KeyError: A name comes from a package that has no heading.
    """
    found: dict[str, list[str]] = {heading: [] for heading in HEADINGS.values()}
    for name, home in homes().items():
        package = ".".join(home.split(".")[:2])
        found[HEADINGS[package]].append(_directive(name, home))
    return "\n\n".join(
        f"## {heading}\n\n```{{eval-rst}}\n" + "\n".join(directives) + "\n```"
        for heading, directives in found.items()
    )


def testing_part() -> str:
    """Return the directives that describe `opsonin.testing`, as Markdown."""
    public = "opsonin.testing"
    testing = importlib.import_module(public)
    directives = [_directive(name, public, public) for name in sorted(testing.__all__)]
    return "```{eval-rst}\n" + "\n".join(directives) + "\n```"


def constant_doc(name: str, home: str) -> str:
    """Return what a constant is: the ``#:`` comment above it, or the Arrow type that it names."""
    value = getattr(importlib.import_module(home), name, None)
    if isinstance(value, pa.DataType):
        return f"The type of a column: {value}."
    comments = ModuleAnalyzer.for_module(home).find_attr_docs()
    return " ".join(" ".join(comments.get(("", name), [])).split())


def _directive(name: str, home: str, public: str = "opsonin") -> str:
    value = getattr(importlib.import_module(home), name)
    if inspect.isclass(value):
        # Config is Pandera's own; its fields are told by the table that has it.
        return f".. autoclass:: {public}.{name}\n   :members:\n   :exclude-members: Config\n"
    if inspect.isroutine(value):
        return f".. autofunction:: {public}.{name}\n"
    shown = f"   :value: {value!r}\n" if isinstance(value, str | int) else ""
    return f".. py:data:: {public}.{name}\n{shown}\n   {constant_doc(name, home)}\n"
