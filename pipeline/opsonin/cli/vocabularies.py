"""``opsonin vocab``: the vocabularies of a data folder, and how one is added."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from opsonin.cli.opening import read_settings
from opsonin.cli.term_files import read_terms
from opsonin.cli.text import column_lines, counted, echo_json
from opsonin.components.vocabulary import Vocabulary
from opsonin.errors import ConfigError
from opsonin.manager.added import Described, add_vocabulary
from opsonin.manager.pipeline import build_pipeline

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HEADER = ("name", "version", "licence", "concepts", "terms", "source")


def list_vocabularies(options: Mapping[str, Any], *, as_json: bool) -> None:
    """Write the vocabularies that a run would use to stdout."""
    found = build_pipeline(read_settings(options)).vocabularies
    if as_json:
        echo_json([_account(one) for one in found])
        return
    rows = [
        (one.name, one.version, one.licence, f"{one.n_concepts:,}", f"{one.n_terms:,}", one.source)
        for one in found
    ]
    click.echo("\n".join(column_lines(_HEADER, rows)))


def add_file(file: Path, said: Mapping[str, str | None], options: Mapping[str, Any]) -> None:
    """Put a file of terms into the data folder.

    Args:
        file: CSV, TSV, Parquet, OBO, OBO Graphs JSON or SKOS.
        said: ``name``, ``version``, ``licence``, ``type``, each perhaps None.
        options: Of the configuration.

    Raises:
        ConfigError: The file or the name is not right, or another vocabulary is called that.
    """
    name = said["name"] or re.sub(r"\W+", "_", file.stem.lower())
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} is no name for a vocabulary.",
            remedy="Give one with --name, of small letters, digits and underscores.",
        )
    settings = read_settings(options)
    _check_free(name, settings.data, build_pipeline(settings).vocabularies)
    terms = list(read_terms(file, said["type"]))
    if not terms:
        raise ConfigError("The file holds no terms.", where=str(file), remedy="Give another one.")
    version = said["version"] or hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    licence = said["licence"] or "LicenseRef-unstated"
    made = add_vocabulary(settings.data, terms, Described(name, version, licence, file.name))
    concepts, names = counted(made.n_concepts, "concept"), counted(made.n_terms, "name")
    click.echo(f"Vocabulary {name} {version} of {settings.data}: {concepts}, {names}.")
    click.echo("Next: opsonin run; only concept mentions and what needs them are computed again.")


def _check_free(name: str, data: Path, vocabularies: tuple[Vocabulary, ...]) -> None:
    is_own = (data / "vocabularies" / f"{name}.json").exists()
    if not is_own and any(one.name == name for one in vocabularies):
        raise ConfigError(
            f"A plugin offers a vocabulary {name!r} already.", remedy="Give another --name."
        )


def _account(one: Vocabulary) -> dict[str, object]:
    return {
        name: getattr(one, name)
        for name in ("name", "version", "licence", "source", "sha256", "n_concepts", "n_terms")
    }
