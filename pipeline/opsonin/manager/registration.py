"""Checks of what a plugin hands over: its hooks, and the records that they return."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, get_args, get_origin, get_type_hints

import pluggy

from opsonin.components.component import Cleaner, Exporter, Source, Tagger
from opsonin.components.engine import Engine
from opsonin.components.vocabulary import Vocabulary
from opsonin.errors import PluginError, did_you_mean
from opsonin.manager.compatibility import DECLARATION, check_api
from opsonin.manager.hooks import HOOK_API, Hooks
from opsonin.manager.loading import current_hook, warn_of_old_names
from opsonin.manager.options import check_options_type, describe_type, typed_value

#: What each hook returns an iterable of; the hook for tables returns classes and stands apart.
KINDS: dict[str, type[Any]] = {
    "register_sources": Source,
    "register_cleaners": Cleaner,
    "register_taggers": Tagger,
    "register_exporters": Exporter,
    "register_vocabularies": Vocabulary,
    "register_engines": Engine,
}

HOOKS = tuple(name for name in vars(Hooks) if not name.startswith("_"))

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_plugin(plugin: object, distribution: str = "the plugin") -> None:
    """Make sure that a plugin was written for this interface and that its hooks are hooks.

    pluggy registers a misspelt hook in silence, and fills parameters that have a default or are
    keyword-only differently between its versions.

    Args:
        plugin: What its entry point names.
        distribution: What brings it, for messages.

    Raises:
        PluginError: The plugin would not do what its author expects.
    """
    check_api(getattr(plugin, DECLARATION, HOOK_API), distribution)
    marked = dict(_marked(plugin))
    for name, (function, options) in marked.items():
        stated = options.get("specname") or name
        _check_hook(current_hook(stated), function, options)
        warn_of_old_names(stated, function)
    for name in HOOKS:
        if name not in marked and inspect.isfunction(getattr(plugin, name, None)):
            raise PluginError(f"{name} is not marked.", remedy="Put @hookimpl before it.")
    if not marked:
        raise PluginError("It implements no hook.", remedy=f"There are: {', '.join(HOOKS)}.")


def check_records(hook: str, returned: object) -> tuple[Any, ...]:
    """Return what a ``register_*`` hook gave as a tuple of sound records.

    Raises:
        PluginError: It is no iterable of the right records, or one of them breaks the rules.
    """
    expected = KINDS[hook].__name__ if hook in KINDS else "Table class"
    if not isinstance(returned, Iterable) or isinstance(returned, str | bytes):
        raise PluginError(f"{hook} returned {returned!r}, expected a list of {expected}.")
    records = tuple(returned)
    for record in records:
        if hook not in KINDS:
            _check_table(record)
        elif isinstance(record, KINDS[hook]):
            _check_record(record)
        else:
            raise PluginError(f"{hook} returned a list with {record!r}, expected {expected}.")
    return records


def check_no_circle(tables: Sequence[Any]) -> None:
    """Make sure that no tables refer to each other in a circle: none of them could be merged first.

    Args:
        tables: Sound tables of plugins; those of the contract refer to none of theirs.

    Raises:
        PluginError: Some do; the message names them in their order.
    """
    from opsonin.tables.model import column_references, info_of  # noqa: PLC0415 - see below

    targets = {info_of(one).name: {*column_references(one).values()} for one in tables}
    # What refers to nothing that is left but itself is part of no circle.
    while free := [name for name in targets if not (targets[name] - {name}) & targets.keys()]:
        for name in free:
            del targets[name]
    if not targets:
        return
    way = [min(targets)]
    while way[-1] not in way[:-1]:
        way.append(min((targets[way[-1]] - {way[-1]}) & targets.keys()))
    circle = way[way.index(way[-1]) :]
    raise PluginError(
        f"Tables refer to each other in a circle: {' -> '.join(circle)}.",
        remedy="Leave out one of these references, or make the tables one.",
    )


def _marked(plugin: object) -> Iterator[tuple[str, tuple[Callable[..., object], Any]]]:
    parser = pluggy.PluginManager("opsonin")
    for name in dir(plugin):
        options = parser.parse_hookimpl_opts(plugin, name)
        if options is not None:
            yield name, (getattr(plugin, name), options)


def _check_hook(hook: str, function: Callable[..., object], options: Any) -> None:
    if hook not in HOOKS:
        raise PluginError(f"There is no hook {hook!r}.", remedy=did_you_mean(hook, HOOKS))
    if options.get("wrapper") or options.get("hookwrapper"):
        raise PluginError(f"{hook} is a wrapper; opsonin has no wrapper hooks.")
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is not parameter.empty or parameter.kind is parameter.KEYWORD_ONLY:
            raise PluginError(
                f"Parameter {parameter.name} of {hook} has a default or is keyword-only.",
                remedy="Declare it as a plain parameter.",
            )


def _check_record(record: Any) -> None:
    kind = type(record).__name__
    name = record.name
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise PluginError(
            f"A {kind} is called {name!r}.", remedy="Use letters, digits, '-', '_' and '.'."
        )
    where = f"{kind} {name}"
    hints = get_type_hints(type(record))
    for field in fields(record):
        _check_field(getattr(record, field.name), hints[field.name], where, field.name)
    if not getattr(record, "version", "1").strip():
        raise PluginError("The version is empty.", where=where)
    if isinstance(record, Vocabulary) and not _SHA256.fullmatch(record.sha256):
        raise PluginError(
            f"sha256 is {record.sha256!r}, expected 64 hexadecimal digits in lower case.",
            where=where,
        )


def _check_field(value: object, annotation: object, where: str, key: str) -> None:
    origin = get_origin(annotation)
    if origin is type:
        check_options_type(value, where.partition(" ")[2])
    elif origin is Callable or origin is get_origin(Callable[..., object]):
        if not callable(value):
            raise PluginError(f"{key} is {value!r}, expected a function.", where=where)
    elif origin is tuple and not isinstance(value, tuple):
        raise PluginError(
            f"{key} is {value!r}, expected a tuple, each item "
            f"{describe_type(get_args(annotation)[0])}.",
            where=where,
            remedy="A tuple of one ends with a comma." if isinstance(value, str) else "",
        )
    else:
        typed_value(value, annotation, where, key)


def _check_table(table: object) -> None:
    # Pandera takes a quarter of a second to import; only plugins with tables pay for it here.
    from opsonin.tables.model import Table, arrow_schema  # noqa: PLC0415

    if not isinstance(table, type) or not issubclass(table, Table):
        raise PluginError(
            f"register_tables returned a list with {table!r}, expected a subclass of Table."
        )
    if not hasattr(table, "__info__"):
        raise PluginError(
            f"{table.__name__} has no name.",
            remedy=f"Write class {table.__name__}(SpanRows, name=...).",
        )
    where = f"table {table.__info__.name}"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", table.__info__.name):
        raise PluginError("A table's name is one lower-case word.", where=where)
    if table.__info__.stage not in {"clean", "tag"}:
        raise PluginError(
            f"Its stage is {table.__info__.stage!r}, expected 'clean' or 'tag'.", where=where
        )
    if not (table.__doc__ or "").strip():
        raise PluginError(
            "It has no docstring.",
            where=where,
            remedy="Say in its first line what a row is; consumers read it in the files.",
        )
    for column in arrow_schema(table):
        if column.type not in _column_types():
            raise PluginError(
                f"Column {column.name} is {column.type}, which not every Parquet reader knows.",
                where=where,
                remedy="Annotate it with a type that opsonin offers, such as opsonin.Int32.",
            )


def _column_types() -> tuple[object, ...]:
    from opsonin.tables import arrow  # noqa: PLC0415 - see above

    return tuple(getattr(arrow, name) for name in arrow.__all__)
