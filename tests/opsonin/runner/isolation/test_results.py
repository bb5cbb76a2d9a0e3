"""Whatever a component gives is judged alike, in this process and out of another one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from opsonin.components.component import Cleaner, Reject, Tagger
from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned, Row, Span
from opsonin.errors import TableError
from opsonin.runner.isolation.results import (
    pack_cleaned,
    pack_given,
    unpack_cleaned,
    unpack_given,
)
from opsonin.spans.edit import Edit
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.output import StageOutput
from opsonin.stages.tagging import Ground, TagStep, tag_documents
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema
from placed_texts import placed

IDS = [f"{number:032x}" for number in range(3)]
TEXTS = ["good", "BAD", "good again"]
ODD: Cleaner[Any] = Cleaner(
    name="odd", version="1", phase="repair", fills=("flags",), clean=lambda *_: []
)


class Colour(StrEnum):
    RED = "red"


def cleaned(**columns: Any) -> Cleaned:
    return Cleaned(rows={"flags": [Span(0, 2, kind="noise", **columns)]})


def there_and_back(given: object, cleaner: Cleaner[Any] | None) -> Any:
    if cleaner is not None:
        return unpack_cleaned(pack_cleaned(given, cleaner))
    return unpack_given(pack_given(given))


def outcome(output: StageOutput) -> list[Any]:
    rejects = output.tables["rejects"].select(["doc_id", "reason", "detail", "table_name"])
    others = {name: rows.to_pylist() for name, rows in output.tables.items() if name != "rejects"}
    return [rejects.to_pylist(), others]


def both_ways(run: Callable[[bool], StageOutput]) -> list[Any]:
    """Run a stage over what a component gives here and what comes out of a process."""
    found = []
    for is_apart in (False, True):
        try:
            found.append(outcome(run(is_apart)))
        except TableError as error:
            found.append([str(error)])
    assert found[0] == found[1]
    return found[0]


def clean_both(given: Callable[[str], Any], *, is_required: bool = False) -> list[Any]:
    """Clean three documents by what a cleaner gives for each; a list if that is for the batch."""

    def run(is_apart: bool) -> StageOutput:  # noqa: FBT001 - one of two ways
        cleaner: Cleaner[Any] = Cleaner(
            name="odd",
            version="1",
            phase="repair",
            fills=("flags",),
            clean=lambda documents, _: given_for(documents),
        )

        def given_for(documents: Documents) -> Any:
            entries = [given(text) for text in documents.texts]
            whole = [one for one in entries if isinstance(one, dict | int)]
            result = whole[0] if whole else entries
            return there_and_back(result, cleaner) if is_apart else result

        step = CleanStep(cleaner, Context(NoOptions()), "f" * 32, is_required)
        if is_apart:
            step = replace(step, cleaner=replace(cleaner, isolation="process"))
        return clean_documents(raw(), [step], version="1")

    return both_ways(run)


def raw() -> pa.Table:
    rows = [
        {
            "doc_id": doc_id,
            "component": "text",
            "component_version": "1",
            "source_uri": doc_id,
            "media_type": "text/plain",
            "encoding": "utf-8",
            "size_bytes": len(text),
            "text": text,
            "metadata": "{}",
        }
        for doc_id, text in zip(IDS, TEXTS, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(CONTRACT["raw"]))


def tag_both(given: Callable[[Documents], Any], *, is_required: bool = False) -> list[Any]:
    """Tag three documents by what a tagger gives for a batch."""

    def run(is_apart: bool) -> StageOutput:  # noqa: FBT001 - one of two ways
        def tag(documents: Documents, _context: Context[Any]) -> Any:
            result = given(documents)
            return there_and_back(result, None) if is_apart else result

        tagger = Tagger(
            name="odd",
            version="1",
            tag=tag,
            fills=("mentions",),
            isolation="process" if is_apart else "inline",
        )
        columns = {"doc_id": IDS, "text": TEXTS}
        ground = Ground(
            documents=pa.record_batch(columns),
            coordinates=placed(dict(zip(IDS, TEXTS, strict=True))),
            uris={one: one for one in IDS},
            load=lambda name: arrow_schema(CONTRACT[name]).empty_table(),
            tables=CONTRACT,
        )
        step = TagStep(tagger, Context(NoOptions()), "f" * 32, is_required)
        return tag_documents(ground, [step], ["mentions"])

    return both_ways(run)


ENTRIES = {
    "no cleaned": 1.5,
    "a string": "Cleaned",
    "none": None,
    "ill-named reject": Reject("Not One Word!", "why"),
    "reject without a reason": Reject(None, "why"),  # type: ignore[arg-type] # that is wrong
    "reject without a detail": Reject("empty", None),  # type: ignore[arg-type] # that is wrong
    "undeclared table": Cleaned(rows={"segments": [Span(0, 1, kind="title")]}),
    "no rows": Cleaned(rows={"flags": 1}),  # type: ignore[dict-item] # that is wrong
    "no row": Cleaned(rows={"flags": [1]}),  # type: ignore[list-item] # that is wrong
    "rows are no mapping": Cleaned(rows=[1]),  # type: ignore[arg-type] # that is wrong
    "no edit": Cleaned([1]),  # type: ignore[list-item] # that is wrong
    "no edits": Cleaned(1),  # type: ignore[arg-type] # that is wrong
    "an offset that is no int": Cleaned([Edit(0.5, 1, "", "x")]),  # type: ignore[arg-type] # wrong
    "an edit outside": Cleaned([Edit(0, 99, "", "x")]),
    "an edit far outside": Cleaned([Edit(0, 2**70, "", "x")]),
    "a span outside": Cleaned(rows={"flags": [Span(0, 99, kind="noise")]}),
    "a span far outside": Cleaned(rows={"flags": [Span(0, 2**70, kind="noise")]}),
    "a replacement with a surrogate": Cleaned([Edit(0, 1, "\ud800", "x")]),
    "a reason with a surrogate": Cleaned([Edit(0, 1, "", "\ud800")]),
    "a reason of several words": Cleaned([Edit(0, 1, "", "Not One")]),
    "a reason that is none": Cleaned([Edit(0, 1, "", 3)]),  # type: ignore[arg-type] # that is wrong
    "a cell with a surrogate": cleaned(detail="\ud800"),
    "a cell of bytes": cleaned(detail=b"x"),
    "a large integer": cleaned(detail=2**70),
    "an object": cleaned(detail=Decimal("1.5")),
    "a complex number": cleaned(detail=1j),
    "a dictionary": cleaned(detail={"a": 1}),
    "a list": cleaned(detail=["a"]),
    "an unknown column": cleaned(colour="red"),
    "a column of the engine": cleaned(part="red"),
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_what_a_cleaner_must_not_give_costs_its_document_in_either_way(entry: Any) -> None:
    rejects, tables = clean_both(lambda text: entry if text == "BAD" else cleaned(detail="x"))
    assert [(one["doc_id"], one["reason"] == "error") for one in rejects] == [
        (IDS[1], one["reason"] == "error") for one in rejects
    ]
    assert len(rejects) == 1
    assert [row["doc_id"] for row in tables["documents"]] == [IDS[0], IDS[2]]


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_required_cleaner_stops_or_goes_on_in_either_way(entry: Any) -> None:
    assert clean_both(
        lambda text: entry if text == "BAD" else cleaned(detail="x"), is_required=True
    )


def test_ill_named_reject_says_what_a_reason_looks_like() -> None:
    ((reject,), _) = clean_both(
        lambda text: ENTRIES["ill-named reject"] if text == "BAD" else Cleaned(), is_required=True
    )
    assert reject["reason"] == "contract"
    assert "'Not One Word!'" in reject["detail"]
    assert "one lower-case word such as empty" in reject["detail"]


@pytest.mark.parametrize("given", [{"flags": 1}, {"flags": pa.table({"x": [1]})}, 7, {1: 2}])
def test_tables_that_a_cleaner_must_not_give_are_judged_in_either_way(given: Any) -> None:
    rejects, _ = clean_both(lambda _: given)
    assert [one["doc_id"] for one in rejects] == IDS


GIVEN = {
    "a list of numbers": {"mentions": [1]},
    "nothing": None,
    "a number": 1,
    "an undeclared table": {"dates": pa.table({"doc_id": ["0" * 32]})},
    "no name": {1: pa.table({"doc_id": ["0" * 32]})},
    "no column doc_id": {"mentions": pa.table({"x": [1]})},
    "a column of the engine": {"mentions": pa.table({"doc_id": ["0" * 32], "part": ["x"]})},
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_what_a_tagger_must_not_give_is_a_broken_contract_in_either_way(given: Any) -> None:
    rejects, _ = tag_both(lambda documents: given if "BAD" in documents.texts else {})
    assert [(one["doc_id"], one["reason"]) for one in rejects] == [(IDS[1], "contract")]
    (told,) = tag_both(lambda _: given, is_required=True)
    assert "odd 1" in told


def test_cell_that_spoils_a_column_costs_its_document_alone() -> None:
    def mentions(documents: Documents) -> dict[str, pa.Table]:
        scores = ["high" if text == "BAD" else 0.5 for text in documents.texts]
        cells = pa.array(scores) if "high" not in scores else pa.array(map(repr, scores))
        rows = {"doc_id": documents.ids, "clean_start": [0] * len(scores), "score": cells}
        ends = {"clean_end": [2] * len(scores), "type": ["drug"] * len(scores)}
        kinds = {"match_kind": ["exact"] * len(scores)}
        return {"mentions": pa.table({**rows, **ends, **kinds})}

    rejects, tables = tag_both(mentions)
    assert [(one["doc_id"], one["reason"]) for one in rejects] == [(IDS[1], "contract")]
    assert [row["doc_id"] for row in tables["mentions"]] == [IDS[0], IDS[2]]


def test_cells_of_all_types_come_back_as_they_were() -> None:
    moment = datetime(2021, 3, 4, 5, 6, tzinfo=UTC)
    rows: list[Span | Row] = [
        Span(0, 1, when=date(2021, 3, 4), at=moment, names=["a"], share=0.5, is_on=True, none=None),
        Row(limit=math.inf, n=3, text="\U0001f9ec", lone="\ud800", many=2**70, raw=b"\xff"),
    ]
    given = [Cleaned([Edit(0, 1, "", "blank")], {"flags": rows}), Reject("empty", "nothing")]
    assert there_and_back(given, ODD) == given


def test_cells_that_arrow_takes_for_plain_ones_come_back_plain() -> None:
    row = Row(
        n=np.int32(3),
        share=np.float32(0.5),
        names=("a", "b"),
        numbers=np.array([1, 2]),
        colour=Colour.RED,
        scalar=pa.scalar(5),
    )
    (back,) = there_and_back([Cleaned(rows={"flags": [row]})], ODD)
    (found,) = back.rows["flags"]
    plain = {"n": 3, "share": 0.5, "names": ["a", "b"], "numbers": [1, 2], "scalar": 5}
    assert found.columns == {**plain, "colour": "red"}


def test_what_cannot_travel_is_shown_as_it_was() -> None:
    (back,) = there_and_back([Cleaned(rows={"flags": [Row(x=1j, y=Decimal("1.5"))]})], ODD)
    columns = back.rows["flags"][0].columns
    assert (repr(columns["x"]), type(columns["x"]).__name__) == ("1j", "complex")
    assert columns["y"] == Decimal("1.5")
