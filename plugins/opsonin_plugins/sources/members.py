"""What members of archives have in common: their places, and which of them are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsonin import Reject, Resource
from opsonin_plugins.sources.limits import ExpansionOptions
from opsonin_plugins.sources.places import quoted

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOptions(ExpansionOptions):
    """Options of sources that read archives.

    Attributes:
        max_nesting: Archives in each other that are read; 1 for none inside another.
    """

    max_nesting: int = 1


def member_place(archive: Resource, name: str) -> str | Reject:
    """Return the place of a member, or say why its name is refused.

    Nothing is ever unpacked to a path, but a place is read as one by people and programs.

    Args:
        archive: Where the member lies.
        name: Its name as the archive states it.
    """
    place = f"{archive.uri}#{quoted(name)}"
    parts = name.replace("\\", "/").split("/")
    if not name or name[0] in "/\\" or ".." in parts or _DRIVE.match(name):
        detail = "The name leads out of the archive."
        return Reject("unsafe_path", detail, quoted(name) or "?")
    return place


def too_nested(archive: Resource, options: ArchiveOptions) -> Reject | None:
    """Refuse an archive that lies in too many others."""
    if archive.uri.count("#") < options.max_nesting:
        return None
    limit = f"{options.max_nesting} allowed (max_nesting)"
    return Reject("nested_archive", f"This archive lies in another one; {limit}.")
