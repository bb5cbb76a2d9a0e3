"""What is installed and in which state it is, without importing any plugin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opsonin.manager.admission import admitted
from opsonin.manager.config import Settings
from opsonin.manager.installed import FoundPlugin, State
from opsonin.manager.remembered import Loaded, Offered, recall


@dataclass(frozen=True, slots=True)
class Listed:
    """An installed plugin, as it is listed.

    Attributes:
        name: Name of its entry point.
        distribution: The distribution that brings it.
        version: Version of that distribution.
        state: See `opsonin.manager.installed.State`.
        is_builtin: Whether it is part of opsonin.
        reason: Why it is broken or incompatible.
        components: What it registered when it was last loaded as it is now; None if it never was.
    """

    name: str
    distribution: str
    version: str
    state: State
    is_builtin: bool = False
    reason: str | None = None
    components: tuple[Offered, ...] | None = None


def list_states(settings: Settings) -> tuple[Listed, ...]:
    """Return all installed plugins, the built-in ones first, then sorted by name.

    Args:
        settings: ``plugins`` and ``require_plugins`` decide what is active.
    """
    found, _, refused = admitted(settings)
    reasons = {(one.plugin, one.distribution): one.error for one in refused}
    known: dict[str, dict[str, Loaded]] = {}
    listed = []
    for one in found:
        name = one.info.distribution
        if name not in known:
            known[name] = recall(one.source)
        reason = reasons.pop((one.info.name, name), None)
        listed.append(_listed(one, reason, known[name].get(one.info.name)))
    unreadable = [
        Listed(one.plugin, one.distribution, one.version, "broken", one.is_builtin, one.error)
        for one in refused
        if (one.plugin, one.distribution) in reasons
    ]
    return (*listed, *unreadable)


def registering(plugins: Iterable[Listed], kind: str) -> tuple[Listed, ...]:
    """Return the plugins that are known to register something of a kind."""
    return tuple(
        one for one in plugins if any(offer.kind == kind for offer in one.components or ())
    )


def _listed(one: FoundPlugin, reason: str | None, loaded: Loaded | None) -> Listed:
    info = one.info
    state = info.state
    if one.problem is not None:
        reason = str(one.problem)
    elif reason is not None:
        state = "broken"
    elif loaded is not None and loaded.error is not None and state == "active":
        state, reason = "broken", loaded.error
    components = loaded.offered if loaded is not None and loaded.error is None else None
    return Listed(
        info.name, info.distribution, info.version, state, info.is_builtin, reason, components
    )
