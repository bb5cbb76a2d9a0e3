"""A third-party plugin whose corpus tagger does what a file tells it to, and one that reads it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from opsonin import ComponentRows, Context, Documents, NoOptions, Table, Tagger, column, hookimpl
from opsonin.tables.arrow import Int32

#: Environment variable that names the file with the deed; without it the tagger is sound.
DEED = "ECHO_DEED"
VERSION = "1"
Tables = dict[str, pa.Table]


class LinkTallies(ComponentRows, name="link_tallies", stage="tag"):
    """How many links start from a document."""

    n_links: Int32 = column("Number of links", ge=1)


def _raise(_tables: Tables) -> Tables:
    raise ValueError("a secret of the text")


def _leave(_tables: Tables) -> Tables:
    os._exit(7)


def _loop(_tables: Tables) -> Tables:
    while True:
        pass


def _break(tables: Tables) -> Tables:
    links = tables["links"]
    at = links.schema.get_field_index("kind")
    kinds = pa.array(["a secret of the text"] * links.num_rows, pa.string())
    return {**tables, "links": links.set_column(at, "kind", kinds)}


DEEDS: Mapping[str, Callable[[Tables], Tables]] = {
    "": lambda tables: tables,
    "RAISE": _raise,
    "LEAVE": _leave,
    "LOOP": _loop,
    "BREAK": _break,
}


def echo(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Link each document to all that come before it, by text, and begin with the same word."""
    links: list[dict[str, object]] = []
    evidence: list[dict[str, object]] = []
    groups: dict[str, list[str]] = {}
    for text, doc_id in sorted(zip(documents.texts, documents.ids, strict=True)):
        word = text.split()[0]
        for other in groups.setdefault(word, []):
            ends = {"from_doc_id": doc_id, "link_id": len(links)}
            links.append({**ends, "to_doc_id": other, "kind": "same_story"})
            span = {"clean_start": 0, "clean_end": len(word), "table_name": "segments", "row_id": 0}
            evidence.append({**ends, **span, "doc_id": doc_id, "side": "from"})
            evidence.append({**ends, **span, "doc_id": other, "side": "to"})
        groups[word].append(doc_id)
    tables = {
        "links": pa.Table.from_pylist(links, _schema("from_doc_id", "to_doc_id", "kind")),
        "link_evidence": pa.Table.from_pylist(
            evidence, _schema("from_doc_id", "doc_id", "side", "table_name")
        ),
    }
    path = Path(os.environ.get(DEED, os.devnull))
    return DEEDS[path.read_text() if path.is_file() else ""](tables)


def _schema(*texts: str) -> pa.Schema:
    numbers = ("link_id", "clean_start", "clean_end", "row_id") if "side" in texts else ("link_id",)
    fields = [pa.field(name, pa.string()) for name in texts]
    return pa.schema([*fields, *(pa.field(name, pa.int32()) for name in numbers)])


def tally(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Count the links of each document, whoever has made them."""
    counts = Counter(documents.table("links")["from_doc_id"].to_pylist())
    columns = {
        "doc_id": pa.array(list(counts), pa.string()),
        "n_links": pa.array(list(counts.values()), pa.int32()),
    }
    return {"link_tallies": pa.table(columns)}


@hookimpl
def register_tables() -> Iterable[type[Table]]:
    return [LinkTallies]


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    return [
        Tagger(
            name="echoes",
            version=VERSION,
            tag=echo,
            fills=("links", "link_evidence"),
            scope="corpus",
        ),
        Tagger(
            name="tallies",
            version="1",
            tag=tally,
            fills=("link_tallies",),
            needs=("links",),
            scope="corpus",
        ),
    ]
