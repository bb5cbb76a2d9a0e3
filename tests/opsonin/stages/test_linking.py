from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from opsonin.components.component import Tag, Tagger
from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Documents
from opsonin.errors import StageError, StoreError, TableError
from opsonin.spans.alignments import Alignments
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.keeping import Kept
from opsonin.stages.linking import CorpusStep, tag_corpus
from opsonin.stages.uniting import Standing
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
    kept: Kept | None = None,
) -> CorpusStep:
    tagger = Tagger(name=name, version="1", tag=tag, fills=fills, needs=needs, scope="corpus")
    return CorpusStep(tagger, Context(options=NoOptions()), cached, earlier or {}, kept)


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


def test_what_cannot_be_read_is_no_failure_of_the_tagger_that_asked_for_it() -> None:
    def broken() -> pa.Table:
        raise StoreError("The file is damaged.")

    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        return {"links": documents.table("mentions")}

    asking = step(look, "links", needs=("mentions",), kept=Kept())
    with pytest.raises(StoreError, match="The file is damaged"):
        run(asking, documents=corpus(mentions=broken))


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
    with pytest.raises(StageError, match=r"corpus tagger pairs 1: ZeroDivisionError: oh"):
        run(step(fail, "links"))


def fail(_documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
    raise ZeroDivisionError("oh")


def with_column(table: str, column: str, cells: Any) -> Tag[Any]:
    """Give the pair with other cells in one column."""

    def tag(documents: Documents, context: Context[Any]) -> dict[str, pa.Table]:
        tables = pair(documents, context)
        rows = tables[table]
        given = {name: rows[name] for name in rows.column_names} | {column: cells}
        return {**tables, table: pa.table(given)}

    return tag


TWICE = pa.Table.from_arrays([pa.array([A])] * 3, ["from_doc_id", "kind", "kind"])
BROKEN: dict[str, tuple[Tag[Any], str]] = {
    "kind": (with_column("links", "kind", ["My friend"]), "column kind: .*'My friend'"),
    "place": (with_column("link_evidence", "clean_end", [4, 9]), "span 0:9 of a text of 8"),
    "document": (with_column("link_evidence", "doc_id", [A, "c" * 32]), "that is not there"),
    "reference": (with_column("link_evidence", "link_id", [7, 8]), "refers to row 8"),
    "maker": (with_column("links", "component", ["you"]), "column component: .* engine fills"),
    "bytes": (
        with_column(
            "links", "target_description", pa.array([b"\xff"]).cast(pa.string(), safe=False)
        ),
        "Invalid UTF8",
    ),
    "columns": (lambda _documents, _context: {"links": TWICE}, "KeyError: .*exists 2 times"),
    "table": (lambda documents, context: {**pair(documents, context), "dates": A}, "in fills"),
    "type": (lambda _documents, _context: {"links": [A]}, "a list, expected a pyarrow.Table"),
    "result": (lambda _documents, _context: 7, "TypeError"),  # type: ignore[dict-item, return-value] # on purpose
}


@pytest.mark.parametrize("fault", BROKEN)
def test_rows_of_a_tagger_that_may_fail_are_left_out_as_a_whole(fault: str) -> None:
    tag, told = BROKEN[fault]
    sound = step(lambda d, c: {"links": pair(d, c)["links"]}, "links", name="sound")
    steps = [step(tag, "links", "link_evidence", kept=Kept()), sound]
    given = tag_corpus(corpus(), steps, coordinates, CONTRACT)
    assert given.tables["links"]["component"].to_pylist() == ["sound"]
    assert given.tables["link_evidence"].num_rows == 0
    assert [*given.failures] == ["pairs"]
    assert re.search(told, str(given.failures["pairs"]))
    with pytest.raises((TableError, StageError), match=told):
        run(step(tag, "links", "link_evidence"))


def test_sound_rows_of_a_tagger_that_may_fail_are_the_same() -> None:
    assert run(step(pair, "links", "link_evidence", kept=Kept())) == run(
        step(pair, "links", "link_evidence")
    )


def test_rows_of_a_tagger_that_fails_stand_as_they_were() -> None:
    fresh = run(step(pair, "links", "link_evidence"))
    steps = [step(fail, "links", "link_evidence", kept=Kept(fresh))]
    given = tag_corpus(corpus(), steps, coordinates, CONTRACT, Standing(fresh))
    assert given.owners == set()
    counts = given.counts["pairs"]
    assert (counts.documents_cached, counts.rows_emitted) == (2, 3)


def test_rows_of_a_tagger_that_fails_go_with_the_document_that_they_name() -> None:
    fresh = run(step(pair, "links", "link_evidence"))
    steps = [step(fail, "links", "link_evidence", kept=Kept(fresh, frozenset({B})))]
    given = tag_corpus(corpus(), steps, coordinates, CONTRACT, Standing(fresh, frozenset({B})))
    assert given.owners == {A}
    assert [rows.num_rows for rows in given.tables.values()] == [0, 0]


def test_later_tagger_reads_what_stands_of_one_that_fails() -> None:
    seen = []

    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        seen.append(documents.table("links")["to_doc_id"].to_pylist())
        return {}

    fresh = run(step(pair, "links", "link_evidence"))
    first = step(fail, "links", "link_evidence", kept=Kept(fresh))
    later = step(look, name="look", needs=("links",))
    assert tag_corpus(corpus(), [first, later], coordinates, CONTRACT).failures.keys() == {"pairs"}
    assert seen == [[B]]


def test_rows_of_a_tagger_that_fails_go_where_what_it_reads_has_changed() -> None:
    evidence = pair(corpus(), Context(options=NoOptions()))["link_evidence"].drop(["link_id"])

    def explain(_documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        return {"link_evidence": evidence.append_column("link_id", pa.array([0, 0]))}

    maker = step(lambda d, c: {"links": pair(d, c)["links"]}, "links")
    stood = run(maker, step(explain, "link_evidence", name="why", needs=("links",)))
    why = Kept({"links": stood["links"].slice(0, 0), "link_evidence": stood["link_evidence"]})
    failing = step(fail, "link_evidence", name="why", needs=("links",), kept=why)
    same = tag_corpus(corpus(), [maker, failing], coordinates, CONTRACT, Standing(stood))
    assert same.owners == set()
    none = step(lambda _documents, _context: {}, "links")
    given = tag_corpus(corpus(), [none, failing], coordinates, CONTRACT, Standing(stood))
    assert given.owners == {A}
    assert [rows.num_rows for rows in given.tables.values()] == [0, 0]


def link_to(*targets: str, first: int | None = 0) -> Tag[Any]:
    """Link the first document to others, under numbers of its own or none."""

    def tag(_documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        number = None if first is None else pa.array(range(first, first + len(targets)), pa.int32())
        numbers = {} if number is None else {"link_id": number}
        links = {"from_doc_id": [A] * len(targets), "to_doc_id": targets, **numbers}
        return {"links": pa.table({**links, "kind": ["same_story"] * len(targets)})}

    return tag


def explain_last(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
    """Give evidence for the last link that is read, and a link of its own."""
    last = documents.table("links")["link_id"][-1].as_py()
    evidence = pair(documents, _context)["link_evidence"].slice(0, 1)
    number = pa.array([last], pa.int32())
    place = evidence.schema.get_field_index("link_id")
    own = link_to(A, first=900)(documents, _context)
    return {**own, "link_evidence": evidence.set_column(place, "link_id", number)}


@pytest.mark.parametrize("first", [0, None])
def test_evidence_for_a_link_that_was_read_follows_it(first: int | None) -> None:
    steps = [
        step(link_to(A, B, first=first), "links", name="z"),
        step(explain_last, "links", "link_evidence", name="a", needs=("links",)),
    ]
    fresh = run(*steps)
    assert fresh["links"]["to_doc_id"].to_pylist() == [A, A, B]
    assert fresh["links"]["component"].to_pylist() == ["a", "z", "z"]
    assert fresh["link_evidence"]["link_id"].to_pylist() == [2]
    mine = {
        name: {
            table: rows.filter(pc.equal(rows["component"], name)) for table, rows in fresh.items()
        }
        for name in "az"
    }
    cached = [
        step(fail, "links", name="z", cached={"links": mine["z"]["links"]}),
        step(fail, "links", "link_evidence", name="a", needs=("links",), cached=mine["a"]),
    ]
    assert run(*cached) == fresh
    assert tag_corpus(corpus(), cached, coordinates, CONTRACT, Standing(fresh)).owners == set()


def test_reference_to_a_link_that_was_neither_given_nor_read_is_refused() -> None:
    steps = [step(link_to(A, B), "links", name="z"), step(explain_none, "link_evidence")]
    with pytest.raises(TableError, match="row 0 of table links, which it neither gives nor"):
        run(*steps)


def explain_none(documents: Documents, context: Context[Any]) -> dict[str, pa.Table]:
    evidence = pair(documents, context)["link_evidence"]
    return {
        "link_evidence": evidence.set_column(
            evidence.schema.get_field_index("link_id"), "link_id", pa.array([0, 0], pa.int32())
        )
    }


@pytest.mark.parametrize(
    ("table", "told"),
    [("segments", "segments has no row 0 of document b"), ("documents", "whose rows have ids")],
)
def test_row_that_evidence_names_has_to_be_there(table: str, told: str) -> None:
    tag = with_column("link_evidence", "table_name", [table] * 2)
    steps = [step(tag, "links", "link_evidence")]
    with pytest.raises(TableError, match=told):
        tag_corpus(corpus(), steps, coordinates, CONTRACT, count=lambda _name, _ids: {A: 1})


def test_earlier_evidence_is_handed_over_only_with_its_link() -> None:
    seen = {}

    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        seen.update({name: documents.table(name).num_rows for name in documents.table_names})
        return {}

    fresh = run(step(pair, "links", "link_evidence"))
    half = {
        "links": fresh["links"].slice(0, 0),
        "link_evidence": fresh["link_evidence"].slice(0, 1),
    }
    run(step(look, "links", "link_evidence", earlier=half))
    assert seen == {"links": 0, "link_evidence": 0}
    run(step(look, "links", "link_evidence", earlier=fresh))
    assert seen == {"links": 1, "link_evidence": 2}


def test_tagger_reads_what_it_has_declared_and_nothing_else() -> None:
    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        assert documents.table("links").num_rows == 0
        documents.table("segments")
        return {}

    documents = corpus(segments=lambda: pa.table({"doc_id": [A]}))
    run(step(look, "links", needs=("segments",)), documents=documents)
    with pytest.raises(StageError, match="reads table 'segments', which it does not declare"):
        run(step(look, "links"), documents=documents)
