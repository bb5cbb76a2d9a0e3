"""Refiners of mentions and corpus taggers of links with one fault each, and sound ones."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Documents, Span, Tagger, hookimpl, per_document

NCT = re.compile(r"\bNCT\d{8}\b")
DISEASE = re.compile(r"\b(?:fever|lupus|pneumonia|asthma|eczema)\b")
FAULTS = {
    "forgets_its_table": "refiner_gives_its_tables_back",
    "drops_ids": "refiner_keeps_ids",
    "toggles": "refining_twice_changes_nothing",
    "wants_a_row": "refiner_needs_no_rows",
    "trusts_its_earlier_rows": "earlier_rows_do_not_matter",
    "wants_two_documents": "a_corpus_may_be_small",
    "invents_its_evidence": "evidence_is_there",
}
SOUND = (
    *("finds_diseases", "sound_refiner", "refiner_that_fills", "sound_linker", "gives_evidence"),
)


def find(text: str) -> list[Span]:
    return [Span(*match.span(), type="disease") for match in DISEASE.finditer(text)]


def sound_refiner(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    rows = documents.table("mentions")
    negated = pc.equal(rows["text"], "pneumonia")
    return {"mentions": _with(rows, "negated", negated)}


def forgets_its_table(_documents: Documents, _context: Any) -> dict[str, pa.Table]:
    return {}


def drops_ids(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    columns = ["doc_id", "clean_start", "clean_end", "type"]
    return {"mentions": documents.table("mentions").select(columns)}


def toggles(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    rows = documents.table("mentions")
    return {"mentions": _with(rows, "uncertain", pc.invert(rows["uncertain"]))}


def wants_a_row(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    rows = documents.table("mentions")
    rows["mention_id"][0].as_py()
    return {"mentions": rows}


def sound_linker(documents: Documents, _context: Any) -> dict[str, pa.Table]:
    """Link documents to the first one with the same word."""
    first: dict[str, str] = {}
    links = []
    for one in documents:
        for word in sorted({*DISEASE.findall(one.text)}):
            if word in first:
                links.append({"from_doc_id": one.doc_id, "to_doc_id": first[word]})
            first.setdefault(word, one.doc_id)
    return {"links": _links(links)}


def refiner_that_fills(documents: Documents, context: Any) -> dict[str, pa.Table]:
    """Refine mentions, and say where trials are."""
    spans = per_document(find_trials, "identifiers")(documents, context)
    return {**sound_refiner(documents, context), **spans}


def find_trials(text: str) -> list[Span]:
    return [Span(*match.span(), type="nct", value=match[0]) for match in NCT.finditer(text)]


def gives_evidence(documents: Documents, context: Any) -> dict[str, pa.Table]:
    """Link documents by their first disease."""
    return _with_evidence(documents, context, 0)


def invents_its_evidence(documents: Documents, context: Any) -> dict[str, pa.Table]:
    return _with_evidence(documents, context, 1000)


def _with_evidence(documents: Documents, context: Any, by: int) -> dict[str, pa.Table]:
    mentions = documents.table("mentions").to_pylist()
    first = {row["doc_id"]: row for row in reversed(mentions)}
    links = sound_linker(documents, context)["links"].to_pylist()
    numbered = [{**link, "link_id": at} for at, link in enumerate(links)]
    evidence = [
        {
            **{name: link[name] for name in ("from_doc_id", "link_id")},
            **{name: row[name] for name in ("doc_id", "clean_start", "clean_end")},
            "side": "from",
            "table_name": "mentions",
            "row_id": row["mention_id"] + by,
        }
        for link in numbered
        if (row := first.get(link["from_doc_id"]))
    ]
    return {
        "links": pa.Table.from_pylist(numbered),
        "link_evidence": pa.Table.from_pylist(evidence),
    }


def trusts_its_earlier_rows(documents: Documents, context: Any) -> dict[str, pa.Table]:
    earlier = documents.table("links")
    if earlier.num_rows:
        return {"links": earlier.select(["from_doc_id", "to_doc_id", "kind", "score"])}
    return sound_linker(documents, context)


def wants_two_documents(documents: Documents, context: Any) -> dict[str, pa.Table]:
    if len(documents) < 2:
        raise ValueError("a pair is two")
    return sound_linker(documents, context)


def _with(rows: pa.Table, name: str, cells: Any) -> pa.Table:
    return rows.set_column(rows.schema.get_field_index(name), name, cells)


def _links(links: list[dict[str, str]]) -> pa.Table:
    schema = pa.schema({"from_doc_id": pa.string(), "to_doc_id": pa.string()})
    rows = pa.Table.from_pylist(links, schema=schema)
    kinds = pa.array(["same_story"] * rows.num_rows, pa.string())
    return rows.append_column("kind", kinds).append_column(
        "score", pa.array([0.5] * rows.num_rows, pa.float32())
    )


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    # Each behind those that do less harm to what it is given.
    refiners = (sound_refiner, refiner_that_fills, toggles, wants_a_row, drops_ids,
                forgets_its_table)  # fmt: skip
    linkers = (sound_linker, trusts_its_earlier_rows, wants_two_documents)
    evidence = (gives_evidence, invents_its_evidence)
    return [
        Tagger(name="finds_diseases", version="1", tag=per_document(find, "mentions"),
               fills=("mentions",)),
        *(Tagger(name=one.__name__, version="1", tag=one, refines=("mentions",),
                 fills=("identifiers",) if one is refiner_that_fills else (),
                 after=tuple(other.__name__ for other in refiners[:place]))
          for place, one in enumerate(refiners)),
        *(Tagger(name=one.__name__, version="1", tag=one, fills=("links",), scope="corpus")
          for one in linkers),
        *(Tagger(name=one.__name__, version="1", tag=one, fills=("links", "link_evidence"),
                 needs=("mentions",), scope="corpus")
          for one in evidence),
    ]  # fmt: skip
