"""Refiners of mentions and corpus taggers of links with one fault each, and sound ones."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Documents, Span, Tagger, hookimpl, per_document

DISEASE = re.compile(r"\b(?:fever|lupus|pneumonia|asthma|eczema)\b")
FAULTS = {
    "forgets_its_table": "refiner_gives_its_tables_back",
    "drops_ids": "refiner_keeps_ids",
    "toggles": "refining_twice_changes_nothing",
    "wants_a_row": "refiner_needs_no_rows",
    "trusts_its_earlier_rows": "earlier_rows_do_not_matter",
    "wants_two_documents": "a_corpus_may_be_small",
}
SOUND = ("finds_diseases", "sound_refiner", "sound_linker")


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
    refiners = (sound_refiner, forgets_its_table, drops_ids, toggles, wants_a_row)
    linkers = (sound_linker, trusts_its_earlier_rows, wants_two_documents)
    return [
        Tagger(name="finds_diseases", version="1", tag=per_document(find, "mentions"),
               fills=("mentions",)),
        *(Tagger(name=one.__name__, version="1", tag=one, refines=("mentions",))
          for one in refiners),
        *(Tagger(name=one.__name__, version="1", tag=one, fills=("links",), scope="corpus")
          for one in linkers),
    ]  # fmt: skip
