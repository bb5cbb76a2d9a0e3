from __future__ import annotations

from opsonin_plugins.cleaners.duplicates import repeated_lines
from opsonin_plugins.cleaners.lines import split_lines


def repeats(text: str) -> list[int]:
    return list(repeated_lines(split_lines(text), ()))


def test_title_and_caption_repeated_close_by_are_found() -> None:
    title = "Night shifts and insulin sensitivity in nurses"
    assert repeats(f"{title}\n\nAffiliations\n\n{title}\n\nText.") == [4]


def test_repeat_far_away_is_kept() -> None:
    caption = "Mice that were fed at night became heavier."
    between = "\n\n".join(f"Paragraph number {n} says a thing." for n in range(14))
    head = "First of all\n\nSecond of all\n\nThird of all"
    assert repeats(f"{head}\n\n{caption}\n\n{between}\n\n{caption}") == []


def test_cells_short_lines_and_paragraphs_may_repeat() -> None:
    filler = "One\n\nTwo\n\nThree\n\n"
    assert repeats(filler + "Yes\n\nYes") == []
    assert repeats(filler + "12 (30%) 14 (35%) 3 (8%)\n\n12 (30%) 14 (35%) 3 (8%)") == []
    cell = "Control group of all the children"
    assert repeats(filler + f"a\n{cell}\nb\n{cell}\nc") == []
    paragraph = "A sentence of a long paragraph. " * 20
    assert repeats(filler + f"{paragraph}\n\n{paragraph}") == []
