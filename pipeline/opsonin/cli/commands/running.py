"""The main job: ``opsonin run``."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from typing import Any

import click

from opsonin.cli.commands.options import data_options, json_option


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@data_options
@click.option(
    "--engine",
    metavar="NAME",
    help="What carries out the stages: local (this process) or an engine of a plugin, such as "
    "prefect. [default: local; prefect if PREFECT_API_URL is set]",
)
@click.option(
    "--runner",
    type=click.Choice(["threads", "processes", "dask"]),
    help="What the shards are spread over; dask needs --engine prefect. [default: threads]",
)
@click.option("--address", metavar="URL", help="An existing Dask cluster, such as tcp://host:8786.")
@click.option(
    "--workers",
    type=int,
    metavar="N",
    help="Threads or processes that treat shards at the same time. [default: 1]",
)
@click.option(
    "--shard-documents", type=int, metavar="N", help="Documents in a shard at most. [default: 2000]"
)
@click.option(
    "--sync",
    is_flag=True,
    default=None,
    help="Take documents away that are no longer in the inputs, which must be all there is.",
)
@click.option(
    "--sync-limit",
    "sync_limit_percent",
    type=float,
    metavar="PERCENT",
    help="Stop if --sync would take away a larger share of all documents. [default: 10]",
)
@click.option(
    "--rehash",
    is_flag=True,
    default=None,
    help="Read and hash files again that look unchanged by size, time and inode or etag.",
)
@click.option(
    "--only",
    type=click.Choice(["tag"]),
    help="Read no inputs: call taggers for documents that stand and lack what these give now.",
)
@click.option(
    "--component",
    "only_components",
    multiple=True,
    metavar="NAME",
    help="With --only, call this tagger and what needs it; may be given again.",
)
@click.option("--since", metavar="DAY", help="With --only, the first day: YYYY-MM-DD.")
@click.option("--until", metavar="DAY", help="With --only, the last day.")
@click.option(
    "--by",
    "period_by",
    type=click.Choice(["published", "fetched"]),
    help="Which day of a document counts. [default: published]",
)
@click.option(
    "--profile", "with_profile", is_flag=True, help="Show where the time went, by component."
)
@json_option
def run(*, inputs: tuple[str, ...], as_json: bool, with_profile: bool, **settings: Any) -> None:
    """Ingest, clean, tag and export documents.

    INPUT is a folder, a file, a pattern such as 'news/**/*.txt', a list of inputs as @FILE, or a
    URL; the configured inputs, or seeds/, when left out. Documents that are known and unchanged
    cost a look-up.
    """
    from opsonin.cli.running import run_inputs

    run_inputs(inputs, settings, as_json=as_json, with_profile=with_profile)
