"""Reads lists of inputs: a text file, given as ``@FILE``, with one path or URL a line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from opsonin import ConfigError, Context, NoOptions, Resource, Source
from opsonin_plugins.sources.globs import is_pattern, split_pattern
from opsonin_plugins.sources.places import quoted, scheme_of

_SIGN = "@"


def accepts(resource: Resource) -> bool:
    """Accept an input that begins with ``@``; a file of such a name is given as ``./@name``."""
    return resource.kind == "location" and not resource.uri and resource.location.startswith(_SIGN)


def read(resource: Resource, _context: Context[NoOptions]) -> Iterator[Resource]:
    """Yield the inputs of a list in their order; their places begin with the line as it stands.

    Blank lines and those that begin with ``#`` are left out. Paths are relative to the working
    directory, as on the command line.

    Raises:
        ConfigError: The list is missing or no text.
    """
    path = Path(resource.location.removeprefix(_SIGN))
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="surrogateescape").splitlines()
    except OSError as error:
        raise ConfigError(
            f"The list of inputs cannot be read: {error.strerror}.",
            where=str(path),
            remedy="Give a text file with one path or URL a line, as @FILE.",
        ) from error
    for line in lines:
        location = line.strip()
        if location and not location.startswith("#"):
            yield Resource(
                uri=_place(location), location=location, open=resource.open, kind="location"
            )


SOURCE = Source(name="lists", version="1", accepts=accepts, read=read, priority=2)


def _place(location: str) -> str:
    if scheme_of(location):
        return quoted(location)
    path = split_pattern(location)[0] if is_pattern(location) else location
    place = quoted(os.path.normpath(path)).lstrip("/")
    # The folder that everything lies in has no name.
    return "" if place == "." else place
