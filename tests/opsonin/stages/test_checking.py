from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pytest

from opsonin.components.component import Clean
from opsonin.components.rows import Cleaned, Span
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.output import StageOutput

Build = Callable[..., CleanStep]
Raw = Callable[..., pa.Table]


def run(raw: pa.Table, *steps: CleanStep) -> StageOutput:
    return clean_documents(raw, steps, version="1")


def reasons(output: StageOutput) -> list[tuple[str, str]]:
    return [(row["reason"], row["detail"]) for row in output.tables["rejects"].to_pylist()]


def tables(columns: Mapping[str, Any], name: str) -> Clean[Any]:
    """Give the rows of those documents that are asked for."""

    def clean(documents: Any, _context: object) -> Mapping[str, pa.Table]:
        rows = pa.table(columns)
        mine = [doc_id in documents.ids for doc_id in rows["doc_id"].to_pylist()]
        return {name: rows.filter(pa.array(mine))}

    return clean


@pytest.mark.parametrize("column", ["component", "component_version", "part"])
@pytest.mark.parametrize("is_required", [True, False])
def test_documents_whose_rows_name_another_maker_are_rejected(
    cleaner: Build, raw: Raw, column: str, *, is_required: bool
) -> None:
    def blocks(documents: Any, _context: object) -> list[Cleaned]:
        made = [{column: "other"} if "!" in text else {} for text in documents.texts]
        spans = [Span(0, 2, kind="paragraph", **more) for more in made]
        return [Cleaned(rows={"segments": [span]}) for span in spans]

    steps = [
        cleaner(name, blocks, fills=("segments",), is_required=is_required) for name in ("a", "b")
    ]
    output = run(raw(["ab", "c!"]), *steps)
    detail = f"ValueError: gave segments with a column '{column}', which the engine fills"
    assert reasons(output) == [("error", detail)]
    (segment,) = output.tables["segments"].to_pylist()
    assert (segment["component"], segment["text"]) == ("b", "ab")
    assert output.counts["a"].rows_refined == 1


@pytest.mark.parametrize("kind", [pa.uint8(), pa.uint32(), pa.uint64(), pa.int16(), pa.int64()])
def test_offsets_of_any_integer_type_may_be_null_where_a_row_needs_no_place(
    cleaner: Build, raw: Raw, doc_id: Callable[[int], str], kind: pa.DataType
) -> None:
    columns = {
        "doc_id": [doc_id(1), doc_id(0)],
        "clean_start": pa.array([1, None], kind),
        "clean_end": pa.array([3, None], kind),
        "field": ["title", "title"],
        "value": ["one", "two"],
        "basis": ["stated", "stated"],
    }
    output = run(
        raw(["text", "text"]), cleaner("reader", tables(columns, "fields"), fills=("fields",))
    )
    assert reasons(output) == []
    places = [(row["raw_start"], row["raw_end"]) for row in output.tables["fields"].to_pylist()]
    assert places == [(None, None), (1, 3)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (pa.array([None, 0], pa.uint8()), pa.array([1, 1])),
        (pa.array([0, 0]), pa.array([2**40, 1])),
        (pa.array([0, 0], pa.uint64()), pa.array([2**63 + 1, 1], pa.uint64())),
        (pa.array([-1, 0]), pa.array([1, 1])),
    ],
)
def test_edits_outside_the_text_cost_only_their_document(
    cleaner: Build, raw: Raw, doc_id: Callable[[int], str], start: pa.Array, end: pa.Array
) -> None:
    columns = {
        "doc_id": [doc_id(0), doc_id(1)],
        "start": start,
        "end": end,
        "replacement": ["", ""],
        "reason": ["noise", "noise"],
    }
    output = run(raw(["ab", "cd"]), cleaner("cutter", tables(columns, "edits")))
    assert [reason for reason, _ in reasons(output)] == ["error"]
    assert output.tables["documents"]["text"].to_pylist() == ["d"]


@pytest.mark.parametrize("texts", [[], [None], [""], [None, "", None]])
def test_batches_with_little_or_nothing_in_them_pass(
    cleaner: Build, raw: Raw, texts: list[str | None]
) -> None:
    def nothing(documents: Any, _context: object) -> list[Cleaned]:
        return [Cleaned() for _ in documents]

    output = run(raw(texts), cleaner("a", nothing), cleaner("b", nothing))
    n_without = sum(text is None for text in texts)
    assert output.tables["documents"].num_rows == 0
    expected = ["no_text" if text is None else "empty" for text in texts]
    assert [reason for reason, _ in reasons(output)] == expected
    assert [len(result.done) for result in output.results] == [len(texts) - n_without] * 2
