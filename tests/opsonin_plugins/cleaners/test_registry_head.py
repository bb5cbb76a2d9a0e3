from __future__ import annotations

from opsonin_plugins.cleaners.blocks import find_blocks
from opsonin_plugins.cleaners.registry_head import registry_lines


def test_title_and_elements_of_a_study() -> None:
    lines = [
        "Completed", "Tea for Sleep", "ClinicalTrials.gov ID NCT05123456", "Sponsor:",
        "Tea University", "Last Update Posted 2023-09-18", "Tea is old.",
    ]  # fmt: skip
    assert registry_lines(find_blocks("\n\n".join(lines), [])) == (1, [0, 2, 3, 4, 5])


def test_other_texts_have_none() -> None:
    assert registry_lines(find_blocks("The trial NCT05123456 was small.", [])) == (None, [])
