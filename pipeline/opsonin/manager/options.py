"""Makes the options of components out of the configuration, and says what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path, PurePath
from typing import Any, TypeVar, get_type_hints

from opsonin.errors import ConfigError, PluginError, did_you_mean
from opsonin.manager.places import Place
from opsonin.manager.typed import (
    MisfitError,
    build,
    convert,
    describe_type,
    has_default,
    names_of,
    own_fields,
)

__all__ = [
    "as_json",
    "build_options",
    "check_options_type",
    "describe_type",
    "in_fingerprint",
    "known",
    "names_of",
    "typed_value",
]

T = TypeVar("T")


def build_options(
    options_type: type[T],
    values: Mapping[str, object],
    component: str,
    file: Path | None = None,
) -> T:
    """Make a component's options out of what the configuration says.

    Args:
        options_type: A frozen dataclass of which every field has a default.
        values: Values as TOML or JSON gives them.
        component: The component's name, for error messages.
        file: The configuration file, for error messages.

    Raises:
        ConfigError: An option is unknown, has the wrong type, or is refused by the class itself.

    >>> import dataclasses
    >>> @dataclasses.dataclass(frozen=True)
    ... class Options:
    ...     window: int = 5
    >>> build_options(Options, {"window": 7}, "negation")
    Options(window=7)
    """
    try:
        options: T = build(options_type, values)
    except MisfitError as error:
        raise _told(error, Place(file, ("components", component))) from error
    return options


def known(name: str, names: tuple[str, ...], where: str | Place) -> str:
    """Return ``name`` if it is one of ``names``.

    Raises:
        ConfigError: It is not.
    """
    if name in names:
        return name
    place = where.at(name) if isinstance(where, Place) else where
    raise ConfigError(
        f"There is no key {name!r}.", where=str(place), remedy=did_you_mean(name, names)
    )


def typed_value(value: object, annotation: object, where: str | Place, key: str) -> Any:
    """Return ``value`` as the annotation wants it; lists become tuples, whole numbers floats.

    Raises:
        ConfigError: The value is of another type.
    """
    try:
        return convert(value, annotation, (key,))
    except MisfitError as error:
        raise _told(error, where) from error


def check_options_type(options_type: object, component: str) -> None:
    """Make sure that a component's options can be built from a configuration.

    Raises:
        PluginError: It is no frozen dataclass, or a field has no default or an unusable type.
    """
    where = f"options of component {component}"
    if not isinstance(options_type, type) or not is_dataclass(options_type):
        raise PluginError(f"{options_type!r} is no dataclass.", where=where)
    if not getattr(options_type, "__dataclass_params__").frozen:  # noqa: B009 - unknown to mypy
        raise PluginError(
            f"{options_type.__name__} is not frozen.",
            where=where,
            remedy="Declare it with @dataclass(frozen=True).",
        )
    hints = get_type_hints(options_type)
    for field in own_fields(options_type):
        if not has_default(field):
            raise PluginError(f"{field.name} has no default.", where=where)
        try:
            describe_type(hints[field.name])
        except TypeError as error:
            raise PluginError(
                f"{field.name}: {error}.",
                where=where,
                remedy="Use bool, int, float, str, Path, Literal, tuple[X, ...], Mapping[str, X], "
                "a frozen dataclass, or X | None.",
            ) from error


def as_json(value: Any) -> Any:
    """Return a value of options, settings or TOML as JSON values.

    >>> as_json({"data": Path("data"), "terms": ("a", "b")})
    {'data': 'data', 'terms': ['a', 'b']}
    """
    if isinstance(value, Mapping):
        return {name: as_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        # TOML has no null: what is None is what the record says when nothing is stated.
        stated = {one.name: getattr(value, one.name) for one in fields(value) if one.init}
        return {name: as_json(item) for name, item in stated.items() if item is not None}
    # Paths, and the dates and times of TOML.
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def in_fingerprint(options: Any) -> Any:
    """Return options as JSON values that change whenever results may: of files, their content.

    Raises:
        ConfigError: A file cannot be read.

    >>> in_fingerprint({"words": Path("no/such/file"), "sizes": (1, 2)})
    {'words': ['no/such/file', None], 'sizes': [1, 2]}
    """
    if isinstance(options, PurePath):
        return [options.as_posix(), _content_of(Path(options))]
    if is_dataclass(options) and not isinstance(options, type):
        return {one.name: in_fingerprint(getattr(options, one.name)) for one in fields(options)}
    if isinstance(options, Mapping):
        return {name: in_fingerprint(item) for name, item in options.items()}
    if isinstance(options, list | tuple):
        return [in_fingerprint(item) for item in options]
    return options


def _content_of(path: Path) -> str | None:
    """Return the SHA-256 of a file; None where there is none, and for a folder."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(
            f"{error.strerror or error}: an option names this file, and results depend on it.",
            where=str(path),
            remedy="Make it readable, or name another file.",
        ) from error


def _told(error: MisfitError, where: str | Place) -> ConfigError:
    place = where.at(*error.keys) if isinstance(where, Place) else where
    return ConfigError(error.message, where=str(place), remedy=error.remedy)
