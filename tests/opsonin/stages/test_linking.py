from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest

from opsonin.components.component import Tag, Tagger
from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Documents
from opsonin.errors import StageError, TableError
from opsonin.spans.alignments import Alignments
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.linking import CorpusStep, Standing, tag_corpus
from opsonin.tables.contract import CONTRACT
from opsonin.tables.validation import check_table

A, B = "a" * 32, "b" * 32
TEXTS = {A: "same", B: "same old"}


def step(
    tag: Tag[Any],
    *fills: str,
    name: str = "pairs",
    needs: tuple[str, ...] = (),
    cached: Mapping[str, pa.Table] | None = None,
    earlier: Mapping[str, pa.Table] | None = None,
) -> CorpusStep:
    tagger = Tagger(name=name, version="1", tag=tag, fills=fills, needs=needs, scope="corpus")
    return CorpusStep(tagger, Context(options=NoOptions()), cached, earlier or {})


def corpus(**tables: Callable[[], pa.Table]) -> Documents:
    return Documents(pa.record_batch({"doc_id": [*TEXTS], "text": [*TEXTS.values()]}), tables)


def coordinates(doc_ids: Sequence[str]) -> Coordinates:
    there = [one for one in doc_ids if one in TEXTS]
    texts = [TEXTS[one] for one in there]
    alignments = Alignments.identity([len(text) for text in texts])
    return Coordinates(pa.array(there, pa.string()), pa.array(texts, pa.string()), alignments)


def pair(_documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
    links = {"from_doc_id": [A], "to_doc_id": [B], "kind": ["same_story"], "link_id": [7]}
    evidence = {
        "from_doc_id": [A, A],
        "doc_id": [A, B],
        "clean_start": [0, 0],
        "clean_end": [4, 4],
        "link_id": [7, 7],
        "side": ["from", "to"],
        "table_name": ["segments"] * 2,
        "row_id": [0, 0],
    }
    return {"links": pa.table(links), "link_evidence": pa.table(evidence)}


def run(
    *steps: CorpusStep, documents: Documents | None = None, standing: Standing | None = None
) -> dict[str, pa.Table]:
    given = tag_corpus(documents or corpus(), steps, coordinates, CONTRACT, standing)
    return {name: check_table(rows, CONTRACT[name]) for name, rows in given.tables.items()}


def test_evidence_refers_to_the_link_as_it_is_numbered_in_the_table() -> None:
    tables = run(step(pair, "links", "link_evidence"))
    assert tables["links"]["link_id"].to_pylist() == [0]
    assert tables["link_evidence"]["link_id"].to_pylist() == [0, 0]
    assert tables["link_evidence"]["text"].to_pylist() == ["same", "same"]


def test_remembered_rows_stand_as_they_are() -> None:
    fresh = run(step(pair, "links", "link_evidence"))
    assert run(step(pair, "links", "link_evidence", cached=fresh)) == fresh


def test_rows_that_stand_already_are_not_given_again() -> None:
    fresh = run(step(pair, "links", "link_evidence"))
    again = run(step(pair, "links", "link_evidence"), standing=Standing(fresh))
    assert [rows.num_rows for rows in again.values()] == [0, 0]


def test_rows_about_a_changed_text_are_given_again() -> None:
    fresh = run(step(pair, "links", "link_evidence"))
    again = run(step(pair, "links", "link_evidence"), standing=Standing(fresh, frozenset({B})))
    assert again == fresh


def test_owner_whose_rows_are_gone_is_named() -> None:
    fresh = run(step(pair, "links", "link_evidence"))
    nothing = step(lambda _documents, _context: {}, "links", "link_evidence")
    given = tag_corpus(corpus(), [nothing], coordinates, CONTRACT, Standing(fresh))
    assert given.owners == {A}
    assert [rows.num_rows for rows in given.tables.values()] == [0, 0]


def test_rows_numbered_by_the_merge_alone_stand_too() -> None:
    def unnumbered(_documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        links = {"from_doc_id": [A, A], "to_doc_id": [B, A], "kind": ["same_story"] * 2}
        return {"links": pa.table(links)}

    fresh = run(step(unnumbered, "links"))
    assert fresh["links"]["link_id"].to_pylist() == [0, 1]
    assert run(step(unnumbered, "links"), standing=Standing(fresh))["links"].num_rows == 0


def test_tagger_reads_its_own_earlier_rows() -> None:
    seen = []

    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        seen.append(documents.table("links")["to_doc_id"].to_pylist())
        return {}

    fresh = run(step(pair, "links", "link_evidence"))
    run(step(look, "links", earlier={"links": fresh["links"]}))
    assert seen == [[B]]


def test_later_tagger_reads_what_an_earlier_one_has_just_filled() -> None:
    seen = []

    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        seen.append(documents.table("links")["from_doc_id"].to_pylist())
        return {}

    stale = corpus(links=lambda: pa.table({"from_doc_id": pa.array([], pa.string())}))
    first = step(pair, "links", "link_evidence")
    run(first, step(look, name="look", needs=("links",)), documents=stale)
    assert seen == [[A]]


def test_no_documents_and_no_rows_give_empty_tables() -> None:
    tables = run(step(lambda _documents, _context: {}, "links"))
    assert tables["links"].num_rows == 0


def test_rows_of_a_table_that_is_not_declared_are_refused() -> None:
    with pytest.raises(TableError, match=r"pairs 1, table link_evidence: .* not declare in fills"):
        run(step(pair, "links"))


def test_span_outside_its_text_is_refused() -> None:
    def far(documents: Documents, context: Context[Any]) -> dict[str, pa.Table]:
        tables = pair(documents, context)
        ends = pa.array([4, 9])
        evidence = tables["link_evidence"].set_column(3, "clean_end", ends)
        return {**tables, "link_evidence": evidence}

    with pytest.raises(TableError, match=r"link_evidence.*span 0:9 of a text of 8 code points"):
        run(step(far, "links", "link_evidence"))


def test_span_of_a_document_that_is_not_there_is_refused() -> None:
    def strange(documents: Documents, context: Context[Any]) -> dict[str, pa.Table]:
        tables = pair(documents, context)
        evidence = tables["link_evidence"].set_column(1, "doc_id", pa.array([A, "c" * 32]))
        return {**tables, "link_evidence": evidence}

    with pytest.raises(TableError, match="document that is not there"):
        run(step(strange, "links", "link_evidence"))


def test_error_of_a_tagger_names_it() -> None:
    def fail(_documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        raise ZeroDivisionError("oh")

    with pytest.raises(StageError, match=r"corpus tagger pairs 1: ZeroDivisionError: oh"):
        run(step(fail, "links"))
