from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from opsonin.errors import StoreError
from opsonin.inspection import tracing
from opsonin.inspection.tracing import trace_span
from opsonin.inspection.verification import read_grounds
from opsonin.spans.edit import Edit
from opsonin.store.store import Store

Command = Callable[..., Result]


def _spans(row: dict[str, Any], count: int) -> Iterator[tuple[int, int]]:
    chosen = random.Random(row["doc_id"])  # noqa: S311 - a fixed choice of spans
    for _ in range(count):
        start = chosen.randrange(len(row["text"]))
        yield start, min(len(row["text"]), start + chosen.choice((1, 2, 20, 400)))


def test_way_back_agrees_with_the_alignment_table(
    store: Store, documents: list[dict[str, Any]]
) -> None:
    grounds = read_grounds(store, [row["doc_id"] for row in documents])
    for row in documents:
        ground = grounds[row["doc_id"]]
        assert ground.alignment is not None
        for start, end in _spans(row, 60):
            trace = trace_span(store, row, start, end)
            raw = (trace.raw.start, trace.raw.end) if trace.raw else None
            assert raw == ground.alignment.raw_span(start, end)
            assert (
                trace.raw is None or trace.raw.text == ground.raw[trace.raw.start : trace.raw.end]
            )


def test_steps_lead_from_one_text_to_the_one_before(
    store: Store, documents: list[dict[str, Any]]
) -> None:
    for row in documents:
        for start, end in _spans(row, 20):
            trace = trace_span(store, row, start, end)
            assert trace.steps[0].after == trace.clean
            for later, earlier in itertools.pairwise(trace.steps):
                assert later.before == earlier.after
            assert trace.steps[-1].before == trace.raw
            for step in trace.steps:
                is_same = step.before is not None and step.before.text == step.after.text
                assert is_same or step.touches


def test_an_edit_is_shown_where_it_was_made(
    opsonin: Command, store: Store, documents: list[dict[str, Any]], data: Path
) -> None:
    row = next(one for one in documents if one["source_uri"].startswith("002"))
    at = row["text"].index("no symptoms. But")
    trace = trace_span(store, row, at, at + 16)
    (step,) = [one for one in trace.steps if one.touches]
    assert step.component == "repairs"
    assert [(one.removed, one.replacement) for one in step.touches] == [("", " ")]
    assert trace.raw is not None
    assert trace.raw.text == "no symptoms.But"
    shown = opsonin("explain", row["doc_id"], at, at + 16, "--data", data).stdout
    assert "[no symptoms. But]" in shown
    assert f"glued: inserted ' ' at {step.touches[0].start}" in shown
    assert "[no symptoms.But]" in shown
    assert "insert  clean" in shown


def test_inserted_text_leads_nowhere(
    opsonin: Command, documents: list[dict[str, Any]], data: Path
) -> None:
    row = next(one for one in documents if one["source_uri"].startswith("002"))
    at = row["text"].index("no symptoms. But") + 12
    shown = opsonin("explain", row["doc_id"], at, at + 1, "--data", data).stdout
    assert f"{at}:{at + 1} was inserted here" not in shown.partition("repairs")[0]
    assert "was inserted here" in shown
    assert "raw text: nothing; cleaners inserted all of it" in shown


def test_rows_that_cover_the_span_are_listed(
    opsonin: Command, read_json: Callable[..., Any], store: Store, data: Path
) -> None:
    mention = store.scan("mentions").to_pylist()[0]
    place = mention["doc_id"], mention["clean_start"], mention["clean_end"]
    trace = read_json("explain", *place, "--data", data)
    covering = [row for row in trace["evidence"] if row["table"] == "mentions"]
    assert mention["mention_id"] in [row["mention_id"] for row in covering]
    assert trace["clean"]["text"] == mention["text"]
    assert trace["raw"]["start"] == mention["raw_start"]
    assert trace["segments"][-1]["segment_id"] == mention["segment_id"]
    shown = opsonin("explain", *place, "--data", data).stdout
    assert f"mentions {mention['mention_id']}: {place[1]}:{place[2]} '{mention['text']}'" in shown


def test_long_span_is_shown_by_its_ends(
    opsonin: Command, documents: list[dict[str, Any]], data: Path
) -> None:
    row = documents[0]
    shown = opsonin("explain", row["doc_id"], 0, len(row["text"]), "--data", data).stdout
    assert max(map(len, shown.splitlines())) < 700


def test_edits_that_lead_elsewhere_are_an_error(
    store: Store, documents: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def history(_store: Store, _doc_id: str) -> list[tuple[str, str, list[Edit]]]:
        return [("some", "1", [Edit(0, 1, "", "chrome")])]

    monkeypatch.setattr(tracing, "_history", history)
    with pytest.raises(StoreError, match="do not lead from the raw to the clean text"):
        trace_span(store, documents[0], 0, 1)


def test_document_whose_run_is_unknown_is_an_error(
    store: Store, documents: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "results", lambda _store, _ids: {})
    with pytest.raises(StoreError, match="No run is known that has cleaned the document"):
        trace_span(store, documents[0], 0, 1)


def test_place_in_the_raw_text_is_told_by_line_and_column(
    store: Store, documents: list[dict[str, Any]]
) -> None:
    grounds = read_grounds(store, [row["doc_id"] for row in documents])
    for row in documents:
        text = grounds[row["doc_id"]].raw
        for start, end in _spans(row, 20):
            raw = trace_span(store, row, start, end).raw
            if raw is not None:
                lines = text[: raw.start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
                assert (raw.line, raw.column) == (len(lines), len(lines[-1]) + 1)


def test_line_and_column_are_shown(
    opsonin: Command, documents: list[dict[str, Any]], data: Path
) -> None:
    shown = opsonin("explain", documents[0]["doc_id"], 5, 10, "--data", data).stdout
    place = re.search(
        r"^raw text \d+:\d+, line ([1-9]\d*), column ([1-9]\d*)$", shown, re.MULTILINE
    )
    assert place is not None
