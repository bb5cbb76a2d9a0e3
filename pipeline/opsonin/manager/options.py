"""Turns values of TOML or JSON into typed options, and says exactly what is wrong with them."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from opsonin.errors import ConfigError, PluginError, did_you_mean

T = TypeVar("T")

_SCALARS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a finite number",
    str: "a string",
    Path: "a path",
}


def build_options(options_type: type[T], values: Mapping[str, object], component: str) -> T:
    """Make a component's options out of what the configuration says.

    Args:
        options_type: A frozen dataclass of which every field has a default.
        values: Values as TOML or JSON gives them.
        component: The component's name, for error messages.

    Raises:
        ConfigError: An option is unknown, has the wrong type, or is refused by the class itself.

    >>> import dataclasses
    >>> @dataclasses.dataclass(frozen=True)
    ... class Options:
    ...     window: int = 5
    >>> build_options(Options, {"window": 7}, "negation")
    Options(window=7)
    """
    where = f"[components.{component}]"
    hints = get_type_hints(options_type)
    chosen = {
        name: typed_value(value, hints[known(name, names_of(options_type), where)], where, name)
        for name, value in values.items()
    }
    try:
        return options_type(**chosen)
    except (ValueError, TypeError) as error:
        raise ConfigError(f"The options are refused: {error}", where=where) from error


def known(name: str, names: tuple[str, ...], where: str) -> str:
    """Return ``name`` if it is one of ``names``.

    Raises:
        ConfigError: It is not.
    """
    if name in names:
        return name
    raise ConfigError(f"There is no key {name!r}.", where=where, remedy=did_you_mean(name, names))


def names_of(record: type[object]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields."""
    return tuple(field.name for field in _fields(record))


def typed_value(value: object, annotation: object, where: str, key: str) -> Any:
    """Return ``value`` as the annotation wants it; lists become tuples, whole numbers floats.

    Raises:
        ConfigError: The value is of another type.
    """
    try:
        return _convert(value, annotation)
    except TypeError as error:
        raise ConfigError(
            f"{key} is {value!r}, expected {describe_type(annotation)}.", where=where
        ) from error


def describe_type(annotation: object) -> str:
    """Say in words which values an annotation allows.

    >>> describe_type(tuple[str, ...])
    'a list, each item a string'

    Raises:
        TypeError: Options cannot have this type.
    """
    if isinstance(annotation, type) and annotation in _SCALARS:
        return _SCALARS[annotation]
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "one of " + ", ".join(repr(choice) for choice in args)
    if origin in {Union, types.UnionType} and types.NoneType in args:
        inner = [arg for arg in args if arg is not types.NoneType]
        return " or ".join([*map(describe_type, inner), "nothing"])
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 - (X, ...)
        return f"a list, each item {describe_type(args[0])}"
    raise TypeError(f"{annotation} is no type for an option")


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
    for field in _fields(options_type):
        if field.default is MISSING and field.default_factory is MISSING:
            raise PluginError(f"{field.name} has no default.", where=where)
        try:
            describe_type(hints[field.name])
        except TypeError as error:
            raise PluginError(
                f"{field.name}: {error}.",
                where=where,
                remedy="Use bool, int, float, str, tuple[X, ...], Literal, or X | None.",
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
    # Paths, and the dates and times of TOML.
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _fields(record: type[object]) -> tuple[Field[Any], ...]:
    return tuple(field for field in fields(record) if field.init)  # type: ignore[arg-type]


def _convert(value: object, annotation: object) -> object:
    if isinstance(annotation, type) and annotation in _SCALARS:
        return _CONVERTERS[annotation](value)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        # 1 == True: the type has to agree as well.
        if any(type(value) is type(choice) and value == choice for choice in args):
            return value
        raise TypeError
    if origin is tuple:
        if not isinstance(value, list | tuple):
            raise TypeError
        return tuple(_convert(item, args[0]) for item in value)
    return _convert_to_one(value, args)


def _convert_to_one(value: object, annotations: tuple[object, ...]) -> object:
    if value is None and types.NoneType in annotations:
        return None
    for annotation in annotations:
        if annotation is types.NoneType:
            continue
        try:
            return _convert(value, annotation)
        except TypeError:
            continue
    raise TypeError


def _exactly(kind: type) -> Callable[[object], object]:
    def convert(value: object) -> object:
        if type(value) is kind:
            return value
        raise TypeError

    return convert


def _number(value: object) -> float:
    if type(value) is int or (type(value) is float and math.isfinite(value)):
        return float(value)
    raise TypeError


def _path(value: object) -> Path:
    if isinstance(value, str | Path):
        return Path(value)
    raise TypeError


_CONVERTERS: Mapping[type, Callable[[object], object]] = {
    bool: _exactly(bool),
    int: _exactly(int),
    float: _number,
    str: _exactly(str),
    Path: _path,
}
