"""``opsonin plugins lock``: writes into the configuration which plugins a run insists on."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from opsonin.cli.text import column_lines, echo_json
from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.config import CONFIG_FILE, Settings, load_settings
from opsonin.manager.contents import contents_of
from opsonin.manager.installed import ANY, find_plugins, is_named, modules_of
from opsonin.manager.toml_lines import statements_of

_TABLE = "require_plugins"
_HEADER = f"[{_TABLE}]  # written by `opsonin plugins lock`\n"


@dataclass(frozen=True, slots=True)
class Locked:
    """A distribution that was pinned.

    Attributes:
        distribution: Its name.
        version: Its version.
        digest: Over its files.
        is_editable: Whether it runs from its source folder, where every edit changes it.
    """

    distribution: str
    version: str
    digest: str
    is_editable: bool


def lock_plugins(config: Path | None, names: Sequence[str], *, as_json: bool) -> None:
    """Pin the third-party plugins that may be loaded as they are installed now.

    Args:
        config: The configuration file; made if it does not exist.
        names: Plugins that may be loaded, in place of those configured.
        as_json: Whether to write what was pinned as JSON.

    Raises:
        ConfigError: The configuration is wrong, or a plugin that it names is not installed.
    """
    path = config or CONFIG_FILE
    text = path.read_bytes().decode("utf-8") if path.is_file() else ""
    existing = path if path.is_file() else None
    # What is pinned now may be what is wrong.
    settings = load_settings(existing, ignored=(_TABLE,), plugins=tuple(names) or None)
    locked = _locked(settings)
    _write(path, with_pins(text, locked, str(path)))
    if as_json:
        echo_json(locked)
        return
    if not locked:
        click.echo("No third-party plugin may be loaded: there is nothing to pin.")
        return
    for line in column_lines(
        ("distribution", "version", "digest"),
        [(one.distribution, one.version, one.digest) for one in locked],
    ):
        click.echo(line)
    left_out = _left_out(locked, existing)
    if left_out:
        click.echo(
            f"Pinned, but no run loads {', '.join(left_out)}: add the name to plugins under [run] "
            f"of {path}, or say --plugins with every run.",
            err=True,
        )
    for one in locked:
        if one.is_editable:
            click.echo(
                f"{one.distribution} runs from its source folder: every edit changes its digest.",
                err=True,
            )


def with_pins(text: str, locked: Sequence[Locked], where: str) -> str:
    """Return a configuration with these pins in the place of those that it has.

    All else stays as it is, comments and line ends included.

    Args:
        text: The configuration.
        locked: What is pinned; the table goes if it is nothing.
        where: What the configuration is called, for messages.

    Raises:
        ConfigError: The pins that are there cannot be taken out without touching other things.
    """
    own = [span for span in statements_of(text) if span[0][0] == _TABLE]
    newline = "\r\n" if "\r\n" in text else "\n"
    block = "".join([_HEADER, *map(_line, locked)]).replace("\n", newline) if locked else ""
    at = own[0][1] if own else None
    kept = text
    for _, start, end in reversed(own):
        kept = kept[:start] + _comments_after(text[start:end]) + kept[end:]
    if at is None:
        gap = newline * (2 - kept.endswith("\n")) if kept else ""
        changed = kept + (gap if block else "") + block
    else:
        rest = kept[at:]
        gap = newline if block and rest.strip() else ""
        changed = kept[:at] + block + gap + rest.lstrip("\r\n")
    _check(text, changed, locked, where)
    return changed


def _left_out(locked: Sequence[Locked], config: Path | None) -> list[str]:
    """Return the distributions that are pinned, but that the configuration does not allow."""
    allowed = load_settings(config, ignored=(_TABLE,)).plugins if config else ()
    found, _ = find_plugins(allowed)
    active = {one.info.distribution for one in found if one.info.state == "active"}
    return [one.distribution for one in locked if one.distribution not in active]


def _locked(settings: Settings) -> list[Locked]:
    found, _ = find_plugins(settings.plugins)
    for name in settings.plugins:
        named = [one for one in found if is_named(one.info, [name])]
        if not named and name != ANY:
            known = {word for one in found for word in (one.info.name, one.info.distribution)}
            raise ConfigError(
                f"No installed plugin is called {name!r}.",
                where=str(settings.place_of("plugins")),
                remedy=did_you_mean(name, known),
            )
        for one in named:
            if one.problem is not None:
                raise one.problem
    sources = {
        one.info.distribution: one
        for one in found
        if one.info.state == "active" and not one.info.is_builtin
    }
    locked = []
    for name, one in sorted(sources.items()):
        contents = contents_of(one.source, modules_of(one.source))
        locked.append(Locked(name, one.info.version, contents.digest, not contents.is_recorded))
    return locked


def _line(one: Locked) -> str:
    version, digest = json.dumps(one.version), json.dumps(one.digest)
    return f"{json.dumps(one.distribution)} = {{ version = {version}, digest = {digest} }}\n"


def _comments_after(stretch: str) -> str:
    """Return the blank lines and comments at the end of a table: they belong to what follows."""
    lines = stretch.splitlines(keepends=True)
    n_own = len(lines)
    while n_own > 1 and (not lines[n_own - 1].strip() or lines[n_own - 1].lstrip()[0] == "#"):
        n_own -= 1
    return "".join(lines[n_own:])


def _check(before: str, after: str, locked: Sequence[Locked], where: str) -> None:
    """Make sure that nothing but the pins has changed."""
    expected: dict[str, Any] = {
        k: v for k, v in tomllib.loads(before.removeprefix("\ufeff")).items() if k != _TABLE
    }
    if locked:
        expected[_TABLE] = {
            one.distribution: {"version": one.version, "digest": one.digest} for one in locked
        }
    try:
        found: Mapping[str, Any] = tomllib.loads(after.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        found = {}
    if found != expected:
        raise ConfigError(
            "The pins cannot be written without touching other things in the file.",
            where=where,
            remedy=f"Take {_TABLE} out by hand and run `opsonin plugins lock` again.",
        )


def _write(path: Path, text: str) -> None:
    """Replace the file whole; it keeps its mode and, if it is a link, stays one."""
    target = path.resolve()
    data = text.encode("utf-8")
    if target.is_file() and target.read_bytes() == data:
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        if target.is_file():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
