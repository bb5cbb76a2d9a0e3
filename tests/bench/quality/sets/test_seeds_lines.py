from __future__ import annotations

import json
from pathlib import Path

from opsonin_bench.quality.predicting import Predicted, Row
from opsonin_bench.quality.sets.seeds_lines import Line, Page, load, score_flags, score_lines

RAW = "Menu\nBody  one\nOn file\nFlag 3\n"
#: The lines of RAW: removed, repaired, set aside, kept with damage.
PAGE = Page(
    RAW,
    (
        Line((0, 4), "remove", "Menu"),
        Line((5, 14), "repair", "Body one"),
        Line((15, 22), "section", "On file"),
        Line((23, 29), "flag", "Flag 3", ("glued",)),
    ),
    "Body one\n\nFlag 3",
)


def segment(text: str, clean: int, raw: tuple[int, int], *, main: bool = True) -> Row:
    return {
        "kind": "paragraph",
        "text": text,
        "is_main": main,
        "clean_start": clean,
        "clean_end": clean + len(text),
        "raw_start": raw[0],
        "raw_end": raw[1],
    }


def keep(start: int, end: int) -> Row:
    return {"op": "keep", "raw_start": start, "raw_end": end}


RIGHT = Predicted(
    "id",
    "Body one\nOn file\nFlag 3",
    {
        "segments": [
            segment("Body one", 0, (5, 14)),
            segment("On file", 9, (15, 22), main=False),
            segment("Flag 3", 17, (23, 29)),
        ],
        # The line end before the body is kept, which leaves nothing of the menu behind.
        "alignment": [keep(4, 10), keep(11, 29)],
        "flags": [{"kind": "glued", "raw_start": 25, "raw_end": 27}],
    },
)


def values(gold: dict[str, Page], predicted: dict[str, Predicted]) -> dict[str, float | None]:
    return {one.name: one.value for one in score_lines(gold, predicted)}


def test_page_cleaned_as_the_gold_says_is_right() -> None:
    assert {*values({"a": PAGE}, {"a": RIGHT}).values()} == {1.0}
    assert [one.n for one in score_lines({"a": PAGE}, {"a": RIGHT})] == [4, 2, 1, 1, 1]


def test_each_kind_of_mistake_costs_its_line() -> None:
    wrong = Predicted(
        "id",
        "Menu Body  one\nOn file",
        {
            "segments": [segment("Body  one", 5, (5, 14)), segment("On file", 15, (15, 22))],
            "alignment": [keep(2, 29)],
        },
    )
    assert {*values({"a": PAGE}, {"a": wrong}).values()} == {0.0}


def test_equal_text_elsewhere_is_not_the_line() -> None:
    moved = dict(RIGHT.rows)
    moved["segments"] = [segment("Body one", 0, (23, 29)), *RIGHT.rows["segments"][1:]]
    found = values({"a": PAGE}, {"a": Predicted("id", RIGHT.text, moved)})
    assert found["main lines right"] == 0.5
    assert found["main texts equal"] == 1.0


def test_rejected_page_has_nothing_right() -> None:
    assert {*values({"a": PAGE}, {}).values()} == {0.0}


def test_flags_are_scored_by_line_and_kind() -> None:
    rows: list[Row] = [
        {"kind": "glued", "raw_start": 25, "raw_end": 27},
        {"kind": "glued", "raw_start": 28, "raw_end": 29},
        {"kind": "link_loss", "raw_start": 25, "raw_end": 27},
        {"kind": "glued", "raw_start": None, "raw_end": None},
    ]
    precision, recall, *_ = score_flags({"a": PAGE}, {"a": Predicted("id", "", {"flags": rows})})
    assert (precision.value, precision.n) == (0.5, 2)
    assert (recall.value, recall.n) == (1.0, 1)
    assert score_flags({"a": PAGE}, {})[1].value == 0.0


def test_annotations_are_read_with_their_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x x\r\n\r\nlast")
    lines = [
        {"line": 1, "action": "repair", "repairs": [{"find": "x", "replace": "y"}], "flags": ["f"]},
        {"line": 2, "action": "separator"},
        {"line": 3, "action": "keep"},
    ]
    gold = tmp_path / "clean.json"
    gold.write_text(json.dumps({"files": {"a.txt": {"lines": lines, "clean_text": "t"}}}))
    (case,) = load(gold, tmp_path)
    assert case.gold.lines == (
        Line((0, 4), "repair", "y x\r", ("f",)),
        Line((7, 11), "keep", "last"),
    )
    assert case.item.content == b"x x\r\n\r\nlast"
