"""The commands on vocabularies: ``opsonin vocab``."""
# ruff: noqa: PLC0415 - `opsonin --help` must not wait for Arrow, Pandera and every plugin

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from opsonin.cli.commands.groups import Group
from opsonin.cli.commands.options import data_options, json_option


@click.group(cls=Group)
def vocab() -> None:
    """Show the vocabularies that concepts are found by, and add others."""


@vocab.command("list", short_help="List the vocabularies that a run uses.")
@data_options
@json_option
def vocab_list(*, as_json: bool, **options: Any) -> None:
    """List the vocabularies that a run uses, with version, licence, counts and source."""
    from opsonin.cli.vocabularies import list_vocabularies

    list_vocabularies(options, as_json=as_json)


@vocab.command("add")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_options
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
