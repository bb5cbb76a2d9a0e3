"""The hooks: what each is for, what it gets and gives, and its example."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from opsonin.manager.hooks import Hooks
from opsonin_docs.docstrings import Docstring, read_docstring
from opsonin_docs.markdown import code, definitions, prose


def hooks_of(hooks: type[object] = Hooks) -> dict[str, Callable[..., Any]]:
    """Return all hooks by name, in the order of the source."""
    return {
        name: hook
        for name, hook in vars(hooks).items()
        if inspect.isfunction(hook) and not name.startswith("_")
    }


def hook_part(name: str) -> str:
    """Return the signature, description and example of one hook as Markdown.

    Raises:
        KeyError: There is no such hook.
    """
    hook = hooks_of()[name]
    about = read_docstring(hook)
    arguments = about.entries.get("Args", {})
    parts = [
        code(signature(hook)),
        prose(about.summary),
        prose(about.text),
        definitions((f"`{name}`", prose(text)) for name, text in arguments.items()),
        _example(about),
    ]
    return "\n\n".join(part for part in parts if part)


def hooks_part() -> str:
    """Return all hooks as Markdown, each with a heading of its own."""
    return "\n\n".join(f"## `{name}`\n\n{hook_part(name)}" for name in hooks_of())


def signature(hook: Callable[..., Any]) -> str:
    """Return how a plugin writes the head of a hook.

    >>> signature(hooks_of()["run_failed"])
    'def run_failed(run_id: str, error: str) -> None: ...'
    """
    stated = inspect.signature(hook)
    arguments = [
        f"{one.name}: {one.annotation}" for one in stated.parameters.values() if one.name != "self"
    ]
    return f"def {hook.__name__}({', '.join(arguments)}) -> {stated.return_annotation}: ..."


def _example(about: Docstring) -> str:
    return code(about.example) if about.example else ""
