"""The three components on batches, and in the clean stage."""

from __future__ import annotations

import hashlib
import json
from functools import partial

import pyarrow as pa
import pytest

from opsonin import Cleaned, Context, Documents, NoOptions, Reject
from opsonin.manager.lineage import cleaner_fingerprints, tagger_fingerprints
from opsonin.manager.order import order_cleaners, order_taggers
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.tables.contract import CONTRACT
from opsonin.tables.ingest import Raw
from opsonin.tables.model import arrow_schema, info_of
from opsonin_plugins.cleaners.plugin import register_cleaners as other_cleaners
from opsonin_plugins.signals import cleaner
from opsonin_plugins.signals.gate import GateOptions
from opsonin_plugins.signals.gate import clean as pass_gate
from opsonin_plugins.signals.plugin import register_cleaners, register_tables, register_taggers
from opsonin_plugins.signals.quality import QUALITY, tag
from opsonin_plugins.signals.rules import Thresholds

IDS = ["0" * 32, "1" * 32]
PROSE = (
    "Ferritin was measured in forty patients with stage three disease, thirty of whom were women. "
    "It fell within a month in those that took the drug, but not in those that had a placebo. No "
    "other marker changed, and nobody left the study because of a side effect. Larger trials have "
    "to show whether this is of use to patients."
)
FIELDS = pa.schema([("doc_id", "string"), ("field", "string"), ("value", "string")])
TABLES = {**CONTRACT, **{info_of(table).name: table for table in register_tables()}}


def _same(table: pa.Table) -> pa.Table:
    return table


def batch(texts: list[str], **tables: pa.Table) -> Documents:
    flags = tables.get("flags", pa.table({"doc_id": pa.array([], pa.string())}))
    fields = tables.get("fields", pa.table({"doc_id": [], "field": [], "value": []}, FIELDS))
    given = {**tables, "flags": flags, "fields": fields}
    arrow = pa.record_batch({"doc_id": IDS[: len(texts)], "text": texts})
    return Documents(arrow, {name: partial(_same, table) for name, table in given.items()})


def signals_table(texts: list[str]) -> pa.Table:
    columns = cleaner.signals_of(batch(texts))
    return pa.table({"doc_id": IDS[: len(texts)], **columns})


def test_the_cleaner_gives_one_row_a_document_and_no_edit() -> None:
    found = cleaner.clean(batch(["Mice sleep.", "x"]), Context(NoOptions()))
    assert found.keys() == {"signals"}
    assert found["signals"]["doc_id"].to_pylist() == IDS
    assert found["signals"]["n_words"].to_pylist() == [2, 1]


def test_flags_are_counted_for_a_thousand_code_points() -> None:
    flags = pa.table({"doc_id": [IDS[1], IDS[1]]})
    found = cleaner.signals_of(batch(["x" * 100, "y" * 100], flags=flags))
    assert found["flag_density"].tolist() == [0, 20]


def test_lines_that_went_as_repeats_are_measured_by_their_share() -> None:
    rows = [
        (IDS[1], "repeated_chars", "25"),
        (IDS[1], "site_feature", "share_bar"),
        (IDS[0], "repeated_chars", "somebody else's"),
    ]
    fields = pa.table(list(zip(*rows, strict=True)), schema=FIELDS)
    found = cleaner.signals_of(batch(["x" * 100, "y" * 75], fields=fields))
    assert found["removed_repeat_char_fraction"].tolist() == [0, 0.25]
    signals = pa.table({"doc_id": IDS, **found})
    marks = tag(batch(["", ""], signals=signals), Context(Thresholds()))["quality"].to_pylist()
    assert [row["doc_id"] for row in marks if row["mark"] == "repetitive"] == [IDS[1]]


def test_the_tagger_names_the_measure_its_value_and_the_threshold() -> None:
    signals = signals_table(["Mice of the second group sleep all day long.", PROSE])
    rows = tag(batch(["", ""], signals=signals), Context(Thresholds()))["quality"].to_pylist()
    assert rows == [
        {
            "doc_id": IDS[0],
            "mark": "short",
            "measure": "n_words",
            "value": 9.0,
            "threshold": 50.0,
        }
    ]


def test_the_tagger_gives_an_empty_table_where_nothing_is_wrong() -> None:
    found = tag(batch([""], signals=signals_table([PROSE])), Context(Thresholds()))["quality"]
    assert found.num_rows == 0
    assert {"doc_id", "mark", "measure", "value", "threshold"} == {*found.column_names}


def test_the_gate_rejects_nothing_as_it_comes() -> None:
    documents = batch(["", ""], signals=signals_table(["short", PROSE]))
    assert list(pass_gate(documents, Context(GateOptions()))) == [Cleaned(), Cleaned()]


def test_the_gate_rejects_the_marks_it_is_told_and_says_why() -> None:
    documents = batch(["", ""], signals=signals_table(["short", PROSE]))
    first, second = pass_gate(documents, Context(GateOptions(drop=("short",))))
    assert first == Reject("quality", "short: n_words is 1, threshold 50")
    assert second == Cleaned()
    assert list(pass_gate(documents, Context(GateOptions(drop=("symbols",))))) == [Cleaned()] * 2


def test_measures_come_after_all_edits_and_before_the_gate() -> None:
    ordered = order_cleaners([*register_cleaners(), *other_cleaners()], TABLES)
    assert [one.name for one in ordered][-2:] == ["signals", "quality_gate"]
    assert [one.name for one in order_taggers(register_taggers(), TABLES)] == ["quality"]


def test_a_new_threshold_leaves_the_measures_remembered() -> None:
    def fingerprints(thresholds: Thresholds) -> tuple[tuple[str, ...], tuple[str, ...]]:
        cleaners = [(one, one.options()) for one in register_cleaners()]
        taggers = [(QUALITY, thresholds)]
        return (
            cleaner_fingerprints(cleaners, TABLES),
            tagger_fingerprints(taggers, TABLES, clean="", vocabularies=()),
        )

    before, after = fingerprints(Thresholds()), fingerprints(Thresholds(min_n_words=60))
    assert before[0] == after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(("drop", "n_kept"), [((), 2), (("short",), 1)])
def test_the_clean_stage_writes_the_table_and_rejects_only_what_it_is_told(
    drop: tuple[str, ...], n_kept: int
) -> None:
    rows = [
        {
            "doc_id": hashlib.sha256(text.encode()).hexdigest()[:32],
            "source_uri": "page",
            "media_type": "text/plain",
            "encoding": "utf-8",
            "size_bytes": len(text.encode()),
            "text": text,
            "metadata": json.dumps({}),
            "component": "test",
            "component_version": "1",
        }
        for text in ("short", PROSE)
    ]
    raw = pa.Table.from_pylist(rows, schema=arrow_schema(Raw))
    options = (NoOptions(), GateOptions(drop=drop))  # type: ignore[arg-type] # words of Mark
    steps = [
        CleanStep(one, Context(chosen), str(place) * 32)
        for place, (one, chosen) in enumerate(zip(register_cleaners(), options, strict=True))
    ]
    tables = clean_documents(raw, steps, version="1").tables
    assert tables["signals"].num_rows == tables["documents"].num_rows == n_kept
    assert tables["rejects"].num_rows == 2 - n_kept
