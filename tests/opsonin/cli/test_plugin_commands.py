from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_COMMANDS = """
import click
from opsonin import hookimpl

@click.command()
def greet():
    click.echo("hello")

@hookimpl
def register_commands(commands):
    commands.add_command(greet)
    commands.add_command(click.Command("run"))
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with two installed plugins: one with commands, one that must not be imported."""
    folder = tmp_path / "site"
    for name, source in (("greeting", _COMMANDS), ("silent", "raise RuntimeError('imported')")):
        info = folder / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[opsonin]\n{name} = {name}_package.plugin\n")
        package = folder / f"{name}_package"
        package.mkdir()
        (package / "__init__.py").write_text(
            "print('package imported')" if name == "silent" else ""
        )
        (package / "plugin.py").write_text(source)
    return folder


def _opsonin(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from opsonin.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(site)},
    )


def test_configured_plugin_adds_its_command(site: Path) -> None:
    Path("opsonin.toml").write_text("[run]\nplugins = ['*']\n")
    shown = _opsonin(site, "--help")
    assert "greet" in shown.stdout
    assert "imported" not in shown.stdout + shown.stderr
    assert _opsonin(site, "greet").stdout == "hello\n"


def test_plugin_cannot_replace_a_command(site: Path) -> None:
    Path("opsonin.toml").write_text("[run]\nplugins = ['*']\n")
    assert "Ingest, clean, tag and export" in _opsonin(site, "run", "--help").stdout


def test_plugin_that_is_not_configured_adds_nothing(site: Path) -> None:
    assert "greet" not in _opsonin(site, "--help").stdout
    missing = _opsonin(site, "greet")
    assert missing.returncode == 2
    assert "There is no command 'greet'" in missing.stderr


def test_unknown_command_names_broken_plugins(site: Path) -> None:
    Path("opsonin.toml").write_text("[run]\nplugins = ['*']\n")
    missing = _opsonin(site, "whisper")
    assert missing.returncode == 2
    assert "plugin silent of silent 1.0, which is broken: RuntimeError: imported" in missing.stderr


def test_wrong_configuration_does_not_break_help(site: Path) -> None:
    Path("opsonin.toml").write_text("[run]\nplugns = []\n")
    assert _opsonin(site, "--help").returncode == 0
