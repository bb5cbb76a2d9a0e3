"""Distributions that are really installed, as far as Python can tell."""

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

Distribute = Callable[..., None]


@pytest.fixture
def distribute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Distribute]:
    """Write a distribution with modules and entry points into a folder on ``sys.path``."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)

    def write(
        name: str, modules: Mapping[str, str], entry_points: str, version: str = "1.2"
    ) -> None:
        for module, source in modules.items():
            (site / f"{module}.py").write_text(source, encoding="utf-8")
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[opsonin]\n{entry_points}\n", encoding="utf-8")
        importlib.invalidate_caches()

    yield write
    for module in set(sys.modules) - before:
        if str(site) in str(getattr(sys.modules[module], "__file__", "")):
            del sys.modules[module]


def tagger_module(*names: str, extra: str = "") -> str:
    """Return the source of a plugin with taggers of these names."""
    taggers = ", ".join(
        f'Tagger(name="{name}", version="1", tag=tag, fills=("identifiers",))' for name in names
    )
    return f"""
from opsonin import Tagger, hookimpl
def tag(documents, context):
    return {{}}
@hookimpl
def register_taggers():
    return [{taggers}]
{extra}
"""
