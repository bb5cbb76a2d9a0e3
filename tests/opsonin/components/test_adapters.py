from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsonin.components.adapters import (
    each_document,
    from_string,
    per_document,
    per_row,
    rows_to_table,
    tables_per_document,
)
from opsonin.components.component import Reject
from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Document, Documents
from opsonin.components.rows import DROP, Cleaned, Drop, Row, Span
from opsonin.deprecation import OpsoninDeprecationWarning, on_behalf_of
from opsonin.errors import PluginError
from opsonin.spans.apply import apply_edits
from opsonin.spans.edit import Edit

CONTEXT: Context[object] = Context(options=NoOptions())


def batch(*texts: str) -> Documents:
    ids = [str(number) for number in range(len(texts))]
    return Documents(
        pa.record_batch(
            {"doc_id": pa.array(ids, pa.string()), "text": pa.array(texts, pa.string())}
        )
    )


def test_rows_of_several_documents_are_one_table() -> None:
    table = rows_to_table([("a", [Span(0, 1, type="x")]), ("b", []), ("c", [Row(kind="y")])])
    assert table.to_pylist() == [
        {"doc_id": "a", "clean_start": 0, "clean_end": 1, "type": "x", "kind": None},
        {"doc_id": "c", "clean_start": None, "clean_end": None, "type": None, "kind": "y"},
    ]


def test_no_rows_are_a_table_too() -> None:
    assert rows_to_table([("a", [])]).schema == pa.schema([("doc_id", pa.string())])


def test_cells_without_a_common_type_stay_for_validation_to_name() -> None:
    table = rows_to_table([("a", [Row(value=1), Row(value="\ud800"), Row(value=2**70)])])
    assert table["value"].to_pylist()[0] == b"1"
    assert pa.types.is_binary(table["value"].type)


@pytest.mark.parametrize("column", ["doc_id", "clean_start"])
def test_author_cannot_move_a_row(column: str) -> None:
    (row,) = rows_to_table([("a", [Span(0, 1, **{column: "else"})])]).to_pylist()
    assert row == {"doc_id": "a", "clean_start": 0, "clean_end": 1}


def test_tagger_of_single_texts_gives_one_table() -> None:
    tag = per_document(lambda text: [Span(0, len(text), type="x")], "mentions")
    rows = tag(batch("ab", "c"), CONTEXT)["mentions"].to_pylist()
    assert [(row["doc_id"], row["clean_end"]) for row in rows] == [("0", 2), ("1", 1)]


def test_cleaner_of_single_documents_keeps_their_order() -> None:
    clean = each_document(lambda one, _context: Cleaned([Edit(0, 1, one.text, "x")]))
    given = [one for one in clean(batch("a", "b"), CONTEXT) if isinstance(one, Cleaned)]
    assert [one.edits[0].replacement for one in given] == ["a", "b"]


@given(st.text("ab \n\u0301", max_size=12))
def test_edits_of_a_string_function_lead_to_what_it_gave(text: str) -> None:
    clean = from_string(lambda text: text.replace("a", "").upper(), reason="noise")
    (cleaned,) = clean(batch(text), CONTEXT)
    assert isinstance(cleaned, Cleaned)
    assert apply_edits(text, cleaned.edits) == text.replace("a", "").upper()
    assert {edit.reason for edit in cleaned.edits} <= {"noise"}


@dataclass(frozen=True, slots=True)
class Marks:
    mark: str = "!"


def with_rows(*texts: str, **columns: list[Any]) -> Documents:
    """Return a batch with the rows of a table ``marks``."""
    given = batch(*texts)
    table = pa.table({**columns, "clean_start": pa.array([0] * len(columns["doc_id"]), pa.int32())})
    return Documents(given.arrow, {"marks": lambda: table})


def test_tagger_of_single_documents_gets_options_and_tables_and_gives_several_tables() -> None:
    def find(document: Document, context: Context[Marks]) -> Mapping[str, Iterable[Span | Row]]:
        known = [row["name"] for row in document.tables["marks"]]
        at = document.text.find(context.options.mark)
        return {"first": [Span(at, at + 1, names=known)], "second": [Row(n=n) for n in known]}

    documents = with_rows("a!", "!", doc_id=["1", "1"], name=["x", "y"])
    tables = tables_per_document(find)(documents, Context(options=Marks()))
    assert tables["first"].to_pylist() == [
        {"names": [], "doc_id": "0", "clean_start": 1, "clean_end": 2},
        {"names": ["x", "y"], "doc_id": "1", "clean_start": 0, "clean_end": 1},
    ]
    assert tables["second"].to_pylist() == [{"n": "x", "doc_id": "1"}, {"n": "y", "doc_id": "1"}]


def test_refiner_of_single_rows_changes_some_leaves_some_and_takes_some_away() -> None:
    def change(
        row: Mapping[str, Any], document: Document, context: Context[Marks]
    ) -> Mapping[str, object] | Drop:
        if document.text == "away":
            return DROP
        is_negated = document.text == "no" + context.options.mark
        return {"negated": True, "note": row["name"]} if is_negated else {}

    documents = with_rows(
        "no!",
        "away",
        "so",
        doc_id=["2", "1", "0"],
        name=["c", "b", "a"],
        negated=[False, False, False],
    )
    rows = per_row(change, "marks")(documents, Context(options=Marks()))["marks"]
    assert rows.drop_columns(["clean_start"]).to_pylist() == [
        {"doc_id": "2", "name": "c", "negated": False, "note": None},
        {"doc_id": "0", "name": "a", "negated": True, "note": "a"},
    ]
    assert rows.schema.field("clean_start").type == pa.int32()


def test_refiner_of_single_rows_reads_what_it_needs() -> None:
    def change(
        row: Mapping[str, Any], document: Document, _context: Context[object]
    ) -> dict[str, object]:
        return {"name": [other["name"] for other in document.tables["others"]][row["n"]]}

    others = pa.table({"doc_id": ["0", "0", "1"], "name": ["x", "y", "z"]})
    given = with_rows("a", "b", doc_id=["0", "1"], n=[1, 0])
    documents = given.with_tables({"others": others})
    rows = per_row(change, "marks")(documents, CONTEXT)["marks"]
    assert rows["name"].to_pylist() == ["y", "z"]


@pytest.mark.parametrize(("given", "told"), [(None, "None"), (True, "bool")])
def test_forgotten_return_of_a_refiner_is_named(given: Any, told: str) -> None:
    documents = with_rows("a", doc_id=["0"], negated=[False])
    tag = per_row(lambda _row, _document, _context: given, "marks")
    with pytest.raises(PluginError, match=rf"gave {told} for a row of table 'marks'.*DROP"):
        tag(documents, CONTEXT)


def test_refiner_of_the_old_form_works_and_is_told_of() -> None:
    def change(text: str, row: Mapping[str, Any]) -> dict[str, object] | None:
        return None if text == "away" else {"note": row["name"]}

    documents = with_rows("a", "away", doc_id=["0", "1"], name=["x", "y"])
    with (
        pytest.warns(OpsoninDeprecationWarning, match=r"acme 1 uses .*\(text, row\).* goes in 0.2"),
        on_behalf_of("acme 1"),
    ):
        tag = per_row(change, "marks")
    assert tag(documents, CONTEXT)["marks"].select(["doc_id", "note"]).to_pylist() == [
        {"doc_id": "0", "note": "x"}
    ]


def test_refiner_of_single_rows_gives_back_a_table_without_rows() -> None:
    documents = with_rows("a", doc_id=[], name=pa.array([], pa.string()).to_pylist())
    tag = per_row(lambda _row, _document, _context: {"name": "never"}, "marks")
    rows = tag(documents, CONTEXT)["marks"]
    assert rows.num_rows == 0
    assert rows.schema.names == ["doc_id", "name", "clean_start"]


def test_cell_of_a_refiner_that_does_not_fit_stays_for_validation_to_name() -> None:
    documents = with_rows("a", doc_id=["0"], negated=[False])
    tag = per_row(lambda _row, _document, _context: {"negated": "perhaps"}, "marks")
    assert tag(documents, CONTEXT)["marks"]["negated"].to_pylist() == ["perhaps"]


def test_cleaner_of_single_documents_may_reject_some() -> None:
    def clean(document: Document, _context: Context[object]) -> Cleaned | Reject:
        return Reject("spam", "all of it") if "buy" in document.text else Cleaned()

    assert each_document(clean)(batch("a", "buy"), CONTEXT) == [
        Cleaned(),
        Reject("spam", "all of it"),
    ]
