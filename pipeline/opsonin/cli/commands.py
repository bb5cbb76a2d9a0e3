"""The commands with their arguments; what they do is imported when one is called."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from opsonin.cli.authoring import plugins_new, try_component
from opsonin.cli.checking import plugins_check

F = TypeVar("F", bound=Callable[..., Any])

_STAGES = ("ingest", "clean", "tag", "export")
_KINDS = ("source", "cleaner", "tagger", "exporter", "vocabulary")

_config = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Configuration; opsonin.toml in this folder, if there is one, when left out.",
)
_plugins = click.option(
    "--plugins",
    multiple=True,
    metavar="NAME",
    help="Third-party plugin or distribution to load, in place of those configured; repeatable.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")


def _data_options(command: F) -> F:
    """Add what every command needs that works on a data folder."""
    data = click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="DIR",
        envvar="OPSONIN_DATA",
        show_envvar=True,
        help="Data folder; `data` when neither this nor the configuration says so.",
    )
    return data(_config(_plugins(command)))


@click.command()
@click.argument("inputs", nargs=-1, metavar="[INPUT...]")
@_data_options
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
    "--profile", "with_profile", is_flag=True, help="Show where the time went, by component."
)
@_json
def run(*, inputs: tuple[str, ...], as_json: bool, with_profile: bool, **settings: Any) -> None:
    """Ingest, clean, tag and export documents.

    INPUT is a folder, a file, a pattern such as 'news/**/*.txt', a list of inputs as @FILE, or a
    URL; the configured inputs, or seeds/, when left out. Documents that are known and unchanged
    cost a look-up.
    """
    from opsonin.cli.running import run_inputs

    run_inputs(inputs, settings, as_json=as_json, with_profile=with_profile)


@click.group()
def plugins() -> None:
    """Show what plugins are installed, and what they offer."""


@click.command("list")
@_config
@_plugins
@click.option(
    "--stage",
    "kind",
    type=click.Choice(_KINDS),
    help="Only plugins that are known to add something there, with its names.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Load those that may be loaded first, to see if they work and what they register.",
)
@_json
def plugins_list(
    *, config: Path | None, plugins: tuple[str, ...], kind: str | None, check: bool, as_json: bool
) -> None:
    """List installed plugins with their state; none is imported unless --check is given.

    What a plugin registers is known from when it was last loaded, as long as none of its files
    has changed since.
    """
    from opsonin.cli.plugin_listing import list_installed

    list_installed(config, plugins, kind=kind, check=check, as_json=as_json)


@click.command("show")
@click.argument("name")
@_config
@_plugins
@_json
def plugins_show(
    *, name: str, config: Path | None, plugins: tuple[str, ...], as_json: bool
) -> None:
    """Load one plugin and describe its components and their options.

    NAME is a plugin, a distribution or a component.
    """
    from opsonin.cli.plugins import show_plugin

    show_plugin(name, config, plugins, as_json=as_json)


@click.command("lock")
@_config
@_plugins
@_json
def plugins_lock(*, config: Path | None, plugins: tuple[str, ...], as_json: bool) -> None:
    """Pin the third-party plugins that may be loaded, with version and digest.

    They are written to [require_plugins] of the configuration; the rest of the file stays as it
    is. A run that finds another version or other files refuses to start.
    """
    from opsonin.cli.locking import lock_plugins

    lock_plugins(config, plugins, as_json=as_json)


#: The subcommands of `opsonin plugins`, in the order in which --help lists them.
for _command in (plugins_list, plugins_show, plugins_new, plugins_check, plugins_lock):
    plugins.add_command(_command)


@click.group()
def vocab() -> None:
    """Show the vocabularies that concepts are found by, and add others."""


@vocab.command("list")
@_data_options
@_json
def vocab_list(*, as_json: bool, **options: Any) -> None:
    """List the vocabularies that a run uses, with version, licence, counts and source."""
    from opsonin.cli.vocabularies import list_vocabularies

    list_vocabularies(options, as_json=as_json)


@vocab.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_data_options
@click.option("--name", metavar="NAME", help="Its name. [default: that of the file]")
@click.option("--version", metavar="TEXT", help="Its version. [default: a digest of the file]")
@click.option("--licence", metavar="SPDX", help="Its licence. [default: LicenseRef-unstated]")
@click.option("--type", "kind", metavar="WORD", help="Type of concepts that the file has none for.")
def vocab_add(
    *,
    file: Path,
    name: str | None,
    version: str | None,
    licence: str | None,
    kind: str | None,
    **options: Any,
) -> None:
    """Add a file of terms to the vocabularies of a data folder.

    FILE is a table (.csv, .tsv, .parquet with the columns id, name, synonyms separated by |, type),
    an ontology (.obo, OBO Graphs .json) or a scheme in SKOS (.rdf, .ttl; with opsonin[skos]). The
    next run computes concept mentions anew, and what needs them. To add it again replaces it.
    """
    from opsonin.cli.vocabularies import add_file

    said = {"name": name, "version": version, "licence": licence, "type": kind}
    add_file(file, said, options)


@click.command()
@click.argument("name", required=False)
@_data_options
@_json
def tables(*, name: str | None, as_json: bool, **settings: Any) -> None:
    """Describe all tables, or the columns of table NAME."""
    from opsonin.cli.tables import show_table, show_tables

    if name is None:
        show_tables(settings, as_json=as_json)
    else:
        show_table(name, settings, as_json=as_json)


@click.command()
@click.argument("document", metavar="DOC_ID")
@click.option("--table", metavar="NAME", help="List the document's rows of this table instead.")
@_data_options
@_json
def show(*, document: str, table: str | None, as_json: bool, **settings: Any) -> None:
    """Show a document's clean text with its tags.

    Preferred mentions and identifiers are marked; what is not main text is labelled.
    DOC_ID may be shortened to four or more hexadecimal digits, or be a source_uri.
    """
    from opsonin.cli.showing import show_document, show_rows

    if table is None:
        show_document(document, settings, as_json=as_json)
    else:
        show_rows(document, table, settings, as_json=as_json)


@click.command()
@click.argument("document", metavar="DOC_ID")
@click.argument("start", type=int)
@click.argument("end", type=int)
@_data_options
@_json
def explain(*, document: str, start: int, end: int, as_json: bool, **settings: Any) -> None:
    """Follow a span back to the raw source.

    Each cleaner that the clean text of document DOC_ID from START to END went through is shown
    with its edits, as in: opsonin explain 99d1571e 0 18. DOC_ID may be shortened, or be a
    source_uri. Offsets are half-open, 0-based and count code points of the clean text, as in every
    table.
    """
    from opsonin.cli.explaining import explain_span

    explain_span(document, start, end, settings, as_json=as_json)


@click.command()
@click.argument("sql", metavar="SQL")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["table", "csv", "tsv", "json", "jsonl", "parquet"]),
    help="How to write the answer. [default: table; csv into a file]",
)
@click.option("--csv", "kind", flag_value="csv", help="The same as --format csv.")
@click.option("--parquet", "kind", flag_value="parquet", help="The same as --format parquet.")
@click.option(
    "--rows",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    metavar="N",
    help="Rows of a table at most; 0 for all. Other formats have all.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to a new file instead of stdout.",
)
@_data_options
@_json
def query(
    *, sql: str, kind: Any, rows: int, output: Path | None, as_json: bool, **settings: Any
) -> None:
    """Answer one SELECT over the exported tables, in DuckDB's SQL.

    Example: opsonin query "select type, count(*) from mentions group by type". The tables have the
    names that `opsonin tables` lists, and so have the views that join them. The query can reach
    neither files nor the network. SQL may be - for stdin.
    """
    from opsonin.cli.querying import query_tables

    chosen: Any = "json" if as_json else kind
    chosen = None if chosen == "table" else chosen
    query_tables(sql, settings, kind=chosen, rows=rows, output=output)


@click.command()
@click.argument("place", metavar="DIR|ZIP", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["parquet", "csv", "tsv", "json", "jsonl"]),
    default="parquet",
    show_default=True,
    help="Format of the tables.",
)
@click.option(
    "--text/--no-text",
    "with_text",
    default=True,
    help="Whether raw and clean text and the text of spans are part of it.",
)
@click.option("--force", "is_forced", is_flag=True, help="Replace an earlier export.")
@_data_options
@_json
def export(
    *,
    place: Path,
    kind: Any,
    with_text: bool,
    is_forced: bool,
    as_json: bool,
    **settings: Any,
) -> None:
    """Write the tables as real files to hand on.

    They go to the folder DIR, or to the archive ZIP if the name ends in .zip. It is written whole
    or not at all, with a manifest and SHA256SUMS.
    """
    from opsonin.cli.exporting import export_tables

    export_tables(
        place, settings, kind=kind, with_text=with_text, is_forced=is_forced, as_json=as_json
    )


@click.command()
@click.argument(
    "place",
    metavar="[PLACE]",
    type=click.Path(path_type=Path),
    default=Path("opsonin-report.html"),
)
@click.option("--force", "is_forced", is_flag=True, help="Replace an earlier report.")
@_data_options
@_json
def report(*, place: Path, is_forced: bool, as_json: bool, **settings: Any) -> None:
    """Write the newest snapshot as a page to look at in a browser.

    It shows the documents with their tags, cuts and repairs, the account of the run, and what the
    tables say. It works offline from disk. PLACE is a page if it ends in .html
    (opsonin-report.html when left out), else a folder with index.html. Over 2,000 documents or
    10 MB it is always a folder, of the same name without .html.
    """
    from opsonin.cli.reporting import report_snapshot

    report_snapshot(place, settings, is_forced=is_forced, as_json=as_json)


@click.command()
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would go.")
@_data_options
@_json
def gc(*, is_dry: bool, as_json: bool, **settings: Any) -> None:
    """Remove old snapshots and history, and what killed runs have left.

    What is kept how long stands in [retention] of the configuration. A snapshot that somebody
    reads is left alone.
    """
    from opsonin.cli.collecting import collect_garbage

    collect_garbage(settings, is_dry=is_dry, as_json=as_json)


@click.command()
@_data_options
@_json
def verify(*, as_json: bool, **settings: Any) -> None:
    """Check every digest, schema, span and sum of a data folder.

    Ends with exit code 1 if something is wrong.
    """
    from opsonin.cli.verifying import verify_folder

    if not verify_folder(settings, as_json=as_json):
        raise click.exceptions.Exit(1)


@click.command()
@_data_options
@_json
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
@_data_options
@_json
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
@click.argument("documents", nargs=-1, metavar="[DOC_ID...]")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would be erased.")
@click.option(
    "--readmit",
    "is_readmitted",
    is_flag=True,
    help="Let documents that were forgotten come back with the next run that finds them.",
)
@_data_options
@_json
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


#: The commands by name, in the order in which --help lists them.
ALL: dict[str, click.Command] = {
    "run": run,
    "status": status,
    "rejects": rejects,
    "show": show,
    "explain": explain,
    "tables": tables,
    "query": query,
    "export": export,
    "report": report,
    "plugins": plugins,
    "vocab": vocab,
    "try": try_component,
    "verify": verify,
    "gc": gc,
    "forget": forget,
}
