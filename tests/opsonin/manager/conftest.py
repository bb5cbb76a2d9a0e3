"""Distributions that are really installed, as far as Python can tell."""

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from opsonin.manager import installed

Distribute = Callable[..., None]


@cache
def _others() -> tuple[Distribution, ...]:
    groups = ((one, {entry.group for entry in one.entry_points}) for one in distributions())
    return tuple(one for one, found in groups if installed.GROUP not in found)


@pytest.fixture(autouse=True)
def _without_built_in_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the plugins that are installed: what these tests expect does not depend on them."""
    others = _others()

    def found() -> Iterator[Distribution]:
        yield from others
        yield from distributions(path=[path for path in sys.path if path not in before])

    before = list(sys.path)
    monkeypatch.setattr(installed, "distributions", found)


@pytest.fixture
def distribute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Distribute]:
    """Write a distribution with modules and entry points into a folder on ``sys.path``."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)

    def write(
        name: str,
        modules: Mapping[str, str],
        entry_points: str,
        version: str = "1.2",
        requires: str = "",
    ) -> None:
        for module, source in modules.items():
            (site / f"{module}.py").write_text(source, encoding="utf-8")
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        metadata += f"Requires-Dist: {requires}\n" if requires else ""
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[opsonin]\n{entry_points}\n", encoding="utf-8")
        importlib.invalidate_caches()

    yield write
    for module in set(sys.modules) - before:
        if str(site) in str(getattr(sys.modules[module], "__file__", "")):
            del sys.modules[module]
