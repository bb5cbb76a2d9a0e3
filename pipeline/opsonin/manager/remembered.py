"""Remembers what plugins registered when they were last loaded, so that listing imports nothing.

It is a cache: one small file for each distribution, in the user's cache folder. What it says holds
as long as no file of the distribution has changed; anything else is as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution
from pathlib import Path

import opsonin
from opsonin.manager.contents import stamp_of
from opsonin.manager.hooks import HOOK_API
from opsonin.manager.installed import modules_of

_LOG = logging.getLogger("opsonin")

#: Names another folder than ``~/.cache/opsonin``.
CACHE_VARIABLE = "OPSONIN_CACHE"
#: Raised when the content of the files changes.
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that a plugin registered.

    Attributes:
        kind: ``source``, ``cleaner``, ``tagger``, ``exporter``, ``vocabulary``, ``table`` or
            ``engine``.
        name: Its name.
        version: Its version; empty for what has none.
    """

    kind: str
    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading a plugin.

    Attributes:
        offered: What it registered; nothing if it is broken.
        error: Why it is broken; None if it is not.
    """

    offered: tuple[Offered, ...] = ()
    error: str | None = None


def remember(distribution: Distribution, loaded: Mapping[str, Loaded]) -> None:
    """Note what came of loading plugins of a distribution. That it cannot be noted is no error.

    Args:
        distribution: The distribution.
        loaded: What came of it by the name of the entry point.
    """
    path = _path(distribution)
    try:
        stamp = _stamp(distribution)
        known = _read(path, stamp)
        if {**known, **loaded} == known:
            return
        plugins = {name: asdict(one) for name, one in {**known, **loaded}.items()}
        _write(path, json.dumps({"stamp": stamp, "plugins": plugins}))
    except OSError as error:
        _LOG.debug("what plugins register cannot be noted: %s", error)


def recall(distribution: Distribution) -> dict[str, Loaded]:
    """Return what is known of a distribution's plugins by the name of the entry point."""
    path = _path(distribution)
    if not path.is_file():
        return {}
    return _read(path, _stamp(distribution))


def cache_folder() -> Path:
    """Return where it is remembered. Source: XDG Base Directory Specification 0.8."""
    stated = os.environ.get(CACHE_VARIABLE)
    if stated:
        return Path(stated)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path("~/.cache").expanduser()) / "opsonin"


def _path(distribution: Distribution) -> Path:
    # Another environment or interpreter may miss what the plugin imports.
    where: Sequence[str] = (sys.prefix, sys.version, str(distribution.locate_file("")))
    text = "\0".join((*where, str(distribution.name)))
    key = hashlib.sha256(text.encode("utf-8", "surrogateescape"))
    return cache_folder() / "plugins" / f"{key.hexdigest()[:32]}.json"


def _stamp(distribution: Distribution) -> str:
    ours = f"{_FORMAT} {opsonin.__version__} {HOOK_API}"
    return f"{ours} {stamp_of(distribution, modules_of(distribution))}"


def _read(path: Path, stamp: str) -> dict[str, Loaded]:
    try:
        content = json.loads(path.read_bytes())
        if content["stamp"] != stamp:
            return {}
        return {
            str(name): Loaded(tuple(Offered(**offer) for offer in one["offered"]), one["error"])
            for name, one in content["plugins"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
