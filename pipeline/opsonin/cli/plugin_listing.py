"""``opsonin plugins list``: what is installed and in which state; no plugin is imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from opsonin.cli.text import column_lines, counted, echo_json, visible
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.listing import Listed, list_states, registering

#: More than one of a kind, where that is not the word with an s.
_PLURALS = {"vocabulary": "vocabularies"}


def list_installed(
    config: Path | None, names: Sequence[str], *, kind: str | None, check: bool, as_json: bool
) -> None:
    """Write the installed plugins to stdout.

    Args:
        config: The configuration file.
        names: Plugins that may be loaded, in place of those configured.
        kind: Only plugins that register something of this kind: ``tagger``.
        check: Whether to load those that may be loaded first, so that all of it is known.
        as_json: Whether to write JSON.
    """
    settings = load_settings(config, plugins=tuple(names) or None)
    if check:
        _load(settings)
    found = list_states(settings)
    chosen = found if kind is None else registering(found, kind)
    unknown = [one for one in found if one.state == "active" and one.components is None]
    if as_json:
        echo_json([asdict(one) for one in chosen])
    else:
        header = ("plugin", "distribution", "version", "state", "components")
        click.echo("\n".join(column_lines(header, [_cells(one, kind) for one in chosen])))
        for one in chosen:
            if one.reason:
                click.echo(f"{one.name} is {one.state}: {visible(one.reason)}")
    if unknown:
        are = "has" if len(unknown) == 1 else "have"
        click.echo(
            f"{counted(len(unknown), 'plugin')} {are} not been loaded as they are now: "
            "--check loads them to see what they register.",
            err=True,
        )


def _load(settings: Settings) -> None:
    """Load what may be loaded; what came of it is remembered for the listing."""
    import warnings  # noqa: PLC0415 - see below

    from opsonin.deprecation import OpsoninDeprecationWarning  # noqa: PLC0415 - see below

    # Pulls in Arrow and every built-in component.
    from opsonin.manager.discovery import load_plugins  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("always", OpsoninDeprecationWarning)
        load_plugins(settings)


def _cells(one: Listed, kind: str | None) -> tuple[str, ...]:
    about = (one.name, one.distribution, one.version, one.state)
    if one.components is None:
        return (*about, "not loaded yet" if one.state == "active" else "")
    if kind is not None:
        return (*about, ", ".join(offer.name for offer in one.components if offer.kind == kind))
    counts = Counter(offer.kind for offer in one.components)
    return (*about, ", ".join(_counted(number, word) for word, number in counts.items()))


def _counted(number: int, kind: str) -> str:
    return f"{number} {_PLURALS.get(kind, f'{kind}s')}" if number > 1 else f"1 {kind}"
