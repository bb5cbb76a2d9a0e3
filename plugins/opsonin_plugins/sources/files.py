"""Lists folders and opens files."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote

from opsonin import ConfigError, Context, NoOptions, Reject, Resource, Source
from opsonin_plugins.sources.opening import NOT_REGULAR, io_problem, open_regular
from opsonin_plugins.sources.places import FILE_SCHEME, quoted, scheme_of

#: The coarsest clock of a file system: that of FAT. Source: Microsoft, "File Times".
CLOCK_TICK_NS = 2_000_000_000


def accepts(resource: Resource) -> bool:
    """Tell whether this is a place in the file system: an input that is no URL but ``file://``."""
    return resource.kind == "location" and scheme_of(resource.location) in {"", "file"}


def local_path(location: str) -> str:
    """Return the path that an input names."""
    if scheme_of(location) == "file":
        return unquote(location[len(FILE_SCHEME) :], errors="surrogateescape")
    return location


def read(resource: Resource, _context: Context[NoOptions]) -> Iterator[Resource | Reject]:
    """Yield a file, or all files below a folder, sorted by name.

    Hidden files and folders are left out unless the operator names one. Links to folders are not
    followed, links to files only where they stay inside the input folder. What cannot be opened
    becomes a reject, with the place that its file would have had as key.
    """
    path = local_path(resource.location)
    if not resource.uri and not os.path.lexists(path):
        raise ConfigError(
            f"There is no input {resource.location!r}.",
            remedy="Give a folder, a file, a pattern, @LIST or a URL.",
        )
    root = _resolved(path, "")
    if isinstance(root, Reject):
        yield root
    elif os.path.isdir(root):  # noqa: PTH112 - names that are not UTF-8 stay strings throughout
        yield from files_below(root, resource.uri)
    else:
        name = quoted(os.path.basename(path))  # noqa: PTH119 - see above
        yield _file(root, resource.uri or name)


SOURCE = Source(name="files", version="1", accepts=accepts, read=read)


def files_below(root: str, prefix: str) -> Iterator[Resource | Reject]:
    """Yield all files below a folder, sorted by name.

    Args:
        root: The folder, with all links resolved.
        prefix: The place of the folder, before theirs.
    """
    # A stack instead of recursion: folders may be nested deeper than Python's calls.
    pending = [(root, prefix)]
    while pending:
        path, uri = pending.pop()
        try:
            found = os.lstat(path)
            mode = found.st_mode
            if stat.S_ISDIR(mode):
                pending.extend(reversed(_listed(path, uri)))
                continue
        except OSError as error:
            yield Reject(*io_problem(error), uri)
            continue
        if stat.S_ISLNK(mode):
            target = _followed(path, uri, root)
            yield _file(target, uri) if isinstance(target, str) else target
        elif stat.S_ISREG(mode):
            yield _regular(path, uri, found)
        else:
            yield Reject(*NOT_REGULAR, uri)


def _listed(folder: str, uri: str) -> list[tuple[str, str]]:
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if not entry.name.startswith(".")]
    prefix = f"{uri}/" if uri else ""
    names.sort(key=os.fsencode)
    return [(f"{folder.rstrip('/')}/{name}", prefix + quoted(name)) for name in names]


def _followed(path: str, uri: str, root: str) -> str | Reject:
    """Return what a link leads to, if that is a file inside the input folder."""
    target = _resolved(path, uri)
    if isinstance(target, Reject):
        return target
    if os.path.commonpath([root, target]) != root:
        return Reject("outside", "The link leaves the input folder.", uri)
    if os.path.isdir(target):  # noqa: PTH112 - see read()
        if os.path.commonpath([target, path]) == target:
            return Reject("symlink_loop", "The link leads to a folder that holds it.", uri)
        return Reject("folder_link", "Links to folders are not followed.", uri)
    return target


def _resolved(path: str, uri: str) -> str | Reject:
    try:
        return os.path.realpath(path, strict=True)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Reject("symlink_loop", "The link leads back to itself.", uri)
        if error.errno == errno.ENOENT and os.path.islink(path):  # noqa: PTH114 - see read()
            return Reject("dangling", "The link leads to nothing.", uri)
        return Reject(*io_problem(error), uri)


def _file(path: str, uri: str) -> Resource | Reject:
    try:
        # A device may do something when it is opened: look first.
        found = os.lstat(path)
    except OSError as error:
        return Reject(*io_problem(error), uri)
    if not stat.S_ISREG(found.st_mode):
        return Reject(*NOT_REGULAR, uri)
    return _regular(path, uri, found)


def _regular(path: str, uri: str, found: os.stat_result) -> Resource:
    return Resource(
        uri=uri,
        location=path,
        open=partial(open_regular, path),
        size_bytes=found.st_size,
        stamp=_stamp(found),
    )


def _stamp(found: os.stat_result) -> str:
    """Return what changes when a file is written to, replaced or restored.

    A file written to just now may be written to again without any of it changing. Source: Git,
    Documentation/technical/racy-git.txt.
    """
    newest_ns = max(found.st_mtime_ns, found.st_ctime_ns)
    if newest_ns > time.time_ns() - CLOCK_TICK_NS:
        return ""
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
