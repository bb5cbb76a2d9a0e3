from __future__ import annotations

from opsonin_bench.quality.predicting import Item, Predicted, predict, unfilled


def block(start: int, end: int, *, kind: str = "paragraph", main: bool = True) -> dict[str, object]:
    return {"kind": kind, "clean_start": start, "clean_end": end, "is_main": main}


def test_main_text_has_each_character_of_the_main_blocks_once() -> None:
    rows = [
        block(6, 11),
        block(0, 5, kind="title"),
        block(6, 8, kind="list_item"),
        block(12, 15, main=False),
        block(16, 20, kind="sentence"),
        block(8, 14, kind="list"),
    ]
    found = Predicted("id", "Title Block aside more", {"segments": rows})
    assert found.main_blocks() == ["Title", "Block", " as"]
    assert found.main_text() == "Title\nBlock\n as"


def test_texts_and_files_go_through_the_pipeline_and_come_back_by_key() -> None:
    text = "Trial NCT01234567 is about asthma.\n\nSee https://doi.org/10.1000/182 for more.\n"
    items = [
        Item("one", text),
        Item("two", text.encode(), ".txt"),
        Item("same", text.encode(), ".txt"),
        Item("empty", b"", ".txt"),
    ]
    found = predict(items, ("identifiers", "documents"))
    assert sorted(found) == ["one", "same", "two"]
    for key in ("one", "two", "same"):
        (first, *_) = found[key].rows["identifiers"]
        assert first["type"] == "nct"
        assert text[first["raw_start"] : first["raw_end"]] == "NCT01234567"
        assert len(found[key].rows["documents"]) == 1
        assert "asthma" in found[key].text


def test_options_reach_the_components() -> None:
    prose = "The reviewers read every report that was published in that year. " * 8
    menu = "<nav><a href='/'>Wards and rooms</a></nav>"
    page = f"{menu}<article><h1>Reports</h1><p>{prose}</p></article>"
    items = [Item("page", page.encode(), ".html")]
    plain = predict(items, ("segments",))["page"]
    whole = predict(items, ("segments",), options={"html": {"max_characters": 1}})["page"]
    assert "Wards and rooms" not in plain.main_text()
    assert "Wards and rooms" in whole.main_text()


def test_tables_without_a_component_are_named() -> None:
    assert unfilled(["documents", "segments", "no_such_table"]) == ["no_such_table"]
