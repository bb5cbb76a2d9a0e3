"""What components of every kind promise."""

from __future__ import annotations

import inspect
import json
import re
from dataclasses import fields
from typing import Any

from opsonin.components.authorship import author_function
from opsonin.components.context import NoOptions
from opsonin.components.kinds import KINDS, Kind
from opsonin.components.vocabulary import Vocabulary
from opsonin.manager.attributes import attributes_of, description_of
from opsonin.manager.options import as_json, build_options
from opsonin.testing.check import check
from opsonin.testing.failing import CheckFailed, NotApplicable
from opsonin.testing.subject import Subject

_WITH_OPTIONS: tuple[Kind, ...] = ("source", "cleaner", "tagger", "exporter")
#: A key of TOML that needs no quotes, and a file name on every system.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.+_-]*[0-9A-Za-z])?")
_MAX_NAME = 64


@check(*KINDS)
def name_is_plain(subject: Subject) -> None:
    """Its name is lower-case words joined by hyphens or underscores."""
    if len(subject.name) > _MAX_NAME or not _NAME.fullmatch(subject.name):
        raise CheckFailed(
            f"The name is {subject.name!r}; it stands in opsonin.toml, paths and tables.",
            remedy=f"Use at most {_MAX_NAME} of a-z, 0-9, '-' and '_', beginning with a letter.",
        )


@check(*KINDS)
def version_is_plain(subject: Subject) -> None:
    """Its version is one word of letters, digits, dots and hyphens."""
    if not _VERSION.fullmatch(subject.component.version):
        raise CheckFailed(
            f"The version is {subject.component.version!r}; it stands in every row.",
            remedy="Use a form such as '1', '1.4' or '2026-11'.",
        )


@check(*KINDS)
def docstring_says_what_it_does(subject: Subject) -> None:
    """Its function, or the module of it, has a docstring, which `plugins show` prints."""
    function = author_function(subject.component)
    module = inspect.getmodule(function)
    if not (inspect.getdoc(function) if inspect.isroutine(function) else None) and not (
        module and inspect.getdoc(module)
    ):
        raise CheckFailed(
            f"{getattr(function, '__name__', function)} has no docstring, nor has its module.",
            remedy="Say in one line what the component finds, changes or reads.",
        )


@check(*_WITH_OPTIONS)
def options_are_described(subject: Subject) -> None:
    """The docstring of its options describes every option."""
    options = _options_type(subject)
    described = attributes_of(options)
    missing = [one for one in _names(options) if not description_of(one, described)]
    if missing:
        raise CheckFailed(
            f"The docstring of {options.__name__} does not describe {missing[0]!r}.",
            remedy="Describe every option under Attributes: operators read it.",
        )


@check(*_WITH_OPTIONS)
def options_round_trip(subject: Subject) -> None:
    """Its options are equal again after they went through JSON, as they do to a worker."""
    options_type = _options_type(subject)
    for options in (options_type(), subject.installed.options):
        stated = {name: as_json(getattr(options, name)) for name in _names(options_type)}
        travelled = json.loads(json.dumps({k: v for k, v in stated.items() if v is not None}))
        again = build_options(options_type, travelled, subject.name)
        if again != options:
            raise CheckFailed(
                f"{options!r} becomes {again!r}.",
                remedy="A default of None has to be the only None, and __post_init__ must not "
                "change what is given.",
            )


@check(*KINDS)
def rebuilt_from_name_version_and_options(subject: Subject) -> None:
    """A worker that builds it from name, version and options gets the same component."""
    again = subject.rebuilt()
    before, after = _described(subject), _described(again)
    for key, value in before.items():
        if after[key] != value:
            raise CheckFailed(
                f"{key} is {after[key]!r} when it is registered again, and was {value!r}.",
                remedy="A hook returns the same components whenever it is called.",
            )


def _described(subject: Subject) -> dict[str, Any]:
    record: Any = subject.component
    plain = {
        one.name: getattr(record, one.name)
        for one in fields(record)
        if not callable(getattr(record, one.name))
    }
    if isinstance(record, Vocabulary):
        return plain
    installed = subject.installed
    return {**plain, "options": installed.options, "fingerprint": installed.fingerprint}


def _options_type(subject: Subject) -> type[Any]:
    options: type[Any] = getattr(subject.component, "options", NoOptions)
    if not _names(options):
        raise NotApplicable("It has no options.")
    return options


def _names(options: type[Any]) -> list[str]:
    return [one.name for one in fields(options) if one.init]
