"""Read files of terms: tables (CSV, TSV, Parquet), ontologies (OBO, OBO Graphs JSON) and SKOS."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin.cli.skos import read_skos
from opsonin.components.vocabulary import Term
from opsonin.errors import ConfigError

#: Columns of a table; the last two may be missing.
_COLUMNS = ("id", "name", "synonyms", "type")
_BETWEEN = "|"
_CURIE = re.compile(r"[A-Za-z][A-Za-z0-9._-]*:\S+")
_TYPE = re.compile(r"[a-z][a-z0-9_]*")
_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)" EXACT')
_PURL = re.compile(r".*/obo/([A-Za-z]+)_(\S+)")


def read_terms(path: Path, default_type: str | None) -> Iterator[Term]:
    """Yield the terms of a file, whose kind its ending tells.

    Tables have the columns ``id`` (CURIE), ``name``, and perhaps ``synonyms`` (separated by
    ``|``) and ``type``. Of ontologies the exact synonyms count, and obsolete concepts do not.

    Args:
        path: The file.
        default_type: Type of concepts for which the file has none.

    Raises:
        ConfigError: The file cannot be read, or a concept has no right id, name or type.
    """
    suffix = path.suffix.lower()
    read = _READERS.get(suffix)
    if read is None:
        raise ConfigError(
            f"Files that end in {suffix!r} hold no terms that can be read.",
            where=str(path),
            remedy=f"Give one that ends in {', '.join(sorted(_READERS))}.",
        )
    try:
        for number, row in enumerate(read(path), start=1):
            yield from _terms(row, default_type, f"{path}, concept {number}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException) as error:
        raise ConfigError(
            f"The file cannot be read as {suffix[1:]}: {error}.",
            where=str(path),
            remedy="Look at its format; `opsonin vocab add --help` names what is expected.",
        ) from error


def _terms(row: Mapping[str, str], default_type: str | None, where: str) -> Iterator[Term]:
    curie, name = row["id"].strip(), " ".join(row["name"].split())
    kind = (row.get("type") or "").strip() or default_type or ""
    if not _CURIE.fullmatch(curie):
        problem = f"The id {curie!r} is no CURIE."
        raise ConfigError(
            problem, where=where, remedy="Write it as PREFIX:ID, such as MONDO:0005148."
        )
    if not name:
        raise ConfigError(f"{curie} has no name.", where=where, remedy="Give it one.")
    if not _TYPE.fullmatch(kind):
        raise ConfigError(
            f"{curie} has no type." if not kind else f"The type {kind!r} is no word.",
            where=where,
            remedy="Fill the column `type`, or say --type disease, gene, chemical or another word.",
        )
    synonyms = (" ".join(one.split()) for one in (row.get("synonyms") or "").split(_BETWEEN))
    for term in dict.fromkeys((name, *filter(None, synonyms))):
        yield Term(curie=curie, label=name, term=term, type=kind)


def _delimited(delimiter: str) -> Callable[[Path], Iterator[dict[str, str]]]:
    def read(path: Path) -> Iterator[dict[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, delimiter=delimiter)
            _check_columns(reader.fieldnames or (), path)
            for row in reader:
                yield {name: row.get(name) or "" for name in _COLUMNS}

    return read


def _parquet(path: Path) -> Iterator[dict[str, str]]:
    with pq.ParquetFile(path) as file:
        _check_columns(file.schema_arrow.names, path)
        names = [name for name in _COLUMNS if name in file.schema_arrow.names]
        for batch in file.iter_batches(columns=names):
            for row in batch.to_pylist():
                yield {name: _joined(row.get(name)) for name in _COLUMNS}


def _joined(cell: object) -> str:
    if isinstance(cell, list):
        return _BETWEEN.join(map(str, cell))
    return "" if cell is None else str(cell)


def _check_columns(names: Any, path: Path) -> None:
    missing = [name for name in _COLUMNS[:2] if name not in names]
    if missing:
        raise ConfigError(
            f"The table has no column {' and none '.join(missing)}.",
            where=str(path),
            remedy="Name its columns id, name, synonyms, type.",
        )


def _obo(path: Path) -> Iterator[dict[str, str]]:
    for stanza in path.read_text(encoding="utf-8").split("\n[")[1:]:
        kind, _, body = stanza.partition("]\n")
        fields: dict[str, list[str]] = {}
        for line in body.splitlines():
            name, colon, value = line.partition(": ")
            if colon:
                fields.setdefault(name, []).append(value)
        if kind == "Term" and "name" in fields and "is_obsolete" not in fields:
            synonyms = [
                found.group(1).replace('\\"', '"')
                for value in fields.get("synonym", ())
                if (found := _SYNONYM.match(value))
            ]
            yield {
                "id": fields["id"][0],
                "name": fields["name"][0],
                "synonyms": _BETWEEN.join(synonyms),
            }


def _obo_json(path: Path) -> Iterator[dict[str, str]]:
    for graph in json.loads(path.read_text(encoding="utf-8"))["graphs"]:
        for node in graph["nodes"]:
            meta = node.get("meta", {})
            if node.get("type") != "CLASS" or "lbl" not in node or meta.get("deprecated"):
                continue
            synonyms = [
                one["val"] for one in meta.get("synonyms", ()) if one["pred"] == "hasExactSynonym"
            ]
            yield {
                "id": _PURL.sub(r"\1:\2", node["id"]),
                "name": node["lbl"],
                "synonyms": _BETWEEN.join(synonyms),
            }


_READERS: dict[str, Callable[[Path], Iterator[dict[str, str]]]] = {
    ".csv": _delimited(","),
    ".tsv": _delimited("\t"),
    ".parquet": _parquet,
    ".obo": _obo,
    ".json": _obo_json,
    ".rdf": read_skos,
    ".ttl": read_skos,
}
