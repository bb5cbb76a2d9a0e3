"""Two inputs must not hold different documents under one name.

A place is relative to its input, so that an input can be moved. Of two inputs that hold a file of
the same name, one would take away what the other has brought. Which folders a data folder was fed
from stands in its commits; whether one of them still claims a place is seen by looking there.
"""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from urllib.parse import unquote

from opsonin.components.component import Resource
from opsonin.errors import ConfigError
from opsonin.store.store import Store

#: What a commit calls the folders, among its versions.
INPUTS = "inputs"


def root_of(resource: Resource) -> str | None:
    """Return the folder that a file's place is relative to; None if that is not to be seen.

    >>> root_of(Resource(uri="in/a.txt", location="/srv/feed/in/a.txt", open=open))
    '/srv/feed/'
    """
    if resource.kind != "file" or not resource.uri or not os.path.isabs(resource.location):  # noqa: PTH117 - names that are not UTF-8 stay strings throughout
        return None
    name = f"/{_path(resource.uri)}"
    if not resource.location.endswith(name):
        return None
    return resource.location[: len(resource.location) - len(name) + 1]


def inputs_before(store: Store, number: int) -> set[str]:
    """Return the folders that runs up to a commit have read from."""
    noted = store.commit_info(number)["versions"].get(INPUTS, []) if number else []
    data = os.path.realpath(store.root)
    return {os.path.normpath(os.path.join(data, one)).rstrip("/") + "/" for one in noted}  # noqa: PTH118 - see above


def noted_inputs(roots: Iterable[str], store: Store) -> list[str]:
    """Return folders as a commit notes them: relative to the data folder.

    So a copy of both, or both in another place, are what they were to each other.
    """
    data = os.path.realpath(store.root)
    names = (os.path.relpath(root, data) for root in roots)
    # A name that is not UTF-8 cannot be written down; such an input is not guarded.
    return sorted({name for name in names if name.isprintable()})


def check_claims(place: str, mine: AbstractSet[str], others: AbstractSet[str]) -> None:
    """Check that one input at most claims a place at which something else stood, or stands too.

    A copy of an input that holds the same bytes claims nothing.

    Args:
        place: The place.
        mine: Folders that this run reads from.
        others: Folders that may claim it as well.

    Raises:
        ConfigError: Two do, with different bytes.
    """
    path = _path(place)
    here = [root + path for root in sorted(mine) if os.path.isfile(root + path)]  # noqa: PTH113 - see above
    for other in (root + path for root in sorted(others) if os.path.isfile(root + path)):  # noqa: PTH113 - see above
        for one in here:
            if one != other and not _is_same(one, other):
                raise _refusal(path, one, other, is_within=others is mine)


def _path(place: str) -> str:
    """Return the file name of a place: without the record's key, and as the system spells it."""
    return unquote(place.partition("#")[0], errors="surrogateescape")


def _is_same(one: str, other: str) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        # What cannot be read claims nothing that could be told.
        return True


def _refusal(path: str, one: str, other: str, *, is_within: bool) -> ConfigError:
    remedy = (
        "Give a folder that holds both inputs, which gives every file a name of its own, or keep "
        "them in two data folders (--data)."
    )
    if not is_within:
        remedy += " If the new input takes the place of the earlier one, say so with --sync."
    return ConfigError(
        f"Two inputs hold different files named {path!r}, so that one would take away the "
        "documents of the other.",
        where=f"{one} and {other}",
        remedy=remedy,
    )
