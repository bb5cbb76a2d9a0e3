from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from opsonin.cli.locking import Locked, with_pins
from opsonin.errors import ConfigError

Command = Callable[..., Result]

_PLUGIN = "from opsonin import hookimpl\n@hookimpl\ndef register_taggers(): return []\n"
DIGEST = "sha256:" + "0" * 64
ONE = [Locked("acme-a", "1.0", DIGEST, is_editable=False)]
PIN = f'"acme-a" = {{ version = "1.0", digest = "{DIGEST}" }}\n'
HEADER = "[require_plugins]  # written by `opsonin plugins lock`\n"


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    for name in ("a", "b"):
        info = folder / f"acme_{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[opsonin]\n{name} = acme_{name}\n")
        (folder / f"acme_{name}.py").write_text(_PLUGIN)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def test_plugins_are_pinned_and_a_changed_one_is_refused(
    opsonin: Command, site: Path, tmp_path: Path
) -> None:
    text = '# mine\n[run]\nplugins = ["a"]  # one\n'
    path = tmp_path / "opsonin.toml"
    path.write_text(text)
    path.chmod(0o640)
    result = opsonin("plugins", "lock")
    assert result.exit_code == 0, result.stderr
    assert "acme-a        1.0      sha256:" in result.stdout
    assert "acme-b" not in result.stdout
    assert path.read_text().startswith(text)
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tomllib.loads(path.read_text())["require_plugins"]) == ["acme-a"]
    before = path.read_bytes()
    assert opsonin("plugins", "lock").exit_code == 0
    assert path.read_bytes() == before
    (site / "acme_a.py").write_text(_PLUGIN + "# changed\n")
    refused = opsonin("run", str(site))
    assert refused.exit_code == 1
    assert (
        "plugin a of acme-a 1.0: [require_plugins] wants acme-a 1.0 with sha256:" in refused.stderr
    )
    assert "`opsonin plugins lock`" in refused.stderr
    assert not (tmp_path / "data").exists()
    assert opsonin("plugins", "lock").exit_code == 0
    assert path.read_bytes() != before
    assert opsonin("plugins", "show", "a").exit_code == 0


def test_lock_makes_a_file_and_mends_a_wrong_one(
    opsonin: Command, read_json: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "opsonin.toml"
    (pin,) = read_json("plugins", "lock", "--plugins", "b")
    assert (pin["distribution"], pin["version"], pin["is_editable"]) == ("acme-b", "1.0", True)
    assert path.read_text().startswith(HEADER)
    path.write_text("[require_plugins]\nacme-b = 'nonsense'\n")
    assert opsonin("plugins", "list").exit_code == 1
    assert opsonin("plugins", "lock").exit_code == 0
    assert path.read_text() == ""


def test_lock_follows_a_link(opsonin: Command, tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text('[run]\nplugins = ["*"]\n')
    (tmp_path / "opsonin.toml").symlink_to("real.toml")
    assert opsonin("plugins", "lock").exit_code == 0
    assert (tmp_path / "opsonin.toml").is_symlink()
    assert "acme-b" in (tmp_path / "real.toml").read_text()
    assert list(tmp_path.glob(".*.tmp")) == []


def test_plugin_that_is_not_installed_cannot_be_pinned(opsonin: Command, tmp_path: Path) -> None:
    path = tmp_path / "opsonin.toml"
    path.write_text('[run]\nplugins = ["acme-aa"]\n')
    result = opsonin("plugins", "lock")
    assert result.exit_code == 1
    assert "opsonin.toml, line 2, [run]: No installed plugin is called 'acme-aa'." in result.stderr
    assert "Did you mean 'acme-a'?" in result.stderr


OTHER = "[run]\nworkers = 2  # two\n\n# of the components\n[components.a]\nx = 1\n"
OLD = '[require_plugins]\n"acme-old" = { version = "0", digest = "x" } # gone\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", HEADER + PIN),
        (OTHER, OTHER + "\n" + HEADER + PIN),
        (OTHER.rstrip("\n"), OTHER + "\n" + HEADER + PIN),
        (OTHER + "\n" + OLD, OTHER + "\n" + HEADER + PIN),
        (OLD + "\n" + OTHER, HEADER + PIN + "\n" + OTHER),
        (OLD + "\n# about runs\n" + OTHER, HEADER + PIN + "\n# about runs\n" + OTHER),
        ("\ufeff" + OTHER, "\ufeff" + OTHER + "\n" + HEADER + PIN),
        (
            "[require_plugins.acme-x]\nversion = '1'\n[require_plugins.acme-y]\nversion = '1'\n"
            + OTHER,
            HEADER + PIN + "\n" + OTHER,
        ),
    ],
)
def test_rest_of_the_file_is_left_as_it_is(before: str, after: str) -> None:
    assert with_pins(before, ONE, "x") == after
    crlf = with_pins(before.replace("\n", "\r\n"), ONE, "x")
    assert crlf == after.replace("\n", "\r\n") or not before


def test_table_goes_when_nothing_is_pinned() -> None:
    assert with_pins(OTHER + "\n" + OLD, [], "x") == OTHER + "\n"


def test_pins_in_another_form_are_left_to_their_author() -> None:
    text = "require_plugins.acme.version = '1'\nrun.workers = 2\n"
    with pytest.raises(ConfigError, match="x: The pins cannot be written without touching other"):
        with_pins(text, ONE, "x")


def test_pin_of_what_no_run_loads_is_told(opsonin: Command) -> None:
    result = opsonin("plugins", "lock", "--plugins", "a")
    assert "Pinned, but no run loads acme-a: add the name to plugins under [run]" in result.stderr
    Path("opsonin.toml").write_text('[run]\nplugins = ["a"]\n')
    assert "no run loads" not in opsonin("plugins", "lock").stderr


def test_nothing_to_pin_is_one_line(opsonin: Command) -> None:
    result = opsonin("plugins", "lock")
    assert result.stdout == "No third-party plugin may be loaded: there is nothing to pin.\n"
