from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.cleaners.blocks import find_blocks, is_list_item


def contents(text: str) -> list[str]:
    return [block.line.content for block in find_blocks(text, [])]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    first = (
        "The quick growth of the tumour was seen in all animals that had been\n"
        "given the compound, and none of the controls showed any sign of growth\n"
        "during the whole of the period, which was twelve weeks long."
    )
    assert contents(f"{first}\n\nDoses were low.") == [first, "Doses were low."]


def test_lines_above_each_other_stay_apart() -> None:
    lines = [
        "Coffee linked to lower risk of gout, study finds",
        "By Ada Byron and Jean Dyck, Example Times",
        "Published: March 3, 2021 10:15 am",
    ]
    assert contents("\n".join(lines)) == lines
    items = ["- one item of a list that is quite long", "- two items of a list that is long"]
    assert contents("\n".join(items)) == items


def row(start: int, end: int, kind: str, *, is_main: bool = True) -> dict[str, object]:
    return {"clean_start": start, "clean_end": end, "kind": kind, "is_main": is_main}


def test_row_given_last_wins_where_rows_overlap() -> None:
    text = "Title\n\nBody text here."
    given = [row(0, 5, "heading"), row(0, 6, "title"), row(7, 22, "paragraph", is_main=False)]
    found = [(block.kind, block.line.content, block.is_main) for block in find_blocks(text, given)]
    assert found == [("title", "Title", True), ("paragraph", "Body text here.", False)]


@settings(deadline=None)
@given(
    st.text(alphabet="ab. \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=4),
)
def test_blocks_tile_the_text_but_for_white_space(
    text: str, given_spans: list[tuple[int, int]]
) -> None:
    given = [
        row(min(start, len(text)), min(start + size, len(text)), "caption")
        for start, size in given_spans
    ]
    place = 0
    for block in find_blocks(text, given):
        assert not text[place : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        place = block.end
    assert not text[place:].strip()


def test_list_items_begin_with_a_mark() -> None:
    assert is_list_item("- oats")
    assert is_list_item("3) coffee")
    assert not is_list_item("3.5 mg of it")
