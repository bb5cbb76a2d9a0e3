from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.lines import ends_sentence, line_removals, split_lines


def without(text: str, *contents: str) -> str:
    lines = split_lines(text)
    removed = {n: "site_chrome" for n, line in enumerate(lines) if line.content in contents}
    return apply_edits(text, line_removals(text, lines, removed))


def test_removed_line_takes_surplus_blank_lines_with_it() -> None:
    assert without("one\n\nmenu\n\ntwo", "menu") == "one\n\ntwo"
    assert without("one\nmenu\ntwo", "menu") == "one\ntwo"
    assert without("menu\n\none", "menu") == "one"
    assert without("one\n\nmenu\n", "menu") == "one"
    assert without("one\nmenu\n\ntwo", "menu") == "one\n\ntwo"


def test_adjacent_removed_lines_have_an_edit_each() -> None:
    text = "one\n\nmenu\n\nshare\n\ntwo"
    edits = line_removals(text, split_lines(text), {2: "site_chrome", 4: "duplicate"})
    assert [(text[edit.start : edit.end], edit.reason) for edit in edits] == [
        ("menu\n\n", "site_chrome"),
        ("share\n\n", "duplicate"),
    ]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["keep", "", "  ", "gone", "also kept"]), max_size=12))
def test_removal_keeps_every_other_line_in_order(contents: list[str]) -> None:
    after = without("\n".join(contents), "gone")
    assert [c for c in after.split("\n") if c.strip()] == [
        c for c in contents if c.strip() and c != "gone"
    ]


def test_sentence_end_may_stand_in_quotes() -> None:
    assert ends_sentence("He left.\u201d")
    assert not ends_sentence("Methods")
    assert not ends_sentence("")
