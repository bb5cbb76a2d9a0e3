"""Publishes claims as a knowledge graph: nodes and edges of Biolink in KGX's JSON.

Source: the KGX specification; Biolink Model 4 for categories, predicates and slots. KGX allows
properties of one's own besides those of Biolink: ``doc_ids``, ``spans`` and ``certainties``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from opsonin import Context, Exporter, Snapshot
from opsonin_plugins.exporters.publishing import check_name, publish_file

if TYPE_CHECKING:
    import duckdb

#: Type of a mention -> category. Other types are of the root of all categories.
_CATEGORIES: Mapping[str, str] = {
    "anatomy": "AnatomicalEntity",
    "cell_line": "CellLine",
    "cell_type": "Cell",
    "chemical": "ChemicalEntity",
    "disease": "Disease",
    "gene": "Gene",
    "organism": "OrganismTaxon",
    "phenotype": "PhenotypicFeature",
    "procedure": "Procedure",
    "process": "BiologicalProcess",
    "protein": "Protein",
    "variant": "SequenceVariant",
}
_ROOT = "NamedThing"
#: Predicate of a claim -> Biolink's, and what the object becomes more or less.
_PREDICATES: Mapping[str, tuple[str, str | None]] = {
    "associated_with": ("associated_with", None),
    "causes": ("causes", None),
    "compared_with": ("related_to", None),
    "decreases": ("affects", "decreased"),
    "detected_in": ("located_in", None),
    "impairs": ("disrupts", None),
    "increases": ("affects", "increased"),
    "part_of": ("part_of", None),
    "prevents": ("preventative_for_condition", None),
    "produces": ("produces", None),
    "targets": ("physically_interacts_with", None),
    "treats": ("treats", None),
}
_FALLBACK = ("related_to", None)
_ROWS = 10_000

_NODES = """
    with named as (
        select subject_curie as id, subject as words from claims where {is_edge}
        union all select object_curie, object from claims where {is_edge}
    ), typed as (
        select curie, mode(type order by type) as type, mode(label order by label) as label
        from mentions where curie is not null group by curie
    )
    select id, any_value(typed.type) as type,
        coalesce(any_value(typed.label), min(words), id) as name
    from named left join typed on typed.curie = id
    group by id order by id
"""
_EDGES = """
    select subject_curie as subject, predicate, object_curie as object, negated, certainty,
        claims.doc_id, claims.raw_start, claims.raw_end, claims.text, documents.pmid, documents.doi
    from claims join documents on documents.doc_id = claims.doc_id
    where {is_edge}
    order by subject, predicate, object, negated, claims.doc_id, claims.clean_start, claim_id
"""
#: A finding about two different concepts. Caveats say what is not known.
_IS_EDGE = (
    "kind = 'finding' and predicate is not null and subject_curie is not null "
    "and object_curie is not null and subject_curie <> object_curie"
)


@dataclass(frozen=True, slots=True)
class KgxOptions:
    """Where the graph is written.

    Attributes:
        file: Its name, in the data folder.
        knowledge_source: Who the graph comes from, as an identifier of the Infores catalogue.
    """

    file: str = "kgx.json"
    knowledge_source: str = "infores:opsonin"

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere and a source that is no such identifier."""
        check_name(self.file)
        if not self.knowledge_source.startswith("infores:"):
            raise ValueError(
                f"knowledge_source is {self.knowledge_source!r}, expected infores:<name>"
            )


def _export(snapshot: Snapshot, context: Context[KgxOptions]) -> str:
    """Write the graph into a new file and put it in the place of the one before."""
    options = context.options
    return publish_file(snapshot.data / options.file, partial(_write, snapshot, options))


def _write(snapshot: Snapshot, options: KgxOptions, path: Path) -> None:
    # Takes a tenth of a second to import, and only this needs it.
    import duckdb  # noqa: PLC0415

    with duckdb.connect(":memory:") as connection, path.open("w", encoding="utf-8") as sink:
        for name in ("claims", "documents", "mentions"):
            connection.register(name, snapshot.dataset(name))
        sink.write('{"nodes": [')
        _write_records(map(_node, _rows(connection, _NODES)), sink)
        sink.write('], "edges": [')
        groups = groupby(
            _rows(connection, _EDGES), key=itemgetter("subject", "predicate", "object", "negated")
        )
        _write_records((_edge(key, list(rows), options) for key, rows in groups), sink)
        sink.write("]}\n")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[Mapping[str, Any]]:
    reader = connection.sql(query.format(is_edge=_IS_EDGE)).to_arrow_reader(_ROWS)
    for batch in reader:
        yield from batch.to_pylist()


def _write_records(records: Iterator[Mapping[str, Any]], sink: IO[str]) -> None:
    for at, record in enumerate(records):
        sink.write(",\n" if at else "\n")
        sink.write(json.dumps(record, ensure_ascii=False))


def _node(row: Mapping[str, Any]) -> Mapping[str, Any]:
    category = _CATEGORIES.get(row["type"] or "", _ROOT)
    return {"id": row["id"], "category": [f"biolink:{category}"], "name": row["name"]}


def _edge(
    key: tuple[str, str, str, bool], rows: Sequence[Mapping[str, Any]], options: KgxOptions
) -> Mapping[str, Any]:
    """Return what claims with one subject, predicate and object say, with where they say it."""
    subject, stated, target, negated = key
    predicate, direction = _PREDICATES.get(stated, _FALLBACK)
    edge = {
        "id": f"urn:sha256:{hashlib.sha256(json.dumps(key).encode()).hexdigest()}",
        "category": ["biolink:Association"],
        "subject": subject,
        "predicate": f"biolink:{predicate}",
        "original_predicate": stated,
        "object": target,
        "negated": negated,
        "knowledge_level": "not_provided",
        "agent_type": "text_mining_agent",
        "primary_knowledge_source": options.knowledge_source,
        "publications": sorted({one for row in rows for one in _publications(row)}),
        "supporting_text": [row["text"] for row in rows],
        "doc_ids": sorted({row["doc_id"] for row in rows}),
        "spans": [_span(row) for row in rows],
        "certainties": [row["certainty"] for row in rows],
    }
    return edge if direction is None else {**edge, "object_direction_qualifier": direction}


def _publications(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield a document's identifiers as a paper; news has none."""
    if row["pmid"]:
        yield f"PMID:{row['pmid']}"
    if row["doi"]:
        yield f"DOI:{row['doi']}"


def _span(row: Mapping[str, Any]) -> str:
    """Return a document and the half-open offsets in its raw text, empty where it has none."""
    if row["raw_start"] is None:
        return f"{row['doc_id']}:"
    return f"{row['doc_id']}:{row['raw_start']}-{row['raw_end']}"


KGX = Exporter(name="kgx", version="1", export=_export, options=KgxOptions, is_default=False)
