from __future__ import annotations

from typing import Any

import pytest

from opsonin.inspection.verification import (
    Ground,
    alignment_problems,
    id_problems,
    ledger_problems,
    references_of,
    span_problems,
)
from opsonin.spans.alignment import Alignment, Piece
from opsonin.tables.contract import CONTRACT

RAW = "<p>Fever and  rash</p>"
TEXT = "Fever and rash"
PIECES = (
    Piece(0, 10, 3, 13, "keep"),
    Piece(10, 14, 14, 18, "keep"),
)


def _ground(text: str = TEXT, pieces: tuple[Piece, ...] = PIECES) -> Ground:
    try:
        return Ground(text, RAW, pieces, Alignment(pieces))
    except ValueError:
        return Ground(text, RAW, pieces, None)


@pytest.mark.parametrize(
    ("ground", "problem"),
    [
        (_ground(), []),
        (_ground(text=TEXT + "!"), ["It covers 14 of the 15 code points of the clean text."]),
        (_ground(text="Fever and rasch"[:14]), ["says that text was kept, but"]),
        (_ground(pieces=PIECES[1:]), ["does not fit after"]),
        (_ground(pieces=(Piece(0, 14, 20, 34, "replace"),)), ["reaches beyond the raw text of 22"]),
        (_ground(pieces=(*PIECES[:1], Piece(10, 14, 5, 9, "keep"))), ["do not go backwards"]),
    ],
)
def test_alignment_is_checked_against_both_texts(ground: Ground, problem: list[str]) -> None:
    found = list(alignment_problems(ground))
    assert len(found) == len(problem)
    assert all(part in text for part, text in zip(problem, found, strict=True))


def _row(start: int, end: int, text: str, raw: tuple[int | None, int | None]) -> dict[str, Any]:
    span = {"clean_start": start, "clean_end": end, "raw_start": raw[0], "raw_end": raw[1]}
    return {"doc_id": "d", "text": text, **span}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (_row(0, 5, "Fever", (3, 8)), None),
        (_row(10, 14, "rash", (14, 18)), None),
        (_row(10, 14, "Rash", (14, 18)), "the clean text there is 'rash'"),
        (_row(10, 15, "rash", (14, 18)), "outside the text of 14 code points"),
        (_row(10, 14, "rash", (13, 18)), "raw offsets 13:18, by the alignment 14:18"),
        (_row(10, 14, "rash", (None, None)), "raw offsets None:None, by the alignment 14:18"),
    ],
)
def test_span_leads_to_its_text_in_both_texts(row: dict[str, Any], problem: str | None) -> None:
    found = list(span_problems([row, _row(0, 5, "Fever", (3, 8))], {"d": _ground()}))
    assert (problem is None) == (not found)
    assert problem is None or (problem in found[0] and "document d: 1 wrong spans" in found[0])


def test_span_of_a_document_without_text_is_wrong() -> None:
    (problem,) = span_problems([_row(0, 5, "Fever", (3, 8))], {})
    assert problem.endswith("the document has no clean text.")


def _segment(number: int, start: int, parent: int | None = None) -> dict[str, Any]:
    place = {"clean_start": start, "clean_end": start + 1}
    return {"doc_id": "d", "segment_id": number, "parent_id": parent, **place}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([_segment(0, 0), _segment(1, 5, 0)], None),
        ([_segment(1, 5), _segment(0, 0)], None),
        ([_segment(0, 0), _segment(2, 5)], "segment_id does not count from 0 without gaps"),
        ([_segment(0, 0), _segment(0, 5)], "segment_id does not count from 0 without gaps"),
        ([_segment(0, 5), _segment(1, 0)], "segment_id does not follow the text"),
        ([_segment(0, 0), _segment(1, 5, 2)], "parent_id holds a number that no row of segments"),
    ],
)
def test_ids_are_dense_and_references_lead_somewhere(
    rows: list[dict[str, Any]], problem: str | None
) -> None:
    found = list(id_problems(rows, CONTRACT["segments"], {"segments": {"d": len(rows)}}))
    assert (problem is None) == (not found)
    assert problem is None or problem in found[0]


def test_lists_of_references_are_checked_too() -> None:
    row = {"doc_id": "d", "claim_id": 0, "clean_start": 0, "clean_end": 1}
    row |= dict.fromkeys(references_of(CONTRACT["claims"]))
    row["statistic_ids"] = [0, 4]
    (problem,) = id_problems([row], CONTRACT["claims"], {"statistics": {"d": 4}})
    assert problem.endswith("statistic_ids holds a number that no row of statistics has.")


def test_ledger_lines_that_do_not_balance_are_found() -> None:
    line: dict[str, Any] = dict.fromkeys(
        (
            *("documents_in", "documents_out", "documents_rejected", "documents_dropped"),
            *("documents_cached", "rows_emitted", "rows_written", "rows_rejected", "rows_refined"),
            "rows_changed",
        ),
        0,
    )
    names = ("component_version", "distribution_version", "fingerprint")
    line |= {"run_id": "r", "stage": "tag", "component": "some", "seconds": 0.0}
    line |= dict.fromkeys(names, "1")
    assert not list(ledger_problems([line]))
    (documents,) = ledger_problems([{**line, "documents_in": 2, "documents_out": 1}])
    assert "run r: stage tag, component some" in documents
    assert "2 documents in, 1 accounted for" in documents
    (rows,) = ledger_problems([{**line, "rows_emitted": 2, "rows_written": 3}])
    assert "2 rows in, 3 accounted for" in rows
