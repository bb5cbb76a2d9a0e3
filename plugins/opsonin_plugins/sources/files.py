"""Lists folders and opens files."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from functools import partial

from opsonin import Context, NoOptions, Reject, Resource, Source
from opsonin_plugins.sources.opening import NotRegularError, open_regular
from opsonin_plugins.sources.places import quoted

#: How much of a file other sources see before they decide whether to read it.
HEAD_BYTES = 4096

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://")


def accepts(resource: Resource) -> bool:
    """Tell whether this is a place in the file system: an input that is no URL."""
    return resource.kind == "location" and not _URL.match(resource.location)


def read(resource: Resource, _context: Context[NoOptions]) -> Iterator[Resource | Reject]:
    """Yield a file, or all files below a folder, sorted by name.

    Hidden files and folders are left out unless the operator names one. Links to folders are not
    followed, links to files only where they stay inside the input folder. What cannot be opened
    becomes a reject, with the place that its file would have had as key.
    """
    root = _resolved(resource.location, "")
    if isinstance(root, Reject):
        yield root
    elif os.path.isdir(root):  # noqa: PTH112 - names that are not UTF-8 stay strings throughout
        yield from _below(root)
    else:
        yield _file(root, quoted(os.path.basename(resource.location)))  # noqa: PTH119 - see above


SOURCE = Source(name="files", version="1", accepts=accepts, read=read)


def _below(root: str) -> Iterator[Resource | Reject]:
    # A stack instead of recursion: folders may be nested deeper than Python's calls.
    pending = [(root, "")]
    while pending:
        path, uri = pending.pop()
        try:
            mode = os.lstat(path).st_mode
            if stat.S_ISDIR(mode):
                pending.extend(reversed(_listed(path, uri)))
                continue
        except OSError as error:
            yield _io(error, uri)
            continue
        if stat.S_ISLNK(mode):
            target = _followed(path, uri, root)
            yield _file(target, uri) if isinstance(target, str) else target
        elif stat.S_ISREG(mode):
            yield _file(path, uri)
        else:
            yield _not_regular(uri)


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
        return _io(error, uri)


def _file(path: str, uri: str) -> Resource | Reject:
    opener = partial(open_regular, path)
    try:
        # A device may do something when it is opened: look first.
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return _not_regular(uri)
        with opener() as stream:
            size_bytes = os.fstat(stream.fileno()).st_size
            head = stream.read(HEAD_BYTES)
    except NotRegularError:
        return _not_regular(uri)
    except OSError as error:
        return _io(error, uri)
    return Resource(uri=uri, location=path, open=opener, size_bytes=size_bytes, head=head)


def _not_regular(uri: str) -> Reject:
    return Reject("not_regular", "This is a FIFO, a socket or a device.", uri)


def _io(error: OSError, uri: str) -> Reject:
    # Not str(error): it repeats the name, which may hold what Arrow refuses.
    return Reject("io", error.strerror or type(error).__name__, uri)
