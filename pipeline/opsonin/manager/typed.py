"""Turns values of TOML or JSON into those that annotations ask for, nested ones as well."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from opsonin.errors import did_you_mean
from opsonin.manager.places import spelt
from opsonin.manager.toml_lines import Keys

_SCALARS: Mapping[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a finite number",
    str: "a string",
    Path: "a path",
}


class MisfitError(Exception):
    """A value is not what its annotation asks for.

    Attributes:
        keys: The way to the value that is wrong.
        message: What is wrong with it.
        remedy: What may have been meant. May be empty.
    """

    def __init__(self, keys: Keys, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.keys = keys
        self.message = message
        self.remedy = remedy


def convert(value: object, annotation: object, keys: Keys = ()) -> Any:
    """Return ``value`` as the annotation wants it.

    Lists become tuples, whole numbers floats, tables instances of dataclasses.

    Args:
        value: A value of TOML or JSON.
        annotation: A type that `describe_type` can describe.
        keys: The way to the value, for the error.

    Raises:
        MisfitError: The value, or one inside of it, is of another type or refused.
    """
    if isinstance(annotation, type) and annotation in _SCALARS:
        if _CHECKS[annotation](value):
            return annotation(value)
        raise _mismatch(value, annotation, keys)
    if isinstance(annotation, type) and is_dataclass(annotation) and isinstance(value, Mapping):
        return build(annotation, value, keys)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(convert(item, args[0], (*keys, at)) for at, item in enumerate(value))
    if origin is Mapping and isinstance(value, Mapping):
        return {name: convert(item, args[1], (*keys, name)) for name, item in value.items()}
    # 1 == True: the type has to agree as well.
    if origin is Literal and any(type(value) is type(one) and value == one for one in args):
        return value
    if origin in {Union, types.UnionType}:
        return _one_of(value, annotation, keys)
    raise _mismatch(value, annotation, keys)


def build(record: type[Any], values: Mapping[str, object], keys: Keys = ()) -> Any:
    """Make an instance of a dataclass out of a table.

    Raises:
        MisfitError: A key is unknown or missing, a value has the wrong type, or the class refuses
            them with a ValueError or TypeError.
    """
    hints = get_type_hints(record)
    names = names_of(record)
    chosen = {}
    for name, value in values.items():
        if name not in names:
            remedy = did_you_mean(name, names)
            raise MisfitError((*keys, name), f"There is no key {spelt((*keys, name))!r}.", remedy)
        chosen[name] = convert(value, hints[name], (*keys, name))
    for field in own_fields(record):
        if field.name not in chosen and not has_default(field):
            raise MisfitError(keys, f"{spelt((*keys, field.name))} is missing; it has no default.")
    try:
        return record(**chosen)
    except (ValueError, TypeError) as error:
        what = f"{spelt(keys)} is" if keys else "The options are"
        place = (*keys, *_meant(str(error), chosen))
        raise MisfitError(place, f"{what} refused: {str(error).rstrip('.')}.") from error


def describe_type(annotation: object) -> str:
    """Say in words which values an annotation allows.

    >>> describe_type(tuple[str, ...])
    'a list, each item a string'

    Raises:
        TypeError: Options cannot have this type.
    """
    return _described(annotation, ())


def own_fields(record: type[object]) -> tuple[Field[Any], ...]:
    """Return the fields that a dataclass is made from."""
    return tuple(field for field in fields(record) if field.init)  # type: ignore[arg-type] # any


def names_of(record: type[object]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields."""
    return tuple(field.name for field in own_fields(record))


def has_default(field: Field[Any]) -> bool:
    """Tell whether a field may be left out."""
    return field.default is not MISSING or field.default_factory is not MISSING


def _described(annotation: object, around: tuple[object, ...]) -> str:
    if isinstance(annotation, type) and annotation in _SCALARS:
        return _SCALARS[annotation]
    if isinstance(annotation, type) and is_dataclass(annotation):
        return _described_record(annotation, around)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "one of " + ", ".join(repr(choice) for choice in args)
    if origin in {Union, types.UnionType} and types.NoneType in args:
        inner = [_described(arg, around) for arg in args if arg is not types.NoneType]
        return " or ".join([*inner, "nothing"])
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 - (X, ...)
        return f"a list, each item {_described(args[0], around)}"
    if origin is Mapping and args[0] is str:
        return f"a table, each value {_described(args[1], around)}"
    raise TypeError(f"{annotation} is no type for an option")


def _described_record(record: type[Any], around: tuple[object, ...]) -> str:
    if record in around:
        raise TypeError(f"{record.__name__} holds itself, which no option can")
    if not getattr(record, "__dataclass_params__").frozen:  # noqa: B009 - unknown to mypy
        raise TypeError(f"{record.__name__} is not frozen")
    hints = get_type_hints(record)
    for field in own_fields(record):
        _described(hints[field.name], (*around, record))
    return f"a table with {', '.join(names_of(record)) or 'nothing'}"


def _one_of(value: object, annotation: object, keys: Keys) -> Any:
    """Convert to the first alternative that fits."""
    inner = [one for one in get_args(annotation) if one is not types.NoneType]
    if value is None:
        return None
    for alternative in inner:
        try:
            return convert(value, alternative, keys)
        except MisfitError as error:
            # Inside of the only table or list that is possible, the error knows better.
            if len(inner) == 1 and error.keys != keys:
                raise
    raise _mismatch(value, annotation, keys)


def _mismatch(value: object, annotation: object, keys: Keys) -> MisfitError:
    return MisfitError(keys, f"{spelt(keys)} is {value!r}, expected {describe_type(annotation)}.")


def _meant(message: str, chosen: Mapping[str, object]) -> Keys:
    """Return the key that a message of a class is about, if it names a single one."""
    words = {word.strip("'\"`.,:;()") for word in message.split()}
    named = [name for name in chosen if name in words]
    return (named[0],) if len(named) == 1 else ()


def _is_exactly(kind: type) -> Callable[[object], bool]:
    return lambda value: type(value) is kind


def _is_number(value: object) -> bool:
    return type(value) is int or (type(value) is float and math.isfinite(value))


_CHECKS: Mapping[type, Callable[[object], bool]] = {
    bool: _is_exactly(bool),
    int: _is_exactly(int),
    float: _is_number,
    str: _is_exactly(str),
    Path: lambda value: isinstance(value, str | Path),
}
