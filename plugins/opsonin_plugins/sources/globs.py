"""Finds files by a pattern of their path, such as ``news/**/*.jsonl.gz``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from opsonin import ConfigError, Context, NoOptions, Reject, Resource, Source
from opsonin_plugins.sources.files import accepts as is_local
from opsonin_plugins.sources.files import files_below, local_path
from opsonin_plugins.sources.places import quoted

_MAGIC = re.compile(r"[*?\[]")


def accepts(resource: Resource) -> bool:
    """Accept a path with ``*``, ``?`` or ``[``, unless a file or folder has this very name."""
    if not is_local(resource):
        return False
    path = local_path(resource.location)
    return is_pattern(path) and not os.path.lexists(path)


def read(resource: Resource, _context: Context[NoOptions]) -> Iterator[Resource | Reject]:
    """Yield the files that match, sorted by name; their places are relative to the fixed part.

    ``**`` stands for any number of folders, ``*`` and ``?`` for parts of one name. Hidden files
    are left out, and links are followed as they are in a folder.

    Raises:
        ConfigError: Nothing matches.
    """
    root, pattern = split_pattern(local_path(resource.location))
    matches = compiled_pattern(pattern)
    prefix = f"{resource.uri}/" if resource.uri else ""
    n_found = 0
    if os.path.isdir(root):  # noqa: PTH112 - names that are not UTF-8 stay strings throughout
        for item in files_below(os.path.realpath(root), resource.uri):
            place = item.uri if isinstance(item, Resource) else item.key
            if matches.fullmatch(place.removeprefix(prefix)):
                n_found += 1
                yield item
    if not n_found:
        raise ConfigError(
            f"No file matches {resource.location!r}.",
            remedy="Mind that ** stands for folders and * for part of a name, and quote both.",
        )


SOURCE = Source(name="globs", version="1", accepts=accepts, read=read, priority=1)


def is_pattern(path: str) -> bool:
    """Tell whether a path may stand for several files."""
    return bool(_MAGIC.search(path))


def split_pattern(path: str) -> tuple[str, str]:
    """Return the folders before the first special character, and the pattern below them.

    >>> split_pattern("news/2024/**/*.txt")
    ('news/2024', '**/*.txt')
    >>> split_pattern("*.txt")
    ('.', '*.txt')
    """
    parts = path.split("/")
    first = next(number for number, part in enumerate(parts) if is_pattern(part))
    root = "/".join(parts[:first])
    return (root or ("/" if path.startswith("/") else ".")), "/".join(parts[first:])


def compiled_pattern(pattern: str) -> re.Pattern[str]:
    """Return what matches the places that a pattern stands for.

    >>> bool(compiled_pattern("**/*.txt").fullmatch("a.txt"))
    True
    >>> bool(compiled_pattern("*.txt").fullmatch("a/b.txt"))
    False
    """
    parts = [part for part in pattern.split("/") if part]
    found = ""
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        if part == "**":
            found += ".*" if is_last else "(?:[^/]+/)*"
        else:
            found += _name(part) + ("" if is_last else "/")
    return re.compile(found, re.DOTALL)


def _name(part: str) -> str:
    found = ""
    # A class, a special character, or anything else.
    for match in re.finditer(r"\[(!?)(\]?[^\]]*)\]|([*?])|([^*?\[]+|\[)", part):
        if match[2] is not None:
            inner = quoted(match[2]).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
            found += f"[{'^' if match[1] else ''}{inner}]"
        elif match[3]:
            found += "[^/]*" if match[3] == "*" else "[^/]"
        else:
            found += re.escape(quoted(match[4]))
    return found
