import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from opsonin.manager.config import Settings
from opsonin.manager.installed import find_plugins, is_named
from opsonin.manager.listing import list_states

Distribute = Callable[..., None]
BOMB = "raise RuntimeError('imported')"


def third_party(*plugins: str) -> list[tuple[str, str, str, str]]:
    return [
        (one.name, one.distribution, one.version, one.state)
        for one in list_states(Settings(plugins=tuple(plugins)))
        if not one.is_builtin
    ]


def test_listing_imports_nothing(distribute: Distribute) -> None:
    distribute("opsonin-bomb", {"bomb": BOMB}, "bomb = bomb")
    assert third_party() == [("bomb", "opsonin-bomb", "1.2", "disabled")]
    assert "bomb" not in sys.modules


@pytest.mark.parametrize("name", ["bomb", "Opsonin_Bomb", "opsonin-bomb", "*"])
def test_plugin_is_enabled_by_its_name_or_its_distribution(
    distribute: Distribute, name: str
) -> None:
    distribute("opsonin-bomb", {"bomb": BOMB}, "bomb = bomb")
    assert third_party(name) == [("bomb", "opsonin-bomb", "1.2", "active")]


def test_plugins_are_sorted_by_name_whatever_the_metadata_order(distribute: Distribute) -> None:
    distribute("zeta", {}, "b = m\na = m")
    distribute("alpha", {}, "c = m\na = m")
    assert [(name, dist) for name, dist, _, _ in third_party()] == [
        ("a", "alpha"),
        ("a", "zeta"),
        ("b", "zeta"),
        ("c", "alpha"),
    ]


def test_core_is_built_in_and_comes_first(
    distribute: Distribute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsonin.manager.installed.CORE", "house")
    distribute("house", {}, "zz = m")
    distribute("guest", {}, "aa = m")
    found = [
        (one.name, one.is_builtin) for one in list_states(Settings()) if one.name in {"aa", "zz"}
    ]
    assert found == [("zz", True), ("aa", False)]


def test_shadowed_copy_of_a_distribution_is_not_listed(
    distribute: Distribute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribute("opsonin-bomb", {}, "old = bomb", version="1.2")
    first = tmp_path / "first" / "opsonin_bomb-2.0.dist-info"
    first.mkdir(parents=True)
    (first / "METADATA").write_text("Name: opsonin-bomb\nVersion: 2.0\n", encoding="utf-8")
    (first / "entry_points.txt").write_text("[opsonin]\nnew = bomb\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(first.parent))
    assert third_party() == [("new", "opsonin-bomb", "2.0", "disabled")]


def test_unreadable_metadata_hides_nobody_else(
    distribute: Distribute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribute("healthy", {}, "healthy = m")
    damaged = tmp_path / "damaged" / "damaged-1.0.dist-info"
    damaged.mkdir(parents=True)
    (damaged / "METADATA").write_text("Name: damaged\nVersion: 1.0\n", encoding="utf-8")
    (damaged / "entry_points.txt").write_bytes(b"[opsonin]\n\xff\xfe = m\n")
    monkeypatch.syspath_prepend(str(damaged.parent))
    found, broken = find_plugins(())
    assert "healthy" in [one.info.name for one in found]
    (only,) = broken
    assert (only.distribution, only.version, only.is_builtin) == ("damaged", "1.0", False)
    assert "entry points cannot be read: UnicodeDecodeError" in only.error
    assert is_named(only, ["damaged"])


def test_distribution_without_metadata_is_still_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = tmp_path / "bare-1.0.dist-info"
    bare.mkdir()
    (bare / "entry_points.txt").write_text("[opsonin]\nbare = m\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert ("bare", "unnamed distribution") in [(name, dist) for name, dist, _, _ in third_party()]
