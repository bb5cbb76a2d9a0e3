"""Finds what a reader would look for in vain: one sentence for everything undocumented.

Every function is given what it looks at, so that tests can give it something with a gap.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

import click

from opsonin.manager.attributes import attributes_of, description_of
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin_docs.commands import arguments_of, commands_of, options_of
from opsonin_docs.docstrings import read_docstring
from opsonin_docs.hooks import hooks_of
from opsonin_docs.names import constant_doc


def hook_gaps(hooks: type[object]) -> Iterator[str]:
    """Yield hooks without a description, an example (if they register) or a word on an argument."""
    for name, hook in hooks_of(hooks).items():
        about = read_docstring(hook)
        if not about.summary:
            yield f"Hook {name} has no docstring."
        if name.startswith("register_") and f"def {name}(" not in about.example:
            yield f"Hook {name} has no example that begins with `Example::` and defines it."
        for argument in inspect.signature(hook).parameters:
            if argument != "self" and not _mentions(hook.__doc__ or "", argument):
                yield f"Hook {name} does not say what {argument} is."


def option_gaps(components: Iterable[Any]) -> Iterator[str]:
    """Yield options of components that the docstring of their class does not describe."""
    for component in components:
        yield from _field_gaps(component.options, f"Option of component {component.name}")


def record_gaps(records: Iterable[type[object]]) -> Iterator[str]:
    """Yield fields of records that the docstring of their class does not describe."""
    for record in records:
        yield from _field_gaps(record, f"Field of {record.__name__}")


def setting_gaps(settings: type[object], sections: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield settings without a description, and names in the file that are no settings.

    Args:
        settings: The record that ``opsonin.toml`` is read into.
        sections: Which of them stand in which table of the file.
    """
    yield from _field_gaps(settings, "Setting")
    known = {field.name for field in fields(settings)}  # type: ignore[arg-type] # a dataclass
    for section, names in sections.items():
        for name in names:
            if name not in known:
                yield f"{name} in [{section}] is no setting."


def command_gaps(program: click.Command) -> Iterator[str]:
    """Yield commands and options without help, and arguments that the help does not name."""
    for context, command in commands_of(program):
        path = context.command_path
        if not command.help:
            yield f"Command {path} has no help."
        for option in options_of(command):
            if not option.help:
                yield f"Option {option.opts[0]} of {path} has no help."
        for argument in arguments_of(command):
            name = argument.make_metavar(context).strip("[].")
            if not all(_mentions(command.help or "", word) for word in name.split("|")):
                yield f"The help of {path} does not say what {name} is."


def table_gaps(tables: Iterable[type[Table]]) -> Iterator[str]:
    """Yield tables without a docstring and columns without a description."""
    for model in tables:
        name = info_of(model).name
        if not vars(model).get("__doc__"):
            # There is no schema without one either.
            yield f"Table {name} has no docstring."
            continue
        for field in arrow_schema(model):
            if not field.metadata[b"description"].strip():
                yield f"Column {name}.{field.name} has no description."


def name_gaps(names: Mapping[str, object], homes: Mapping[str, str]) -> Iterator[str]:
    """Yield public names without a docstring, or a ``#:`` comment if they are constants.

    Args:
        names: What each name stands for.
        homes: The module that each comes from.
    """
    for name, value in names.items():
        if inspect.isclass(value) or inspect.isroutine(value):
            if not read_docstring(value).summary:
                yield f"{name} has no docstring."
        elif not constant_doc(name, homes[name]):
            yield f"{name} has no comment that begins with `#:` above it."


def _field_gaps(record: type[object], what: str) -> Iterator[str]:
    described = attributes_of(record)
    for field in fields(record):  # type: ignore[arg-type] # a dataclass
        if field.init and not description_of(field.name, described):
            yield f"{what}: {field.name} is not described under `Attributes:` of {record.__name__}."


def _mentions(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text) is not None
