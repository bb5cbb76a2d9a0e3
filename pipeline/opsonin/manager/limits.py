"""How long a component may take, how much memory and text it may get, and where it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from opsonin.errors import ConfigError
from opsonin.manager.places import Place
from opsonin.manager.toml_lines import Keys
from opsonin.manager.typed import MisfitError, build

Isolation = Literal["inline", "process"]

#: Wall time of an export where nothing is stated. Source: ours; a database may have to be loaded.
EXPORT_TIMEOUT_S = 3600.0
_LONGEST_S = 86_400.0
_SMALLEST_MB, _LARGEST_MB = 64, 1 << 20
#: No document is longer: offsets are 32-bit numbers.
_MOST_CHARACTERS = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one component. But for the last they bind what runs in a worker process.

    Attributes:
        timeout_s: Wall time of one call in seconds: for a batch of a few documents, a single
            document, or an item of a source. An exporter has an hour unless its own table says
            otherwise. Source: ours; a page of 100 kB takes 0.05 s, a hostile one for ever.
        memory_mb: Memory in MiB that a component may take beyond what its process needs to be
            started. Source: ours; a page of the size limit needs 1 GiB, and what runs away is
            stopped before the machine is out of memory.
        isolation: ``process`` or ``inline``; when left out, built-in components run as they
            declare, others in a process.
        max_characters: Longer clean texts are not given to a tagger of single documents, wherever
            it runs: its rows of the document are rejected as ``too_large``. Source: ours; a book
            has a million, a text of twenty million dense with numbers took 1.7 GiB and a minute.
        is_confined: Whether the worker process of a cleaner or tagger is kept from the network and
            from writing files, where the system can do that. Sources and exporters are not: to
            fetch and to write is what they are for.
    """

    timeout_s: float = 30.0
    memory_mb: int = 3072
    isolation: Isolation | None = None
    max_characters: int = 2_000_000
    is_confined: bool = True

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            ValueError: A number is out of range.
        """
        if not 0 < self.timeout_s <= _LONGEST_S:
            raise ValueError(
                f"timeout_s is {self.timeout_s}, expected more than 0 and at most {_LONGEST_S:.0f}."
            )
        if not _SMALLEST_MB <= self.memory_mb <= _LARGEST_MB:
            raise ValueError(
                f"memory_mb is {self.memory_mb}, expected from {_SMALLEST_MB} to {_LARGEST_MB}."
            )
        if not 0 < self.max_characters <= _MOST_CHARACTERS:
            raise ValueError(
                f"max_characters is {self.max_characters}, expected from 1 to {_MOST_CHARACTERS}."
            )


def check_limits(stated: Mapping[str, object], place: Place) -> None:
    """Make sure that ``[limits]`` can be understood.

    Args:
        stated: The table: its own keys are defaults for all, its tables are for one component.
        place: Where it stands.

    Raises:
        ConfigError: A key is unknown, or a value has the wrong type or is out of range.
    """
    parts: list[tuple[Keys, dict[str, object]]] = [((), _merged(stated, ""))]
    parts += [((name,), dict(_of(stated, name))) for name in components_of(stated)]
    for keys, values in parts:
        try:
            build(Limits, values, keys)
        except MisfitError as error:
            message = error.message.removeprefix("The options are refused: ")
            where = str(place.at(*error.keys))
            raise ConfigError(message, where=where, remedy=error.remedy) from error


def components_of(stated: Mapping[str, object]) -> tuple[str, ...]:
    """Return the components that ``[limits]`` has a table for."""
    return tuple(name for name, value in stated.items() if isinstance(value, Mapping))


def limits_of(stated: Mapping[str, object], component: str, *, for_export: bool = False) -> Limits:
    """Return the limits of a component: its own, then the defaults for all.

    Args:
        stated: The table ``[limits]``.
        component: The component's name.
        for_export: Whether it is an exporter. A whole snapshot takes longer than a few documents,
            so that ``timeout_s`` counts only where it is stated for the exporter itself.
    """
    values = _merged(stated, component)
    if for_export:
        values["timeout_s"] = _of(stated, component).get("timeout_s", EXPORT_TIMEOUT_S)
    limits: Limits = build(Limits, values)
    return limits


def isolation_of(
    stated: Mapping[str, object], component: str, declared: Isolation, *, is_builtin: bool
) -> Isolation:
    """Return which process a component runs in.

    Args:
        stated: The table ``[limits]``.
        component: The component's name.
        declared: What the component itself declares.
        is_builtin: Whether it is part of opsonin.
    """
    own = build(Limits, _of(stated, component)).isolation
    if own is not None:
        chosen: Isolation = own
        return chosen
    if declared == "process" or is_builtin:
        return declared
    for_all = limits_of(stated, "").isolation
    return for_all or "process"


def _of(stated: Mapping[str, object], component: str) -> Mapping[str, object]:
    own = stated.get(component)
    return own if isinstance(own, Mapping) else {}


def _merged(stated: Mapping[str, object], component: str) -> dict[str, object]:
    defaults = {name: value for name, value in stated.items() if not isinstance(value, Mapping)}
    return {**defaults, **_of(stated, component)}
