"""The commands that say how a data folder fares, and keep it in order."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from typing import Any

import click

from opsonin.cli.commands.options import data_options, json_option

_STAGES = ("ingest", "clean", "tag", "export")


@click.command()
@data_options
@json_option
def status(*, as_json: bool, **settings: Any) -> None:
    """Show the last runs, the tables, and what changed."""
    from opsonin.cli.status import show_status

    show_status(settings, as_json=as_json)


@click.command()
@click.option("--reason", metavar="CODE", help="Only those with this reason, such as empty.")
@click.option("--stage", type=click.Choice(_STAGES), help="Only those of this stage.")
@click.option(
    "--retry",
    multiple=True,
    metavar="REASON",
    help="Try again what was rejected for it, with a run over the configured inputs or else those "
    "of the last run. May be repeated.",
)
@data_options
@json_option
def rejects(
    *, reason: str | None, stage: str | None, retry: tuple[str, ...], as_json: bool, **settings: Any
) -> None:
    """List what could not go on, and why.

    Reasons io, timeout and memory are tried again by the next run; the others are remembered until
    the document or the component changes, or until you ask for them with --retry.
    """
    from opsonin.cli.rejects import list_rejects, retry_rejects

    if retry:
        if reason is not None or stage is not None:
            raise click.UsageError("--retry goes without --reason and --stage.")
        retry_rejects(settings, retry, as_json=as_json)
        return
    list_rejects(settings, reason=reason, stage=stage, as_json=as_json)


@click.command()
@data_options
@json_option
def verify(*, as_json: bool, **settings: Any) -> None:
    """Check every digest, schema, span and sum of a data folder.

    Ends with exit code 1 if something is wrong.
    """
    from opsonin.cli.verifying import verify_folder

    if not verify_folder(settings, as_json=as_json):
        raise click.exceptions.Exit(1)


@click.command()
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would go.")
@data_options
@json_option
def gc(*, is_dry: bool, as_json: bool, **settings: Any) -> None:
    """Remove old snapshots and history, and what killed runs have left.

    What is kept how long stands in [retention] of the configuration. A snapshot that somebody
    reads is left alone.
    """
    from opsonin.cli.collecting import collect_garbage

    collect_garbage(settings, is_dry=is_dry, as_json=as_json)


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOC_ID...]")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would be erased.")
@click.option(
    "--readmit",
    "is_readmitted",
    is_flag=True,
    help="Let documents that were forgotten come back with the next run that finds them.",
)
@data_options
@json_option
def forget(
    *,
    documents: tuple[str, ...],
    is_dry: bool,
    is_readmitted: bool,
    as_json: bool,
    **settings: Any,
) -> None:
    """Erase documents for good, also from history and snapshots.

    DOC_ID may be shortened to four or more hexadecimal digits, or be a source_uri. All earlier
    snapshots and the history go with the documents. Later runs leave them out. Without DOC_ID a
    take-down that was cut off is finished.
    """
    from opsonin.cli import forgetting

    if is_readmitted:
        forgetting.readmit(documents, settings, as_json=as_json)
    else:
        forgetting.forget(documents, settings, is_dry=is_dry, as_json=as_json)
