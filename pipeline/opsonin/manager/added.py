"""Vocabularies that `opsonin vocab add` put into a data folder; they serve its runs alone."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin.components.vocabulary import Term, Vocabulary, from_terms
from opsonin.errors import ConfigError

_FOLDER = "vocabularies"


@dataclass(frozen=True, slots=True)
class Described:
    """What a user says of a file of terms.

    Attributes:
        name: Name of the vocabulary.
        version: Its version.
        licence: SPDX expression.
        source: Where it comes from.
    """

    name: str
    version: str
    licence: str
    source: str


def added_vocabularies(data: Path) -> tuple[Vocabulary, ...]:
    """Return the vocabularies of a data folder, sorted by name.

    Raises:
        ConfigError: One cannot be read.
    """
    return tuple(_read(path) for path in sorted((data / _FOLDER).glob("*.json")))


def add_vocabulary(data: Path, terms: Iterable[Term], described: Described) -> Vocabulary:
    """Put a vocabulary into a data folder; one of the same name is replaced.

    Args:
        data: The data folder; it need not exist.
        terms: The names.
        described: Name, version, licence and source.
    """
    made = from_terms(
        terms, name=described.name, version=described.version, licence=described.licence
    )
    folder = data / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    # Named by the content: a run that reads the old one is not disturbed.
    terms_file = folder / f"{made.sha256[:32]}.parquet"
    pq.write_table(made.load(), _beside(terms_file), compression="zstd")
    _beside(terms_file).replace(terms_file)
    account = {
        "name": made.name,
        "version": made.version,
        "licence": made.licence,
        "source": described.source,
        "sha256": made.sha256,
        "n_concepts": made.n_concepts,
        "n_terms": made.n_terms,
        "file": terms_file.name,
    }
    temporary = folder / f".{uuid.uuid4().hex}.part"
    temporary.write_text(json.dumps(account, indent=2) + "\n", encoding="utf-8")
    temporary.replace(folder / f"{made.name}.json")
    return _read(folder / f"{made.name}.json")


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _read(path: Path) -> Vocabulary:
    try:
        account = json.loads(path.read_text(encoding="utf-8"))
        return Vocabulary(
            name=account["name"],
            version=account["version"],
            licence=account["licence"],
            source=account["source"],
            sha256=account["sha256"],
            n_concepts=account["n_concepts"],
            n_terms=account["n_terms"],
            load=partial(_load, path.with_name(account["file"])),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "An added vocabulary cannot be read.",
            where=str(path),
            remedy="Add it again with `opsonin vocab add FILE`, or remove this file.",
        ) from error


def _load(path: Path) -> pa.Table:
    return pq.read_table(path)
