"""The settings of a run: defaults, then ``opsonin.toml``, then what the command line says."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_type_hints

from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.drift import check_drift
from opsonin.manager.limits import check_limits
from opsonin.manager.options import as_json, build_options, known, typed_value
from opsonin.manager.period import check_period
from opsonin.manager.pins import check_pins
from opsonin.manager.places import Place
from opsonin.store.durability import Durability

__all__ = ["CONFIG_FILE", "Runner", "Settings", "build_options", "load_settings"]

CONFIG_FILE = Path("opsonin.toml")

Runner = Literal["threads", "processes", "dask"]
Only = Literal["all", "tag"]
PeriodBy = Literal["published", "fetched"]

_MIB = 1024 * 1024
#: Offsets are int32, and a text has at most as many code points as bytes.
_MAX_DOCUMENT_BYTES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run is told.

    Paths are relative to the working directory.

    Attributes:
        inputs: Where documents are read from: folders, files, patterns, lists as ``@FILE``, URLs.
        data: The data folder; it need not exist.
        plugins: Third-party plugins that may be loaded: names of entry points or of
            distributions; ``*`` stands for all that are installed.
        sources: The sources to use; all that are registered when left out. To name a component
            makes it required: the run stops if it is missing or broken.
        cleaners: The cleaners to use, in any order; all when left out.
        taggers: The taggers to use, in any order; all when left out.
        exporters: The exporters to use; when left out all but those that want to be named.
        vocabularies: The vocabularies to use; all when left out.
        disabled: Components and vocabularies that are left out.
        components: Options of components by the component's name.
        limits: Limits for all components, and tables of those for one.
        require_plugins: Third-party distributions by name, each with the version and digest that
            it must have. If it is not empty, no other third-party plugin is loaded.
        engine: ``local`` for this process, or the name of an engine that a plugin offers.
        runner: What the shards are spread over. ``dask`` needs the engine ``prefect`` and the
            package prefect-dask.
        address: URL of an existing Dask cluster, such as ``tcp://host:8786``.
        workers: Threads or processes that treat shards.
        shard_documents: Documents in a shard at most, the unit of writing and of tasks.
        max_document_bytes: Documents of more bytes are rejected.
        durability: What a finished write survives: ``full`` for a power cut as well, ``process``
            for the death of the process alone, without waiting for the disk.
        rehash: Whether unchanged files are read and hashed again instead of being skipped.
        retry: Reasons of rejects that are tried again, besides ``io``, ``timeout`` and ``memory``.
        only: ``tag`` reads no inputs: taggers are called for documents that stand in the store and
            lack what they give now.
        only_components: With ``only``, the taggers that are called; all when empty.
        since: With ``only``, the first day of the period, as ``YYYY-MM-DD``; from the beginning
            when empty.
        until: With ``only``, the last day of the period; to the end when empty.
        period_by: With ``only``, which day of a document counts: when it was published, or when
            the run that brought it began, UTC.
        sync: Whether documents leave that are no longer in the inputs, which must be all there is.
        sync_limit_percent: Percentage of all documents that may leave at once, 100 at most.
        keep_snapshots: Number of snapshots kept whatever their age, newest first.
        keep_hours: Hours that a snapshot is kept after another one has taken its place.
        keep_history_days: Days that commits are kept, and rows that later ones replaced.
        drift: When a publisher's documents are told to have drifted, see `DriftOptions`.
        deployments: Scheduled runs by name, which `opsonin deploy`, `up` and `serve` read.
        config: The file that they come from, for messages; None if there is none.
    """

    inputs: tuple[str, ...] = ("seeds",)
    data: Path = Path("data")
    plugins: tuple[str, ...] = ()
    sources: tuple[str, ...] | None = None
    cleaners: tuple[str, ...] | None = None
    taggers: tuple[str, ...] | None = None
    exporters: tuple[str, ...] | None = None
    vocabularies: tuple[str, ...] | None = None
    disabled: tuple[str, ...] = ()
    components: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    limits: Mapping[str, object] = field(default_factory=dict)
    require_plugins: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    engine: str = "local"
    runner: Runner = "threads"
    address: str | None = None
    workers: int = 1
    shard_documents: int = 2000
    max_document_bytes: int = 32 * _MIB
    durability: Durability = "full"
    rehash: bool = False
    retry: tuple[str, ...] = ()
    only: Only = "all"
    only_components: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    period_by: PeriodBy = "published"
    sync: bool = False
    sync_limit_percent: float = 10.0
    keep_snapshots: int = 3
    keep_hours: float = 1.0
    keep_history_days: float = 30.0
    drift: Mapping[str, object] = field(default_factory=dict)
    deployments: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    config: Path | None = None

    def __post_init__(self) -> None:
        """Check the ranges of the numbers, and the period.

        Raises:
            ConfigError: One is out of range, or the period of a backfill is none.
        """
        problem = _out_of_range({name: getattr(self, name) for name in _RANGES})
        if problem is not None:
            raise ConfigError(problem[1])
        check_period(self.since, self.until, is_used=self.only != "all")

    def place(self, *section: str) -> Place:
        """Return where a table of the configuration stands, for messages."""
        return Place(self.config, section)

    def place_of(self, name: str, *keys: str | int) -> Place:
        """Return where a key of ``[run]`` is stated: the file, or else an option of the command.

        Args:
            name: The key.
            keys: The way from there to what is meant.
        """
        if self.config is not None and _states(self.config, name, getattr(self, name)):
            return self.place("run").at(name, *keys)
        return Place(None, option_of(name))

    def to_json(self) -> dict[str, object]:
        """Return the settings as JSON values, from which `from_json` makes equal settings."""
        return {field.name: as_json(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> Settings:
        """Make settings out of JSON values; keys that are left out get their defaults.

        Raises:
            ConfigError: A key is unknown or a value has the wrong type.
        """
        return cls(**_typed(values, tuple(_HINTS), Place(None, "settings")))


def load_settings(
    path: Path | None = None, *, ignored: tuple[str, ...] = (), **overrides: object
) -> Settings:
    """Read the settings of a run.

    Args:
        path: The configuration file; ``opsonin.toml`` in the working directory, if there is one,
            when left out.
        ignored: Tables of the file that are not read.
        overrides: Fields of `Settings` that go before the file; None stands for "not given".

    Raises:
        ConfigError: The file is missing or no TOML, a key is unknown, or a value has the wrong
            type.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    values: dict[str, Any] = {}
    for name, value in given.items():
        place = Place(None, option_of(name) if name in _OVERRIDES else "command line")
        values |= _typed({name: value}, _OVERRIDES, place)
    problem = _out_of_range(values)
    if problem is not None:
        raise ConfigError(problem[1], where=option_of(problem[0]))
    if path is None and CONFIG_FILE.is_file():
        path = CONFIG_FILE
    stated = _read(path, ignored) if path else {}
    return Settings(**{**stated, **values})


def option_of(name: str) -> str:
    """Return the option of the command line that states a field of `Settings`.

    >>> option_of("shard_documents"), option_of("sync_limit_percent")
    ('--shard-documents', '--sync-limit')
    """
    return "--" + name.removesuffix("_percent").replace("_", "-")


def _states(path: Path, name: str, value: object) -> bool:
    """Tell whether a configuration file says this of a key."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("run", {})
    except (OSError, ValueError):
        # The settings may have come here from another machine.
        return False
    return isinstance(stated, dict) and name in stated and stated[name] == as_json(value)


_HINTS = get_type_hints(Settings)
_TABLES = ("components", "deployments", "drift", "limits", "require_plugins")
_RETENTION = ("keep_snapshots", "keep_hours", "keep_history_days")
_STAGES = ("sources", "cleaners", "taggers", "exporters", "vocabularies", "disabled")
_OVERRIDES = tuple(name for name in _HINTS if name != "config")
#: Tables with keys of their own.
_CHECKED: Mapping[str, Callable[[Mapping[str, object], Place], None]] = {
    "drift": check_drift,
    "limits": check_limits,
}
#: Which keys stand in which table of the file.
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "run": tuple(name for name in _OVERRIDES if name not in {*_TABLES, *_STAGES, *_RETENTION}),
    "stages": _STAGES,
    "retention": _RETENTION,
}
#: Numbers that have a range: from, to.
_RANGES: Mapping[str, tuple[float, float]] = {
    "workers": (1, 1024),
    "shard_documents": (1, 1_000_000),
    "max_document_bytes": (1, _MAX_DOCUMENT_BYTES),
    "keep_snapshots": (1, 1_000_000),
    "keep_hours": (0, math.inf),
    "keep_history_days": (0, math.inf),
    "sync_limit_percent": (0, 100),
}


def _out_of_range(values: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the first number that is out of its range, and what is wrong with it."""
    for name, (low, high) in _RANGES.items():
        if name in values and not low <= values[name] <= high:
            upper = "" if high == math.inf else f" to {high}"
            return name, f"{name} is {values[name]}, expected a number from {low}{upper}."
    return None


def _read(path: Path, ignored: tuple[str, ...]) -> dict[str, Any]:
    document = {name: table for name, table in _parse(path).items() if name not in ignored}
    values: dict[str, Any] = {"config": path}
    for section, content in document.items():
        known(section, (*_SECTIONS, *_TABLES), Place(path))
        place = Place(path, (section,))
        if not isinstance(content, dict):
            raise ConfigError(f"{section} is {content!r}, expected a table.", where=str(place))
        if section in _TABLES:
            values |= _typed({section: content}, _TABLES, Place(path))
            continue
        own = _typed(content, _SECTIONS[section], place)
        problem = _out_of_range(own)
        if problem is not None:
            raise ConfigError(problem[1], where=str(place.at(problem[0])))
        values |= own
    return values


def _parse(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(
            f"The configuration cannot be read: {error.strerror}.",
            where=str(path),
            remedy="Name a file that exists with --config FILE.",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"This is no TOML: {error}.", where=str(path)) from error


def _typed(values: Mapping[str, object], allowed: tuple[str, ...], place: Place) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for key, value in values.items():
        if key not in allowed:
            raise ConfigError(
                f"There is no key {key!r}.", where=str(place.at(key)), remedy=_remedy(key, allowed)
            )
        if key in _TABLES:
            chosen[key] = _table(value, Place(place.file, (key,)), key)
        else:
            chosen[key] = typed_value(value, _HINTS[key], place, key)
    return chosen


def _remedy(key: str, allowed: tuple[str, ...]) -> str:
    for section, names in _SECTIONS.items():
        if key in names:
            return f"It belongs in [{section}]."
    return did_you_mean(key, allowed)


def _table(value: object, place: Place, key: str) -> dict[str, Any]:
    """Return one of the tables whose keys are names of components, plugins or deployments."""
    if not isinstance(value, Mapping):
        raise ConfigError(f"{key} is {value!r}, expected a table.", where=str(place))
    if key in _CHECKED:
        _CHECKED[key](value, place)
        return dict(as_json(value))
    for name, content in value.items():
        if not isinstance(content, Mapping):
            raise ConfigError(
                f"{key}.{name} is {content!r}, expected a table.",
                where=str(place.at(name)),
                remedy=f"Write [{key}.{name}] and the options below it.",
            )
    if key == "require_plugins":
        check_pins(value, place)
    return dict(as_json(value))
