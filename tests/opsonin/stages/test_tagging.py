from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from opsonin.components.adapters import per_document, rows_to_table, tables_per_document
from opsonin.components.component import Tag
from opsonin.components.context import Context
from opsonin.components.documents import Document, Documents
from opsonin.components.rows import Row, Span
from opsonin.errors import TableError
from opsonin.stages.calling import Failure
from opsonin.stages.output import StageOutput
from opsonin.stages.tagging import Ground, TagStep, tag_documents
from opsonin.tables.validation import check_table

Build = Callable[..., TagStep]
Lay = Callable[..., Ground]


def words(pattern: str, table: str = "mentions", **columns: Any) -> Tag[Any]:
    """Tag what a pattern finds."""

    def find(text: str) -> list[Span]:
        return [Span(*hit.span(), **columns) for hit in re.finditer(pattern, text)]

    return per_document(find, table)


def always(tables: Mapping[str, Any]) -> Tag[Any]:
    return lambda _documents, _context: tables


def keep(condition: Callable[[pa.Table], Any]) -> Tag[Any]:
    """Refine mentions to those that fulfil a condition."""

    def tag(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        rows = documents.table("mentions")
        return {
            "mentions": rows.filter(condition(rows)).select(
                ["doc_id", "mention_id", "clean_start", "clean_end", "type"]
            )
        }

    return tag


def column(output: StageOutput, table: str, name: str) -> list[Any]:
    rows = output.tables[table]
    check_table(rows, _model(table))
    return list(rows[name].to_pylist())


def _model(table: str) -> Any:
    from opsonin.tables.contract import CONTRACT  # noqa: PLC0415 - only here

    return CONTRACT[table]


def rejects(output: StageOutput) -> list[tuple[str, str, str]]:
    rows = output.tables["rejects"].to_pylist()
    return [(row["component"], row["doc_id"][-1], row["reason"]) for row in rows]


def test_rows_of_several_taggers_are_one_table_in_text_order(ground: Lay, tagger: Build) -> None:
    steps = [
        tagger("late", words("b+", type="gene"), fills=("mentions",)),
        tagger("early", words("a+|b", type="disease"), fills=("mentions",)),
    ]
    output = tag_documents(ground(["bb aa", "", "a"]), steps, ["mentions"])
    assert column(output, "mentions", "mention_id") == [0, 1, 2, 3, 0]
    assert column(output, "mentions", "text") == ["bb", "b", "b", "aa", "a"]
    assert column(output, "mentions", "component") == ["late", "early", "early", "early", "early"]
    assert column(output, "mentions", "segment_id") == [0, 0, 0, 0, 0]
    assert output.counts["early"].rows_emitted == 4


def test_only_touched_tables_are_made(ground: Lay, tagger: Build) -> None:
    steps = [tagger("a", words("a", type="gene"), fills=("mentions",), cached={})]
    output = tag_documents(ground(["a"]), steps, [])
    assert set(output.tables) == {"rejects"}
    assert output.counts["a"].documents_cached == 1


def test_refiner_that_takes_everything_leaves_an_empty_table(ground: Lay, tagger: Build) -> None:
    steps = [
        tagger("a", words("a", type="gene"), fills=("mentions",)),
        tagger("none", always({"mentions": rows_to_table([])}), refines=("mentions",)),
    ]
    output = tag_documents(ground(["a a", "b"]), steps, ["mentions"])
    assert column(output, "mentions", "text") == []
    assert output.counts["a"].rows_refined == 2


def test_refiner_that_fails_on_one_document_leaves_its_rows(ground: Lay, tagger: Build) -> None:
    def fail_on_boom(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        if any("boom" in text for text in documents.texts):
            raise ValueError("boom")
        return {"mentions": documents.table("mentions").slice(0, 0)}

    steps = [
        tagger("a", words("a", type="gene"), fills=("mentions",)),
        tagger("picky", fail_on_boom, refines=("mentions",)),
        tagger(
            "after",
            words("a", "identifiers", type="x", value="y"),
            fills=("identifiers",),
            needs=("mentions",),
        ),
    ]
    output = tag_documents(ground(["a", "a boom"]), steps, ["mentions", "identifiers"])
    assert column(output, "mentions", "doc_id") == [f"{1:032x}"]
    assert column(output, "mentions", "component") == ["a"]
    assert rejects(output) == [("after", "1", "upstream"), ("picky", "1", "error")]
    assert column(output, "identifiers", "doc_id") == [f"{0:032x}"]


def test_refiner_adds_rows_of_its_own_beside_those_it_was_given(ground: Lay, tagger: Build) -> None:
    def widen(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        rows = documents.table("mentions").select(
            ["doc_id", "mention_id", "clean_start", "clean_end", "type"]
        )
        ends = pc.add(rows["clean_end"], pa.scalar(1, pa.int32()))
        new = rows.drop_columns(["mention_id"]).set_column(2, "clean_end", ends)
        given = [pa.Table.from_pylist(one.to_pylist()) for one in (rows, new)]
        return {"mentions": pa.concat_tables(given, promote_options="default")}

    steps = [
        tagger("a", words("a", type="gene"), fills=("mentions",)),
        tagger("widen", widen, refines=("mentions",)),
    ]
    output = tag_documents(ground(["ab"]), steps, ["mentions"])
    assert column(output, "mentions", "text") == ["ab", "a"]
    assert column(output, "mentions", "component") == ["widen", "a"]
    assert column(output, "mentions", "score") == [1.0, 1.0]
    assert output.counts["widen"].rows_emitted == 1


def test_refiner_that_gives_a_row_twice_breaks_the_contract(ground: Lay, tagger: Build) -> None:
    def double(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        rows = documents.table("mentions").select(
            ["doc_id", "mention_id", "clean_start", "clean_end", "type"]
        )
        return {"mentions": pa.concat_tables([rows, rows])}

    steps = [
        tagger("a", words("a", type="gene"), fills=("mentions",)),
        tagger("double", double, refines=("mentions",)),
    ]
    with pytest.raises(TableError, match="double 1, table mentions, column mention_id: It gives"):
        tag_documents(ground(["a"]), steps, ["mentions"])


def claims_about(word: str) -> Tag[Any]:
    """Find mentions of a word, and a claim about each under the tagger's own numbers."""

    def tag(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        hits = [
            (doc_id, [hit.span() for hit in re.finditer(word, text)])
            for doc_id, text in zip(documents.ids, documents.texts, strict=True)
        ]
        return {
            "mentions": rows_to_table(
                (doc_id, [Span(*at, type="gene", mention_id=10 + n) for n, at in enumerate(spans)])
                for doc_id, spans in hits
            ),
            "claims": rows_to_table(
                (
                    doc_id,
                    [
                        Span(*at, kind="finding", subject_mention_id=10 + n)
                        for n, at in enumerate(spans)
                    ],
                )
                for doc_id, spans in hits
            ),
        }

    return tag


def subjects(output: StageOutput) -> list[tuple[str, str | None]]:
    """The text of each claim and of the mention that it refers to."""
    mentions = {
        (row["doc_id"], row["mention_id"]): row["text"]
        for row in output.tables["mentions"].to_pylist()
    }
    return [
        (row["text"], mentions.get((row["doc_id"], row["subject_mention_id"])))
        for row in output.tables["claims"].to_pylist()
    ]


def test_references_follow_rows_that_others_come_before(ground: Lay, tagger: Build) -> None:
    steps = [
        tagger("c", claims_about("c"), fills=("mentions", "claims")),
        tagger("a", words("a", type="gene"), fills=("mentions",)),
    ]
    output = tag_documents(ground(["a c a c", "c"]), steps, ["mentions", "claims"])
    assert subjects(output) == [("c", "c")] * 3


def test_references_follow_rows_that_a_refiner_moves(ground: Lay, tagger: Build) -> None:
    steps = [
        tagger("a", words("a", type="gene"), fills=("mentions",)),
        tagger("c", claims_about("c|d"), fills=("mentions", "claims")),
        tagger(
            "keep",
            keep(lambda rows: pc.is_in(rows["text"], pa.array(["c"]))),
            refines=("mentions",),
        ),
    ]
    output = tag_documents(ground(["a d c a c"]), steps, ["mentions", "claims"])
    assert subjects(output) == [("d", None), ("c", "c"), ("c", "c")]
    assert column(output, "claims", "subject_mention_id") == [None, 0, 1]


def test_references_of_a_table_that_was_read_follow_too(ground: Lay, tagger: Build) -> None:
    def more(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        assert documents.table("claims").num_rows == 1
        assert documents.table("mentions").num_rows == 1
        found = zip(documents.ids, map(_a_mentions, documents.texts), strict=True)
        return {"mentions": rows_to_table(found)}

    steps = [
        tagger("c", claims_about("c"), fills=("mentions", "claims")),
        tagger("more", more, fills=("mentions",), needs=("claims", "mentions")),
    ]
    output = tag_documents(ground(["a c"]), steps, ["mentions", "claims"])
    assert subjects(output) == [("c", "c")]


def _a_mentions(text: str) -> list[Span]:
    return [Span(*hit.span(), type="gene") for hit in re.finditer("a", text)]


def test_references_to_a_table_that_grew_before_they_were_read_follow(
    ground: Lay, tagger: Build
) -> None:
    def more(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        assert documents.table("mentions").num_rows == 1
        found = zip(documents.ids, map(_a_mentions, documents.texts), strict=True)
        return {"mentions": rows_to_table(found)}

    steps = [
        tagger("c", claims_about("c"), fills=("mentions", "claims")),
        tagger("more", more, fills=("mentions",), needs=("mentions",)),
    ]
    output = tag_documents(ground(["a c"]), steps, ["mentions", "claims"])
    assert subjects(output) == [("c", "c")]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"claims": rows_to_table([])}, "without declaring it in fills or refines"),
        ({"mentions": [1]}, r"gives list for table 'mentions'; expected a pyarrow.Table"),
        ({"mentions": pa.table({"x": [1]})}, "have no column doc_id"),
        ({"mentions": rows_to_table([("0" * 32, [Span(0, 1)])])}, "column type"),
        ({"mentions": rows_to_table([("0" * 32, [Span(0, 1, type="x", text="y")])])}, "text"),
        (
            {"mentions": rows_to_table([("0" * 32, [Span(0, 1, type="x", component="y")])])},
            "column 'component', which the engine fills",
        ),
        (
            {"mentions": rows_to_table([("e" * 32, [Span(0, 1, type="x")])])},
            "rows of a document that it was not given",
        ),
    ],
)
def test_broken_contract_ends_the_run_or_is_a_reject(
    ground: Lay, tagger: Build, tables: Mapping[str, Any], message: str
) -> None:
    step = tagger("odd", always(tables), fills=("mentions",))
    with pytest.raises(TableError, match=message) as caught:
        tag_documents(ground(["ab"]), [step], ["mentions"])
    assert str(caught.value).startswith("odd 1, table ")
    optional = tagger("odd", always(tables), fills=("mentions",), is_required=False)
    output = tag_documents(ground(["ab"]), [optional], ["mentions"])
    assert rejects(output) == [("odd", "0", "contract")]
    assert column(output, "mentions", "text") == []
    counts = output.counts["odd"]
    assert counts.rows_emitted == counts.rows_rejected


def test_optional_tagger_loses_only_the_documents_that_break_the_contract(
    ground: Lay, tagger: Build
) -> None:
    def find(text: str) -> list[Span]:
        kind = "Bad Word" if "b" in text else "gene"
        return [Span(0, 1, type=kind)]

    step = tagger("odd", per_document(find, "mentions"), fills=("mentions",), is_required=False)
    output = tag_documents(ground(["a", "b", "c"]), [step], ["mentions"])
    assert column(output, "mentions", "text") == ["a", "c"]
    assert rejects(output) == [("odd", "1", "contract")]
    assert output.tables["rejects"]["table_name"].to_pylist() == ["mentions"]
    assert output.counts["odd"].rows_rejected == 1
    assert output.counts["odd"].rows_emitted == 3


def test_cells_that_a_refiner_leaves_out_stay_as_they_were(ground: Lay, tagger: Build) -> None:
    def change(document: Document, _context: Context[Any]) -> dict[str, list[Row | Span]]:
        first, *others = document.tables["mentions"]
        given: list[Row | Span] = [
            Row(mention_id=first["mention_id"], score=0.25, alt_curies=["X:2"], curie=None),
            *(Row(mention_id=row["mention_id"]) for row in others),
        ]
        return {"mentions": [*given, Span(0, 1, type="new")]}

    find = words("[ab]", type="x", score=0.75, curie="X:1", alt_curies=["X:3"])
    steps = [
        tagger("find", find, fills=("mentions",)),
        tagger("change", tables_per_document(change), refines=("mentions",)),
    ]
    output = tag_documents(ground(["a b", "b a"]), steps, ["mentions"])
    names = ["text", "type", "score", "curie", "alt_curies"]
    rows = output.tables["mentions"].select(names).to_pylist()
    assert [tuple(row.values()) for row in rows[:3]] == [
        ("a", "new", 1.0, None, []),
        ("a", "x", 0.25, None, ["X:2"]),
        ("b", "x", 0.75, "X:1", ["X:3"]),
    ]
    assert [tuple(row.values()) for row in rows[3:]] == [
        ("b", "new", 1.0, None, []),
        ("b", "x", 0.25, None, ["X:2"]),
        ("a", "x", 0.75, "X:1", ["X:3"]),
    ]


def test_references_of_a_refiner_follow_the_rows_that_it_was_given(
    ground: Lay, tagger: Build
) -> None:
    def cite(kept: str) -> Tag[Any]:
        """Make a claim of every mention that is given, and keep only some of the mentions."""

        def tag(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
            rows = documents.table("mentions")
            claims = rows.select(["doc_id", "clean_start", "clean_end"])
            claims = claims.append_column("subject_mention_id", rows["mention_id"])
            claims = claims.append_column("kind", pa.repeat("finding", rows.num_rows))
            stay = rows.filter(pc.match_substring_regex(rows["text"], kept))
            return {"mentions": stay.select(["doc_id", "mention_id"]), "claims": claims}

        return tag

    steps = [
        tagger("find", words("[abc]", type="x"), fills=("mentions",)),
        tagger("first", cite("[bc]"), refines=("mentions",), fills=("claims",)),
        tagger("second", cite("[c]"), refines=("mentions",), fills=("claims",)),
    ]
    output = tag_documents(ground(["a b c"]), steps, ["mentions", "claims"])
    assert column(output, "mentions", "text") == ["c"]
    claims = output.tables["claims"].select(["component", "text", "subject_mention_id"])
    assert sorted(map(str, claims.to_pylist())) == sorted(
        map(
            str,
            [
                {"component": "first", "text": "a", "subject_mention_id": None},
                {"component": "first", "text": "b", "subject_mention_id": None},
                {"component": "first", "text": "c", "subject_mention_id": 0},
                {"component": "second", "text": "b", "subject_mention_id": None},
                {"component": "second", "text": "c", "subject_mention_id": 0},
            ],
        )
    )


def numbers_of(output: StageOutput, column_name: str) -> list[tuple[str, Any]]:
    rows = output.tables["mentions"].select(["text", column_name]).to_pylist()
    return [(row["text"], row[column_name]) for row in rows]


def abbreviate(document: Document, _context: Context[Any]) -> dict[str, list[Span]]:
    """Give the first letter as an abbreviation of the last mention that was read."""
    last = document.tables["mentions"][-1]
    return {"mentions": [Span(0, 1, type="gene", abbreviation_of=last["mention_id"])]}


def test_id_that_was_read_leads_to_the_same_row_when_its_table_grows(
    ground: Lay, tagger: Build
) -> None:
    def steps(known: Mapping[str, Mapping[str, pa.Table]]) -> list[TagStep]:
        both = {"fills": ("mentions",), "needs": ("mentions",)}
        return [
            tagger("b", words("b", type="x"), fills=("mentions",), cached=known.get("b")),
            tagger("a", tables_per_document(abbreviate), cached=known.get("a"), **both),
        ]

    output = tag_documents(ground(["a b b"]), steps({}), ["mentions"])
    assert numbers_of(output, "abbreviation_of") == [("a", 2), ("b", None), ("b", None)]
    parts = output.parts["mentions"]
    known = {one: {"mentions": parts.filter(pc.equal(parts["part"], one))} for one in "ab"}
    again = tag_documents(ground(["a b b"]), steps(known), ["mentions"])
    assert tables_of(again) == tables_of(output)


def test_own_numbers_hold_though_only_another_table_is_new(ground: Lay, tagger: Build) -> None:
    def steps(known: Mapping[str, Mapping[str, pa.Table]]) -> list[TagStep]:
        both = ("mentions", "claims")
        return [
            tagger("c", claims_about("c"), fills=both, cached=known.get("c")),
            tagger("q", words("a", "claims", kind="finding"), fills=("claims",)),
        ]

    first = tag_documents(ground(["a c"]), steps({}), ["mentions", "claims"])
    known = {
        "c": {name: rows.filter(pc.equal(rows["part"], "c")) for name, rows in first.parts.items()}
    }
    # Only the claims are merged anew, as where `q` alone has another version.
    again = tag_documents(ground(["a c"]), steps(known), ["claims"])
    assert set(again.tables) == {"claims", "rejects"}
    assert again.tables["claims"] == first.tables["claims"]
    assert column(again, "claims", "subject_mention_id") == [None, 0]
    assert again.counts["c"].rows_emitted == 1


def test_refiner_gives_rows_to_what_it_fills_by_its_own_numbers(ground: Lay, tagger: Build) -> None:
    def name(document: Document, _context: Context[Any]) -> dict[str, list[Row]]:
        rows = document.tables["mentions"]
        return {
            "entities": [Row(kind="person", canonical=document.text, entity_id=40)],
            "mentions": [Row(mention_id=row["mention_id"], entity_id=40) for row in rows],
        }

    steps = [
        tagger("a", words("[ab]", type="person"), fills=("mentions",)),
        tagger("n", tables_per_document(name), refines=("mentions",), fills=("entities",)),
    ]
    output = tag_documents(ground(["a b"]), steps, ["mentions", "entities"])
    assert column(output, "entities", "entity_id") == [0]
    assert numbers_of(output, "entity_id") == [("a", 0), ("b", 0)]
    assert output.counts["n"].rows_changed == 2
    assert output.counts["a"].rows_changed == 0


DANGLING: dict[str, tuple[str, dict[str, Any], str]] = {
    "number": ("claims", {"subject_mention_id": 4711}, "column subject_mention_id: It refers to"),
    "list": ("claims", {"statistic_ids": [5]}, "row 5 of table statistics, which it neither"),
    "half": ("claims", {"cue_start": 0}, "stretch"),
    "order": ("claims", {"cue_start": 1, "cue_end": 0}, "stretch"),
}


@pytest.mark.parametrize("fault", DANGLING)
def test_row_that_leads_nowhere_ends_the_run_or_is_a_reject(
    ground: Lay, tagger: Build, fault: str
) -> None:
    table, cells, told = DANGLING[fault]
    find = per_document(lambda text: [Span(0, 1, kind="finding", **cells)] if text else [], table)
    with pytest.raises(TableError, match=told):
        tag_documents(ground(["ab"]), [tagger("d", find, fills=(table,))], [table])
    optional = tagger("d", find, fills=(table,), is_required=False)
    output = tag_documents(ground(["ab", ""]), [optional], [table])
    assert rejects(output) == [("d", "0", "contract")]
    assert output.tables["rejects"]["table_name"].to_pylist() == [table]
    assert output.tables[table].num_rows == 0


def test_stretch_outside_the_text_rejects_its_document(ground: Lay, tagger: Build) -> None:
    cue = {"cue_start": 1, "cue_end": 2}
    find = per_document(lambda _text: [Span(0, 1, kind="finding", **cue)], "claims")
    output = tag_documents(
        ground(["ab", "a"]), [tagger("far", find, fills=("claims",))], ["claims"]
    )
    assert rejects(output) == [("far", "1", "span_outside")]
    detail = output.tables["rejects"]["detail"][0].as_py()
    assert detail == "cue_start, cue_end 1:2 of a text of 1 code points"


def test_refiner_gives_no_id_that_it_was_not_given(ground: Lay, tagger: Build) -> None:
    def invent(_document: Document, _context: Context[Any]) -> dict[str, list[Row]]:
        return {"mentions": [Row(mention_id=7, type="x")]}

    steps = [
        tagger("a", words("a", type="x"), fills=("mentions",)),
        tagger("r", tables_per_document(invent), refines=("mentions",), is_required=False),
    ]
    output = tag_documents(ground(["a"]), steps, ["mentions"])
    assert rejects(output) == [("r", "0", "contract")]
    assert "an id that it was not given" in output.tables["rejects"]["detail"][0].as_py()
    assert column(output, "mentions", "component") == ["a"]


def test_refiner_has_to_give_its_table_back(ground: Lay, tagger: Build) -> None:
    step = tagger("lazy", always({}), refines=("mentions",))
    with pytest.raises(TableError, match="refines 'mentions' but does not give it back"):
        tag_documents(ground(["a"]), [step], ["mentions"])


def test_span_outside_the_text_rejects_its_document(ground: Lay, tagger: Build) -> None:
    step = tagger(
        "far", per_document(lambda _text: [Span(0, 2, type="x")], "mentions"), fills=("mentions",)
    )
    output = tag_documents(ground(["ab", "a"]), [step], ["mentions"])
    assert rejects(output) == [("far", "1", "span_outside")]
    assert column(output, "mentions", "text") == ["ab"]
    assert output.counts["far"].rows_rejected == 1
    detail = output.tables["rejects"]["detail"][0].as_py()
    assert detail == "span 0:2 of a text of 1 code points"
    assert output.tables["rejects"]["table_name"].to_pylist() == ["mentions"]


def test_remembered_rejects_are_rejects_again_and_so_is_what_needs_them(
    ground: Lay, tagger: Build
) -> None:
    first = f"{0:032x}"
    steps = [
        tagger(
            "known",
            words("a", type="x"),
            fills=("mentions",),
            cached={},
            rejected={first: Failure(first, "error", "as before")},
        ),
        tagger(
            "needy",
            words("a", "identifiers", type="x", value="y"),
            fills=("identifiers",),
            needs=("mentions",),
        ),
    ]
    output = tag_documents(ground(["a", "a"]), steps, ["identifiers"])
    assert rejects(output) == [("known", "0", "error"), ("needy", "0", "upstream")]
    assert output.counts["known"].documents_cached == 1
    second = first[:-1] + "1"
    assert [(one.component, one.done.to_pylist(), one.rejected) for one in output.results] == [
        ("known", [second], {first: "error"}),
        ("needy", [second], {first: "upstream"}),
    ]


def test_table_that_no_tagger_touches_is_loaded(ground: Lay, tagger: Build) -> None:
    seen: list[int] = []

    def look(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        seen.append(documents.table("segments").num_rows)
        return {}

    tag_documents(ground(["a"]), [tagger("look", look, needs=("segments",))], [])
    assert seen == [0]


def test_isolated_tagger_gets_small_batches(ground: Lay, tagger: Build) -> None:
    sizes: list[int] = []

    def note(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        sizes.append(len(documents))
        return {}

    step = tagger("note", note, fills=("mentions",), isolation="process")
    tag_documents(ground(["x"] * 20), [step], ["mentions"])
    assert sizes == [16, 4]


ALPHABET = "ab \u0301\u05d0\U0001f9ec\U0001f468\u200d\U0001f469\u202e\n"
TEXTS = st.lists(st.text(ALPHABET, max_size=12), min_size=1, max_size=4)
SPANS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 11), st.integers(1, 4), st.integers(0, 5)),
    max_size=6,
)


def drawn(spans: Sequence[tuple[int, int, int, int]], kind: str) -> Tag[Any]:
    """Give mentions and claims about them wherever they fit, under numbers of its own."""

    def tag(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
        mentions: list[tuple[str, list[Span]]] = []
        claims: list[tuple[str, list[Span | Row]]] = []
        for doc_id, text in zip(documents.ids, documents.texts, strict=True):
            fitting = [
                (start, start + size, target)
                for number, start, size, target in spans
                if int(doc_id, 16) == number and start + size <= len(text)
            ]
            mentions.append(
                (
                    doc_id,
                    [
                        Span(
                            start,
                            end,
                            type=kind,
                            mention_id=n,
                            abbreviation_of=target % len(fitting),
                        )
                        for n, (start, end, target) in enumerate(fitting)
                    ],
                )
            )
            claims.append(
                (
                    doc_id,
                    [
                        Span(start, end, kind="finding", subject_mention_id=n)
                        for n, (start, end, _) in enumerate(fitting)
                    ],
                )
            )
        return {"mentions": rows_to_table(mentions), "claims": rows_to_table(claims)}

    return tag


def cut_longest(documents: Documents, _context: Context[Any]) -> dict[str, pa.Table]:
    """Refine away mentions of four characters."""
    rows = documents.table("mentions")
    return {
        "mentions": rows.filter(pc.less(pc.utf8_length(rows["text"]), 4)).select(
            ["doc_id", "mention_id", "clean_start", "clean_end", "type", "abbreviation_of"]
        )
    }


def tables_of(output: StageOutput) -> dict[str, pa.Table]:
    return {name: check_table(rows, _model(name)) for name, rows in output.tables.items()}


# An example costs tenths of a second, which shrinking would multiply by hundreds.
@settings(max_examples=6, phases=[Phase.reuse, Phase.generate])
@given(
    texts=TEXTS,
    first=SPANS,
    second=SPANS,
    cached=st.sets(st.sampled_from("abr")),
    cut=st.integers(0, 4),
)
def test_tables_are_the_same_whatever_is_remembered_and_however_batches_are_cut(
    ground: Lay,
    tagger: Build,
    texts: list[str],
    first: Any,
    second: Any,
    cached: set[str],
    cut: int,
) -> None:
    filled = ("mentions", "claims")
    made: dict[str, tuple[Tag[Any], dict[str, Any]]] = {
        "a": (drawn(first, "gene"), {"fills": filled}),
        "b": (drawn(second, "disease"), {"fills": filled}),
        "r": (cut_longest, {"refines": ("mentions",)}),
    }

    def steps(known: Mapping[str, Mapping[str, pa.Table]]) -> list[TagStep]:
        return [
            tagger(name, tag, cached=known.get(name), **wiring)
            for name, (tag, wiring) in made.items()
        ]

    whole = ground(texts)
    output = tag_documents(whole, steps({}), filled)
    tables = tables_of(output)
    for name, number in (("mentions", "mention_id"), ("claims", "claim_id")):
        for doc_id in whole.uris:
            rows = tables[name].filter(pc.equal(tables[name]["doc_id"], doc_id)).to_pylist()
            text = whole.coordinates.texts[[*whole.uris].index(doc_id)].as_py()
            assert [row[number] for row in rows] == list(range(len(rows)))
            assert [row["clean_start"] for row in rows] == sorted(r["clean_start"] for r in rows)
            assert all(text[r["clean_start"] : r["clean_end"]] == r["text"] for r in rows)
    assert all(found in {said, None} for said, found in subjects(output))
    parts = {
        name: {
            table: rows.filter(pc.equal(rows["part"], name)) for table, rows in output.parts.items()
        }
        for name in cached
    }
    assert tables_of(tag_documents(whole, steps(parts), filled)) == tables
    halves = [
        tag_documents(
            Ground(
                whole.documents.slice(*at), whole.coordinates, whole.uris, whole.load, whole.tables
            ),
            steps({}),
            filled,
        )
        for at in ((0, cut), (cut, len(texts)))
        if whole.documents.slice(*at).num_rows
    ]
    for name in filled:
        joined = pa.concat_tables([half.tables[name] for half in halves])
        assert joined.combine_chunks() == tables[name].combine_chunks()


def test_text_that_is_too_long_is_a_reject_of_each_tagger_and_costs_no_other_document(
    ground: Lay, tagger: Build
) -> None:
    find = tagger("find", words(r"[A-Z]+", type="gene"), fills=("mentions",))
    check = tagger(
        "check",
        words(r"\d", "identifiers", type="url", value="1", role="mention", is_valid=True),
        fills=("identifiers",),
        needs=("mentions",),
    )
    steps = [replace(one, max_characters=4) for one in (find, check)]
    # Six bytes, but four characters.
    output = tag_documents(ground(["AB 12", "äöA1"]), steps, {"mentions", "identifiers"})
    assert column(output, "mentions", "text") == ["A"]
    assert column(output, "identifiers", "text") == ["1"]
    rejects = output.tables["rejects"].to_pylist()
    assert [(row["component"], row["reason"]) for row in rejects] == [
        ("check", "too_large"),
        ("find", "too_large"),
    ]
    assert rejects[0]["detail"] == "The text has 5 characters, 4 are allowed."
