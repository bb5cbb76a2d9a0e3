from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from opsonin.components.adapters import each_document
from opsonin.components.component import Clean, Reject
from opsonin.components.context import Context
from opsonin.components.documents import Document, Documents
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.errors import TableError
from opsonin.spans.edit import Edit
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.output import StageOutput
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema
from opsonin.tables.validation import check_table

Build = Callable[..., CleanStep]
Raw = Callable[..., pa.Table]


def steadily(clean: Callable[[str], Cleaned]) -> Clean[Any]:
    return each_document(lambda document, _context: clean(document.text))


def drop(pattern: str, reason: str = "noise") -> Clean[Any]:
    return steadily(
        lambda text: Cleaned([Edit(*hit.span(), "", reason) for hit in re.finditer(pattern, text)])
    )


def mark(pattern: str, table: str = "segments", **columns: Any) -> Clean[Any]:
    return steadily(
        lambda text: Cleaned(
            rows={table: [Span(*hit.span(), **columns) for hit in re.finditer(pattern, text)]}
        )
    )


def rows(output: StageOutput, table: str, *columns: str) -> list[Any]:
    checked = check_table(output.tables[table], CONTRACT[table]).select(list(columns)).to_pylist()
    return [tuple(row.values()) if len(columns) > 1 else row[columns[0]] for row in checked]


def rejects(output: StageOutput) -> list[tuple[str, str, str]]:
    found = rows(output, "rejects", "component", "doc_id", "reason")
    return [(component, doc_id[-1], reason) for component, doc_id, reason in found]


def test_rows_are_carried_through_the_edits_of_later_cleaners(raw: Raw, cleaner: Build) -> None:
    steps = [
        cleaner("segment", mark(r"\w+ ?\w*", kind="paragraph"), fills=("segments",)),
        cleaner("drop", drop("nav |,")),
    ]
    output = clean_documents(raw(["nav One, nav two", "nav "]), steps, version="1")
    assert rows(output, "documents", "text") == ["One two"]
    spans = ("text", "clean_start", "raw_start", "raw_end", "parent_id")
    assert rows(output, "segments", *spans) == [
        ("One", 0, 4, 7, None),
        ("two", 4, 13, 16, None),
    ]
    assert rows(output, "removed", "raw_start", "raw_end", "reason", "component") == [
        (0, 4, "noise", "drop"),
        (7, 8, "noise", "drop"),
        (9, 13, "noise", "drop"),
    ]
    assert rejects(output) == [("opsonin", "1", "empty")]


def test_row_whose_text_goes_is_refined_away(raw: Raw, cleaner: Build) -> None:
    steps = [
        cleaner("flag", mark("x+", "flags", kind="noise"), fills=("flags",)),
        cleaner("drop", drop("xx")),
    ]
    output = clean_documents(raw(["a xx b x"]), steps, version="1")
    assert rows(output, "flags", "text") == ["x"]
    assert output.counts["flag"].rows_emitted == 2
    assert output.counts["flag"].rows_refined == 1


def test_field_outlives_the_line_that_it_was_read_from(raw: Raw, cleaner: Build) -> None:
    steps = [
        cleaner("title", mark("Title", "fields", field="title", value="T"), fills=("fields",)),
        cleaner("drop", drop("Title\n")),
    ]
    output = clean_documents(raw(["a\nTitle\nb"]), steps, version="1")
    assert rows(output, "fields", "value", "raw_start", "raw_end") == [("T", 2, 7)]
    assert rows(output, "documents", "title", "text") == [("T", "a\nb")]


def test_cleaner_sees_what_earlier_ones_left(raw: Raw, cleaner: Build) -> None:
    seen: list[Any] = []

    def look(document: Document, _context: Context[Any]) -> Cleaned:
        spans = [(row["clean_start"], row["clean_end"]) for row in document.tables["segments"]]
        seen.append((document.text, document.media_type, spans))
        return Cleaned()

    steps = [
        cleaner("segment", mark("b+", kind="paragraph"), fills=("segments",)),
        cleaner("drop", drop("a")),
        cleaner("look", each_document(look), needs=("segments", "documents")),
    ]
    clean_documents(raw(["abba"]), steps, version="1")
    assert seen == [("bb", "text/plain", [(0, 2)])]


def test_cleaner_is_only_given_its_media_types(raw: Raw, cleaner: Build) -> None:
    steps = [cleaner("html", drop("a"), media_types=("text/html",))]
    output = clean_documents(raw(["ab"]), steps, version="1")
    assert rows(output, "documents", "text") == ["ab"]
    (html,) = output.results
    assert (html.component, html.done.to_pylist(), html.rejected) == ("html", ["0" * 32], {})
    assert rows(
        clean_documents(raw(["ab"], "text/html"), steps, version="1"), "documents", "text"
    ) == ["b"]


def test_document_without_text_is_rejected_by_the_engine(raw: Raw, cleaner: Build) -> None:
    output = clean_documents(raw([None, "ab"]), [cleaner("drop", drop("a"))], version="1")
    assert rejects(output) == [("opsonin", "0", "no_text")]
    assert rows(output, "documents", "text") == ["b"]


@pytest.mark.parametrize("left", ["", " \n", "\u00a0\u2003", "\u200b "])
def test_document_of_which_no_word_is_left_is_rejected_by_the_engine(
    raw: Raw, cleaner: Build, left: str
) -> None:
    steps = [
        cleaner("segment", mark("a+", kind="paragraph"), fills=("segments",)),
        cleaner("drop", drop("a")),
    ]
    output = clean_documents(raw([f"a{left}", "ab"]), steps, version="1")
    is_blank = not left.strip()
    assert rejects(output) == ([("opsonin", "0", "empty")] if is_blank else [])
    for name in ("documents", "alignment", "segments", "removed"):
        owners = {row[-1] for row in rows(output, name, "doc_id")}
        assert owners <= ({"1"} if is_blank else {"0", "1"})
    (_, drop_result) = output.results
    assert len(drop_result.done) == 2
    assert output.counts["segment"].rows_emitted == 2
    assert output.parts["segments"].num_rows == 2


def test_no_documents_and_no_cleaners_give_empty_tables(raw: Raw) -> None:
    output = clean_documents(raw([]), [], version="1")
    assert {name: table.num_rows for name, table in output.tables.items()} == dict.fromkeys(
        ("segments", "flags", "fields", "documents", "alignment", "removed", "rejects", "signals"),
        0,
    )
    assert rows(clean_documents(raw(["a"]), [], version="1"), "alignment", "op") == ["keep"]


def break_b(result: Any) -> Clean[Any]:
    """Give what is wrong for a document that holds b."""
    return steadily(lambda text: result if "b" in text else Cleaned())


@pytest.mark.parametrize(
    ("result", "reason", "detail"),
    [
        (None, "contract", "gave NoneType, not Cleaned"),
        (
            Cleaned(rows={"flags": [Span(0, 1, kind="x")]}),
            "contract",
            "gave rows of flags undeclared",
        ),
        (Cleaned([Edit(0, 9, "", "x")]), "error", "not inside the text of 1 code points"),
        (Cleaned([Edit(0, 1, "\ud800", "x")]), "error", "lone surrogate"),
        (Cleaned(rows={"segments": [Span(0, 2, kind="x")]}), "span_outside", "of 1 code points"),
        (Cleaned(rows={"segments": [Span(0, 0, kind="x")]}), "span_outside", "of 1 code points"),
        (Cleaned(rows={"segments": [{"kind": "x"}]}), "contract", "gave dict as a row of segments"),  # type: ignore[list-item]
        (Cleaned(rows={"segments": [Span("0", 1, kind="x")]}), "contract", "not an int"),  # type: ignore[arg-type]
        (Cleaned(rows={"segments": None}), "contract", "gave NoneType as rows of segments"),  # type: ignore[dict-item]
        (Cleaned(edits=None), "contract", "gave NoneType as edits"),  # type: ignore[arg-type]
    ],
)
def test_broken_result_costs_its_document_alone(
    raw: Raw, cleaner: Build, result: Any, reason: str, detail: str
) -> None:
    step = cleaner("odd", break_b(result), fills=("segments",))
    output = clean_documents(raw(["a", "b", "c"]), [step], version="1")
    assert rejects(output) == [("odd", "1", reason)]
    assert detail in rows(output, "rejects", "detail")[0]
    assert rows(output, "documents", "text") == ["a", "c"]


@pytest.mark.parametrize(
    "row", [Row(kind="x"), Span(0, 1), Span(0, 1, kind="Not A Word"), Span(0, 1, kind="x", odd=1)]
)
def test_columns_that_break_the_contract_end_the_run_or_cost_their_document(
    raw: Raw, cleaner: Build, row: Any
) -> None:
    clean = break_b(Cleaned(rows={"segments": [row]}))
    with pytest.raises(TableError, match="odd 1, table segments"):
        clean_documents(raw(["a", "b"]), [cleaner("odd", clean, fills=("segments",))], version="1")
    step = cleaner("odd", clean, fills=("segments",), is_required=False)
    output = clean_documents(raw(["a", "b", "c"]), [step], version="1")
    assert rejects(output) == [("odd", "1", "contract")]
    assert rows(output, "documents", "text") == ["a", "c"]


def test_document_that_is_rejected_is_not_asked_for_again_when_another_breaks_the_contract(
    raw: Raw, cleaner: Build
) -> None:
    asked: list[str] = []

    def clean(text: str) -> Cleaned | Reject:
        asked.append(text)
        if text == "a":
            if asked.count("a") > 1:
                raise OSError("The disk is gone.")
            return Reject("unwanted", "It is an a.")
        return Cleaned(rows={"segments": [Span(0, 1, kind=7 if text == "b" else "paragraph")]})

    wrong = each_document(lambda document, _context: clean(document.text))
    step = cleaner("odd", wrong, fills=("segments",), is_required=False)
    output = clean_documents(raw(["a", "b", "c"]), [step], version="1")
    assert rejects(output) == [("odd", "0", "unwanted"), ("odd", "1", "contract")]
    assert rows(output, "documents", "text") == ["c"]


def test_second_row_of_a_document_ends_the_run_or_costs_the_document(
    raw: Raw, cleaner: Build
) -> None:
    measures = {
        field.name: 0.0 for field in arrow_schema(CONTRACT["signals"]) if field.type == pa.float32()
    }

    def measured(pattern: str, name: str, **further: Any) -> CleanStep:
        def clean(text: str) -> Cleaned:
            return Cleaned(rows={"signals": [Row(**measures)] if re.search(pattern, text) else []})

        return cleaner(name, steadily(clean), fills=("signals",), **further)

    alike = [measured("[ab]", "one"), measured("[bc]", "two")]
    with pytest.raises(TableError, match=r"two 1, table signals.* of which one 1 has") as caught:
        clean_documents(raw(["a", "b", "c"]), alike, version="1")
    assert "Leave out one or this component with `disabled`" in caught.value.remedy
    others = [measured("[ab]", "one"), measured("[bc]", "two", is_required=False)]
    output = clean_documents(raw(["a", "b", "c"]), others, version="1")
    assert rejects(output) == [("two", "1", "contract")]
    assert rows(output, "signals", "component") == ["one", "two"]
    apart = [measured("a", "one"), measured("[bc]", "two")]
    output = clean_documents(raw(["a", "b", "c"]), apart, version="1")
    assert rows(output, "signals", "component") == ["one", "two", "two"]


def test_field_that_does_not_fit_its_column_costs_the_documents_of_an_optional_cleaner(
    raw: Raw, cleaner: Build
) -> None:
    def describe(text: str) -> Cleaned:
        return Cleaned(rows={"fields": [Row(field="doc_type", value=text)]})

    step = cleaner("a", steadily(describe), fills=("fields",), is_required=False)
    output = clean_documents(raw(["news", "gossip"]), [step], version="1")
    assert rows(output, "documents", "doc_type") == ["news"]
    assert rejects(output) == [("a", "1", "contract")]


def test_cleaner_that_gives_too_few_results_is_called_on_single_documents(
    raw: Raw, cleaner: Build
) -> None:
    def first_only(documents: Documents, _context: Context[Any]) -> Sequence[Cleaned]:
        return [Cleaned()] if "a" in documents.texts[0] else []

    output = clean_documents(raw(["a", "b"]), [cleaner("odd", first_only)], version="1")
    assert rejects(output) == [("odd", "1", "error")]
    assert rows(output, "rejects", "detail") == [
        "ValueError: 0 results for 1 document, expected one for each"
    ]


def test_rows_of_a_rejected_document_are_accounted_for(raw: Raw, cleaner: Build) -> None:
    def fail(text: str) -> Cleaned:
        raise ValueError(text)

    steps = [
        cleaner("segment", mark("a", kind="x"), fills=("segments",)),
        cleaner("fail", steadily(fail)),
    ]
    output = clean_documents(raw(["aa"]), steps, version="1")
    counts = output.counts["segment"]
    assert (counts.rows_emitted, counts.rows_rejected) == (2, 2)
    only = "0" * 32
    assert [(one.component, one.done.to_pylist(), one.rejected) for one in output.results] == [
        ("segment", [only], {}),
        ("fail", [], {only: "error"}),
    ]


def test_null_stands_for_what_was_left_out(raw: Raw, cleaner: Build) -> None:
    step = cleaner("s", mark("a", kind="x", is_main=None), fills=("segments",))
    output = clean_documents(raw(["a"]), [step], version="1")
    assert rows(output, "segments", "is_main") == [True]


PIECES = "ab \u0301\u05d0\U0001f9ec\U0001f468\u200d\U0001f469\u202e\r\n"
DOCUMENTS = st.lists(st.text(PIECES, max_size=14), min_size=1, max_size=3)
#: Edits as cuts of the text in thousandths, with what stands there afterwards.
CUTS = st.lists(
    st.tuples(st.integers(0, 999), st.integers(0, 999), st.text(PIECES, max_size=3)), max_size=4
)
CLEANERS = st.lists(st.tuples(CUTS, CUTS), min_size=1, max_size=3)


def placed(cuts: Any, length: int) -> list[tuple[int, int, str]]:
    """Return cuts that fit a text, in order and without overlap."""
    found: list[tuple[int, int, str]] = []
    for first, second, text in sorted(cuts):
        start, end = sorted((first * (length + 1) // 1000, second * (length + 1) // 1000))
        if (start < end or text) and (not found or start >= found[-1][1]):
            found.append((start, end, text))
    return found


def drawn(edits: Any, spans: Any) -> Clean[Any]:
    def clean(text: str) -> Cleaned:
        places = [(start, end) for start, end, _ in placed(spans, len(text)) if start < end]
        return Cleaned(
            [Edit(*edit, "drawn") for edit in placed(edits, len(text))],
            {
                "segments": [Span(*place, kind="x") for place in places],
                "flags": [Span(*place, kind="y") for place in places],
                "fields": [Span(*place, field="title", value="z") for place in places],
            },
        )

    return steadily(clean)


def check_alignment(output: StageOutput, raws: Mapping[str, str]) -> None:
    texts = dict(rows(output, "documents", "doc_id", "text"))
    columns = ("clean_start", "clean_end", "raw_start", "raw_end", "op")
    table = check_table(output.tables["alignment"], CONTRACT["alignment"])
    for doc_id, text in texts.items():
        place = raw_place = 0
        for row in table.filter(pc.equal(table["doc_id"], doc_id)).select(columns).to_pylist():
            start, end, raw_start, raw_end, op = row.values()
            assert start == place < end
            assert raw_place <= raw_end
            if op == "keep":
                assert text[start:end] == raws[doc_id][raw_start:raw_end]
            place, raw_place = end, raw_end
        assert place == len(text)
    for name in ("segments", "flags"):
        for row in check_table(output.tables[name], CONTRACT[name]).to_pylist():
            assert texts[row["doc_id"]][row["clean_start"] : row["clean_end"]] == row["text"]


# An example costs tenths of a second, which shrinking would multiply by hundreds.
@settings(max_examples=8, phases=[Phase.reuse, Phase.generate])
@given(texts=DOCUMENTS, made=CLEANERS, k=st.integers(0, 3))
def test_every_text_leads_back_and_any_remembered_beginning_gives_the_same_tables(
    raw: Raw, cleaner: Build, texts: list[str], made: Any, k: int
) -> None:
    def steps(parts: Mapping[str, pa.Table], n_cached: int) -> list[CleanStep]:
        return [
            cleaner(
                f"c{number}",
                drawn(*drawing),
                fills=("segments", "flags", "fields"),
                cached={
                    name: rows.filter(pc.equal(rows["part"], f"c{number}"))
                    for name, rows in parts.items()
                }
                if number < n_cached
                else None,
            )
            for number, drawing in enumerate(made)
        ]

    given_rows = raw(texts)
    output = clean_documents(given_rows, steps({}, 0), version="1")
    assert {reason for *_, reason in rejects(output)} <= {"empty"}
    check_alignment(output, dict(zip(given_rows["doc_id"].to_pylist(), texts, strict=True)))
    again = clean_documents(given_rows, steps(output.parts, k), version="1")
    assert again.tables == output.tables
    emitted = {name: counts.rows_emitted for name, counts in output.counts.items()}
    assert {name: counts.rows_emitted for name, counts in again.counts.items()} == emitted
