"""Whether a plugin was written for this opsonin, told without importing it.

The rule: before 1.0 every minor version of the hook API may break, so that ``0.2`` and ``0.1`` do
not fit; from 1.0 on a plugin fits every opsonin of the same major version that is not older.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, EntryPoint

import opsonin
from opsonin.errors import PluginError
from opsonin.manager.hooks import HOOK_API
from opsonin.manager.unimported import constant_of

#: What a plugin's module may declare.
DECLARATION = "OPSONIN_HOOK_API"
_VERSION = re.compile(r"(\d{1,9})\.(\d{1,9})")
_ON_CORE = re.compile(r"opsonin\s*(?:\[[^\]]*\]\s*)?[(<>=!~;@]", re.IGNORECASE)


class IncompatibleError(PluginError):
    """A plugin was written for another version of opsonin."""


def check_metadata(distribution: Distribution, entry_point: EntryPoint) -> None:
    """Make sure that what a plugin declares fits this opsonin; nothing is imported.

    Args:
        distribution: Its requirement on opsonin counts.
        entry_point: ``OPSONIN_HOOK_API`` counts as far as its module sets it to a plain string.

    Raises:
        IncompatibleError: It was written for another version.
    """
    declared = constant_of(entry_point, DECLARATION)
    if declared is not None:
        check_api(declared, distribution.name)
    for stated in distribution.requires or ():
        if _ON_CORE.match(stated):
            _check_requirement(stated, distribution.name)


def check_api(wanted: object, distribution: str) -> None:
    """Make sure that a plugin's hook API is one that this opsonin has.

    Args:
        wanted: What the plugin declares.
        distribution: The distribution that brings it, for the remedy.

    Raises:
        IncompatibleError: It is of another line, newer, or no version at all.
    """
    parts = _VERSION.fullmatch(wanted) if isinstance(wanted, str) else None
    if parts is None:
        raise IncompatibleError(
            f"It declares {DECLARATION} = {wanted!r}, expected a version such as {HOOK_API!r}."
        )
    theirs, ours = _numbers(*parts.groups()), _numbers(*HOOK_API.split("."))
    is_older = theirs[0] == ours[0] > 0 and theirs[1] <= ours[1]
    if theirs == ours or is_older:
        return
    said = f"It was written for hook API {wanted}; opsonin {opsonin.__version__} has {HOOK_API}."
    if theirs > ours:
        remedy = "Upgrade opsonin (pip install --upgrade opsonin), or install an older version of "
    else:
        remedy = f"Install a newer version of it (pip install --upgrade {distribution}): one of "
    raise IncompatibleError(said, remedy=f"{remedy}{distribution} for hook API {HOOK_API}.")


def _check_requirement(stated: str, distribution: str) -> None:
    # Takes a tenth of the time that listing may take; few plugins state a version.
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415

    try:
        requirement = Requirement(stated)
    except InvalidRequirement:
        # What an installer makes of it is no matter of ours.
        return
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return
    if requirement.specifier.contains(opsonin.__version__, prereleases=True):
        return
    raise IncompatibleError(
        f"It requires opsonin{requirement.specifier}; this is opsonin {opsonin.__version__}.",
        remedy=f"Install versions that belong together: pip install --upgrade {distribution} "
        "opsonin.",
    )


def _numbers(major: str, minor: str) -> tuple[int, int]:
    return int(major), int(minor)
