"""``opsonin run``: chooses the engine, shows progress, and closes with a balance."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from opsonin.cli.balance import balance_lines
from opsonin.cli.edited_code import code_of
from opsonin.cli.opening import read_settings
from opsonin.cli.profile import profile_lines
from opsonin.cli.progress import progress_on_stderr
from opsonin.cli.text import echo_json, visible
from opsonin.components.engine import Engine
from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.config import CONFIG_FILE, Settings
from opsonin.manager.discovery import LOCAL_ENGINE
from opsonin.manager.drift import drift_options
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.local import run_locally
from opsonin.runner.shards import pipeline_of

#: The engine that takes over when this environment variable names its server.
_PREFECT = "prefect"
_PREFECT_API = "PREFECT_API_URL"


def run_inputs(
    inputs: tuple[str, ...],
    options: Mapping[str, Any],
    *,
    as_json: bool,
    with_profile: bool = False,
) -> None:
    """Run the pipeline over inputs and write the balance or the report to stdout.

    Args:
        inputs: Where to read; the configured inputs if empty.
        options: ``config`` and fields of `Settings`; None for what is not given.
        as_json: Whether to write the report as JSON.
        with_profile: Whether to show where the time went.

    Raises:
        OpsoninError: The run could not finish, or an option is wrong.
        click.exceptions.Exit: The run stands, but a corpus tagger or an exporter failed, or a
            publisher has drifted and the configuration makes that a failure.
    """
    # An option that may be given again is empty when it is not given.
    stated = {**options, "only_components": options.get("only_components") or None}
    settings = read_settings({**stated, "inputs": inputs})
    _check_backfill(settings, inputs)
    is_engine_stated = bool(options.get("engine")) or is_configured("engine", options)
    settings, engine = choose_engine(settings, is_stated=is_engine_stated)
    if engine is None:
        _check_local(settings)
    pipeline = _pipeline(settings)
    code = code_of(pipeline)
    for warning in code.warnings():
        click.echo(f"Warning: {visible(warning)}", err=True)
    if engine is None:
        with progress_on_stderr() as progress:
            report: Mapping[str, Any] = asdict(run_locally(settings, progress))
    else:
        click.echo(f"Engine {engine.name} runs all stages.", err=True)
        report = engine.run(settings.to_json())
    code.note()
    if as_json:
        echo_json(report)
    else:
        shown = profile_lines(report) if with_profile else ()
        click.echo("\n".join([*balance_lines(report, settings), *shown]))
    is_refused = bool(report.get("drift")) and drift_options(settings.drift).fail
    if report.get("unlinked") or report.get("unpublished") or is_refused:
        raise click.exceptions.Exit(1)


def choose_engine(settings: Settings, *, is_stated: bool) -> tuple[Settings, Engine | None]:
    """Return what carries out the run, None for this process, and the settings that name it.

    Args:
        settings: What the run is told.
        is_stated: Whether the command line or the configuration names the engine. If neither
            does and a Prefect API is configured, Prefect takes over where it is installed.

    Raises:
        ConfigError: There is no such engine.
    """
    name = settings.engine
    is_prefect_configured = bool(os.environ.get(_PREFECT_API))
    if not is_stated and name == LOCAL_ENGINE and is_prefect_configured:
        name = _PREFECT
    if name == LOCAL_ENGINE:
        return settings, None
    chosen = replace(settings, engine=name)
    engines = _engines(chosen)
    if name in engines:
        return chosen, engines[name]
    if not is_stated:
        return settings, None
    raise ConfigError(
        f"There is no engine {name!r}.",
        remedy=did_you_mean(name, [LOCAL_ENGINE, *engines]),
    )


def _check_backfill(settings: Settings, inputs: tuple[str, ...]) -> None:
    """Make sure that what is asked of a backfill, or only of one, is asked of the right run.

    Raises:
        ConfigError: It is not.
    """
    if settings.only == "all" and settings.only_components:
        raise ConfigError(
            "A run that reads inputs calls every component.",
            where="--component",
            remedy="Add --only tag, or leave it out.",
        )
    if settings.only != "all" and inputs:
        raise ConfigError(
            "A run with --only reads no inputs.",
            where=inputs[0],
            remedy="Leave the input out: --since and --until say which documents.",
        )


def _check_local(settings: Settings) -> None:
    """Make sure that nothing is asked of this process that only another engine does.

    Raises:
        ConfigError: An address is given: it would be ignored.
    """
    if settings.address is not None:
        raise ConfigError(
            f"The local engine has no use for an address, but {settings.address!r} is given.",
            where=str(settings.place_of("address")),
            remedy="Use --engine prefect --runner dask, or leave it out.",
        )


def _engines(settings: Settings) -> Mapping[str, Engine]:
    # The whole pipeline is built, so that a wrong setting is told before any server starts.
    return _pipeline(settings).plugins.engines()


def _pipeline(settings: Settings) -> Pipeline:
    """Return the components of a run, which builds them once in each process."""
    return pipeline_of(settings.to_json())


def is_configured(name: str, options: Mapping[str, Any]) -> bool:
    """Tell whether the configuration states a key of ``[run]``; `Settings` has defaults for all.

    Args:
        name: The key.
        options: ``config``, if the command line names the file.
    """
    path: Path = options.get("config") or CONFIG_FILE
    if not path.is_file():
        return False
    return name in tomllib.loads(path.read_text(encoding="utf-8-sig")).get("run", {})
