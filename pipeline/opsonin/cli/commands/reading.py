"""The commands that show, ask and copy what is committed."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from opsonin.cli.commands.options import data_options, json_option


@click.command()
@click.argument("name", required=False)
@data_options
@json_option
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
@data_options
@json_option
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
@data_options
@json_option
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
@data_options
@json_option
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
@click.argument("place", metavar="DIR|ZIP|S3")
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
    help="Whether texts and all that quotes them are part of it.",
)
@click.option("--force", "is_forced", is_flag=True, help="Replace an earlier export.")
@data_options
@json_option
def export(
    *,
    place: str,
    kind: Any,
    with_text: bool,
    is_forced: bool,
    as_json: bool,
    **settings: Any,
) -> None:
    """Write the tables as real files to hand on.

    They go to the folder DIR, or to the archive ZIP if the name ends in .zip. It is written whole
    or not at all, with a manifest and SHA256SUMS.

    S3 is s3://BUCKET/PREFIX: a new folder is written there, and then the object LATEST names it.
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
@data_options
@json_option
def report(*, place: Path, is_forced: bool, as_json: bool, **settings: Any) -> None:
    """Write the newest snapshot as a page to look at in a browser.

    It shows the documents with their tags, cuts and repairs, the account of the run, and what the
    tables say. It works offline from disk. PLACE is a page if it ends in .html
    (opsonin-report.html when left out), else a folder with index.html. Over 2,000 documents or
    10 MB it is always a folder, of the same name without .html.
    """
    from opsonin.cli.reporting import report_snapshot

    report_snapshot(place, settings, is_forced=is_forced, as_json=as_json)
