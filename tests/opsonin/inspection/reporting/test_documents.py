from __future__ import annotations

from typing import Any

import pytest

from opsonin import SnapshotFiles
from opsonin.inspection.reporting.documents import TABLES, document_json, is_shown_raw, type_of
from opsonin.inspection.reporting.rows import DocumentRows, batches, layers_of

LAYERS = ("mentions", "quotes")


def rows(**tables: list[dict[str, Any]]) -> DocumentRows:
    return DocumentRows("d", {name: tables.get(name, []) for name in (*TABLES, *LAYERS)})


def raw(text: str | None, media_type: str = "text/plain") -> list[dict[str, Any]]:
    return [{"text": text, "media_type": media_type, "size_bytes": 9}]


def span(start: int, end: int, raw_start: int | None, **more: Any) -> dict[str, Any]:
    raw_end = None if raw_start is None else raw_start + end - start
    ends = {"clean_start": start, "clean_end": end, "raw_start": raw_start, "raw_end": raw_end}
    return {"doc_id": "d", "text": "", "component": "c", **ends, **more}


def test_steps_lead_to_the_offsets_of_every_span_in_both_texts(
    snapshot: SnapshotFiles,
) -> None:
    layers = layers_of(snapshot)
    doc_ids = sorted(snapshot.read("documents")["doc_id"].to_pylist())
    tables = tuple({*TABLES, *layers})
    found = [one for batch in batches(snapshot, tables, doc_ids, 2) for one in batch]
    assert [one.doc_id for one in found] == doc_ids
    seen = 0
    for one in found:
        shown = document_json(one, layers)
        clean = one.tables["documents"][0]["text"]
        assert shown["is_raw"]
        start = 0
        for _, _, step, length, shift, other, _ in shown["steps"]:
            start += step
            there = clean[start + shift : start + shift + other]
            assert shown["text"][start : start + length] == there.replace("the", "teh")
            seen += 1
    assert seen == sum(snapshot.dataset(layer).count_rows() for layer in layers)


def test_cuts_and_repairs_of_plain_text_stand_in_the_raw_text(snapshot: SnapshotFiles) -> None:
    tables = tuple({*TABLES, *layers_of(snapshot)})
    rows = snapshot.read("documents").to_pylist()
    (doc_id,) = (row["doc_id"] for row in rows if row["source_uri"] == "a.txt")
    ((one,),) = batches(snapshot, tables, [doc_id], 1)
    shown = document_json(one, ())
    ((cut_start, cut_end, reason, _),) = shown["cuts"]
    assert (shown["text"][cut_start:cut_end], reason) == ("MENU\n", "chrome")
    ((start, end, op, became),) = shown["repairs"]
    assert (shown["text"][start:end], op, became) == ("teh", "replace", "the")


def test_markup_is_shown_as_clean_text_with_what_was_cut_in_its_place() -> None:
    markup = "<p>Gout</p><nav>Home</nav><p>ends &amp; so</p>"
    pieces = [(0, 4, 3, 7, "keep"), (4, 5, 29, 29, "insert"), (5, 10, 29, 34, "keep")]
    pieces += [(10, 11, 34, 39, "replace"), (11, 12, 39, 40, "keep")]
    pieces += [(12, 14, 40, 42, "replace")]
    names = ("clean_start", "clean_end", "raw_start", "raw_end", "op")
    removed = [(7, 16, "markup"), (16, 20, "boilerplate"), (20, 29, "markup")]
    shown = document_json(
        rows(
            raw=raw(markup, "text/html"),
            documents=[{"text": "Gout\nends & no", "doc_type": "other"}],
            alignment=[dict(zip(names, piece, strict=True)) for piece in pieces],
            removed=[
                dict(zip(("raw_start", "raw_end", "reason"), one, strict=True)) for one in removed
            ],
            mentions=[span(0, 4, 3, type="disease")],
        ),
        LAYERS,
    )
    assert not shown["is_raw"]
    assert shown["text"] == "Gout\nends & no"
    assert shown["cuts"] == [[4, 4, "boilerplate", "Home"]]
    # The escape of the markup is no repair.
    assert shown["repairs"] == [[12, 14, "replace", "so"]]
    assert shown["steps"] == [[0, "disease", 0, 4, 3, 4, {"component": "c"}]]


def test_rows_that_stand_nowhere_in_the_raw_text_are_left_out() -> None:
    shown = document_json(
        rows(
            raw=raw("Gout"),
            documents=[{"text": "Gout", "title": None, "authors": []}],
            mentions=[
                span(0, 4, None, type="disease"),
                span(0, 4, 0, type="gene", score=0.30000001192, negated=False),
            ],
        ),
        LAYERS,
    )
    assert shown["steps"] == [[0, "gene", 0, 4, 0, 4, {"component": "c", "score": 0.3}]]
    assert shown["facts"] == {}


@pytest.mark.parametrize(
    ("media_type", "text", "expected"),
    [("text/plain", "", True), ("text/plain", None, False), ("text/html", "<p>", False)],
)
def test_only_plain_text_is_shown_as_it_came(
    media_type: str, text: str | None, *, expected: bool
) -> None:
    assert is_shown_raw(media_type, text) is expected


def test_type_of_a_row_is_its_type_kind_or_design_else_its_table() -> None:
    assert type_of({"kind": "direct"}, "quotes") == "direct"
    assert type_of({"design": "case_report"}, "studies") == "case_report"
    assert type_of({"ordinal": 1}, "citations") == "citations"
