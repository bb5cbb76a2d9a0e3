"""Warns of a plugin whose code has changed while no component of it has a new version.

What a component gave is remembered under its version. An author who edits the code of a plugin
that is installed with ``pip install -e`` and forgets the version sees what the old code gave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import orjson

from opsonin.manager.contents import contents_of
from opsonin.manager.installed import modules_of
from opsonin.manager.pipeline import Installed, Pipeline

#: Below the data folder; only warnings come of it, so that nothing is lost with it.
_NOTED = Path("cache") / "editable_plugins.json"

_Noted = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Code:
    """The code of editable plugins as it is now.

    Attributes:
        data: The data folder.
        now: Distribution -> digest of its files, and its components with their versions.
    """

    data: Path
    now: _Noted

    def warnings(self) -> Iterator[str]:
        """Yield a sentence for every plugin that was changed since the last run, unsaid."""
        before = self._noted()
        for name, found in self.now.items():
            known = before.get(name)
            if known is None or known.get("digest") == found["digest"]:
                continue
            if known.get("components") == found["components"]:
                names = ", ".join(f"{one} {version}" for one, version in found["components"])
                yield (
                    f"The code of {name} has changed since the last run here, but none of its "
                    f"components has a new version ({names}): what they gave before stands. Raise "
                    "the version of each that gives other results."
                )

    def note(self) -> None:
        """Remember the code, to compare the next run's with it."""
        if not self.now or {**self._noted(), **self.now} == self._noted():
            return
        path = self.data / _NOTED
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(orjson.dumps({**self._noted(), **self.now}))
        temporary.replace(path)

    def _noted(self) -> _Noted:
        try:
            found = orjson.loads((self.data / _NOTED).read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def code_of(pipeline: Pipeline) -> Code:
    """Return the code of the third-party plugins in a pipeline that run from source folders."""
    components: dict[str, list[list[str]]] = {}
    everybody: tuple[Installed[Any], ...] = (
        *pipeline.cleaners,
        *pipeline.taggers,
        *pipeline.corpus_taggers,
    )
    for one in everybody:
        if one.plugin is not None and not one.plugin.is_builtin:
            components.setdefault(one.plugin.distribution, []).append([one.name, one.version])
    now: dict[str, Mapping[str, Any]] = {}
    for name, own in components.items():
        source = distribution(name)
        contents = contents_of(source, modules_of(source))
        if not contents.is_recorded:
            now[name] = {"digest": contents.digest, "components": sorted(own)}
    return Code(pipeline.settings.data, now)
