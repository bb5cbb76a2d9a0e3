"""The options that many commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Configuration; opsonin.toml in this folder, if there is one, when left out.",
)
plugins_option = click.option(
    "--plugins",
    multiple=True,
    metavar="NAME",
    help="Third-party plugin or distribution to load, in place of those configured; repeatable.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")


def data_options(command: F) -> F:
    """Add what every command needs that works on a data folder."""
    data = click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        envvar="OPSONIN_DATA",
        show_envvar=True,
        help="Data folder; `data` when neither this nor the configuration says so.",
    )
    return data(config_option(plugins_option(command)))
