"""Which of the installed plugins may be loaded: the built-in ones, and those that are allowed."""

from __future__ import annotations

from collections.abc import Sequence

from opsonin.manager.config import Settings
from opsonin.manager.contents import contents_of
from opsonin.manager.installed import (
    ANY,
    BrokenPlugin,
    FoundPlugin,
    find_plugins,
    is_named,
    modules_of,
    normalised,
)
from opsonin.manager.pins import Pin, pins_of

_LOCK = "`opsonin plugins lock` pins what is installed now"


def admitted(
    settings: Settings,
) -> tuple[tuple[FoundPlugin, ...], tuple[FoundPlugin, ...], tuple[BrokenPlugin, ...]]:
    """Find the plugins and decide which may be loaded; nothing is imported.

    Args:
        settings: ``plugins`` says which are allowed, ``require_plugins`` what they must be.

    Returns:
        All installed plugins; those of them that may be loaded; and those that may not though
        they are allowed: written for another opsonin, not what is required, or unreadable.
    """
    found, unreadable = find_plugins(settings.plugins)
    pins = {normalised(name): pin for name, pin in pins_of(settings.require_plugins).items()}
    verdicts: dict[str, str | None] = {}
    good: list[FoundPlugin] = []
    bad = list(unreadable)
    for one in found:
        if one.problem is not None:
            if ANY in settings.plugins or is_named(one.info, settings.plugins):
                bad.append(BrokenPlugin.of(one.info, str(one.problem), state="incompatible"))
        elif one.info.state != "disabled":
            name = one.info.distribution
            if pins and not one.info.is_builtin and name not in verdicts:
                verdicts[name] = _not_required(one, pins.get(normalised(name)))
            error = verdicts.get(name)
            if error is None:
                good.append(one)
            else:
                bad.append(BrokenPlugin.of(one.info, error, is_pinned=True))
    return found, tuple(good), tuple(bad)


def missing_pins(settings: Settings, found: Sequence[FoundPlugin]) -> tuple[str, ...]:
    """Return the required distributions that are not installed as plugins."""
    installed = {normalised(one.info.distribution) for one in found}
    return tuple(name for name in settings.require_plugins if normalised(name) not in installed)


def _not_required(one: FoundPlugin, pin: Pin | None) -> str | None:
    """Return in which way a distribution is not what is required."""
    name, version = one.info.distribution, one.info.version
    if pin is None:
        return (
            "It is not in [require_plugins], which has to name every third-party plugin if it "
            f"names any. {_LOCK}."
        )
    if pin.version != version:
        return (
            f"[require_plugins] wants {name} {pin.version}, and {version} is installed. "
            f"Install {name}=={pin.version}; or, if you trust {version}: {_LOCK}."
        )
    contents = contents_of(one.source, modules_of(one.source))
    if contents.digest == pin.digest:
        return None
    told = f"[require_plugins] wants {name} {version} with {pin.digest}, found {contents.digest}."
    if not contents.is_recorded:
        return (
            f"{told} It runs from its source folder, where every edit changes it. Install its "
            f"wheel; or, if you trust what is there: {_LOCK}."
        )
    if contents.altered:
        some = ", ".join(contents.altered[:3])
        told += f" Changed since it was installed: {some}."
    return f"{told} Install {name}=={version} again; or, if you trust what is there: {_LOCK}."
