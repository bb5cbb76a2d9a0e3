from __future__ import annotations

from opsonin_plugins.taggers.citations.places import Block, Places, find_places

DOE = "Doe J, Roe R. Cells at work. Cell. 2018;12:1-9."
ROE = "Roe R, et al. Immunity after infection. N Engl J Med. 2021;384:800-810."
POE = "Poe, E. A. (2019). Ageing: A review. Journal of Ageing, 12(3), 123-129."
TEXT = "The study was about cells, and what the cells did was studied for a long time."


def _find(*parts: tuple[str, str]) -> tuple[list[str], Places]:
    text, blocks = "", []
    for kind, part in parts:
        blocks.append(Block(kind, len(text), len(text) + len(part)))
        text += part + "\n\n"
    places = find_places(text, blocks)
    return [text[start:end] for start, end in places.references], places


def test_segments_of_references_are_found() -> None:
    assert _find(("heading", "References"), ("reference", DOE), ("reference", ROE))[0] == [DOE, ROE]


def test_list_below_a_heading_that_no_cleaner_knows() -> None:
    lines = f"{DOE}\n{ROE}"
    assert _find(("paragraph", TEXT), ("heading", "Sources:"), ("paragraph", lines))[0] == [
        DOE,
        ROE,
    ]


def test_prose_below_such_a_heading_is_no_list() -> None:
    assert _find(("heading", "Sources"), ("paragraph", TEXT))[0] == []


def test_lines_of_references_without_a_heading() -> None:
    parts = (("paragraph", TEXT), ("list_item", f"1. {DOE}"), ("list_item", f"2. {ROE}"))
    assert _find(*parts)[0] == [DOE, ROE]


def test_all_numbered_one() -> None:
    assert _find(("reference", f"1. {DOE}"), ("reference", f"1. {ROE}"))[0] == [DOE, ROE]


def test_several_in_one_line_are_cut_at_their_numbers() -> None:
    line = f"1. {DOE} 2. {ROE} 3. {POE}"
    assert _find(("reference", line))[0] == [DOE, ROE, POE]


def test_wrapped_reference_of_a_numbered_list_is_one() -> None:
    wrapped = "[2] Roe R. The Elements of Learning. 2nd ed. New York:\nSpringer; 2009."
    found = _find(("heading", "References"), ("reference", f"[1] {DOE}\n{wrapped}"))[0]
    assert found == [DOE, wrapped.removeprefix("[2] ")]


def test_one_line_alone_is_doubtful() -> None:
    found, places = _find(("paragraph", DOE))
    assert found == [DOE]
    assert places.doubtful == {*places.references}


def test_label_of_a_news_story_is_not_the_reference() -> None:
    story = "Jane Doe et al, A vaccine for all, Nature Communications (2022). DOI: 10.1000/a.1"
    found, _ = _find(("paragraph", TEXT), ("paragraph", f"More information: {story}"))
    assert found == [story]


def test_metadata_of_the_document_are_not_searched() -> None:
    found, places = _find(("metadata", DOE), ("title", ROE))
    assert found == []
    assert list(places.prose) == []


def test_running_text_is_left_for_the_search_in_prose() -> None:
    _, places = _find(("paragraph", TEXT), ("reference", DOE))
    assert list(places.prose) == [(0, len(TEXT))]
