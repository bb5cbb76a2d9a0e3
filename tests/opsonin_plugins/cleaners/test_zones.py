from __future__ import annotations

from opsonin_plugins.cleaners.blocks import find_blocks
from opsonin_plugins.cleaners.zones import find_parts, headings_between


def kinds(text: str) -> list[tuple[str, bool]]:
    return [(part.kind, part.is_main) for part in find_parts(find_blocks(text, []))]


def test_abstract_with_labels_ends_before_the_body() -> None:
    text = (
        "Abstract\n\nBackground\n\nWe asked why.\n\nConclusion\n\nIt is so.\n\nBackground\n\n"
        "Sleep is old."
    )
    assert kinds(text) == [
        ("heading", True),
        ("heading", True),
        ("abstract", True),
        ("heading", True),
        ("abstract", True),
        ("heading", True),
        ("", True),
    ]


def test_abstract_without_labels_ends_at_the_next_heading() -> None:
    text = "Abstract\n\nWe asked why.\n\nIntroduction\n\nSleep is old."
    assert [kind for kind, _ in kinds(text)] == ["heading", "abstract", "heading", ""]


def test_references_and_disclosures_are_not_main_text() -> None:
    text = (
        "Competing interests\n\nNone declared.\n\nReferences\n\n1. Roe P. Sleep. 2011;3:4.\n\n"
        "Supplementary material\n\nA table."
    )
    assert kinds(text) == [
        ("heading", False),
        ("disclosure", False),
        ("heading", False),
        ("reference", False),
        ("heading", True),
        ("", True),
    ]


def test_prose_after_references_is_main_text_again() -> None:
    prose = (
        "The editors then asked three readers, who had not seen the paper, what they made of it."
    )
    text = f"References\n\n1. Roe P. Sleep. 2011;3:4.\n\n{prose}"
    assert kinds(text)[-1] == ("", True)


def test_labels_inside_a_line_count() -> None:
    text = "Funding: Example Fund paid.\n\nTrial registration: NCT01234567.\n\nFunding was low."
    assert kinds(text) == [("disclosure", False), ("trial_registration", True), ("", True)]


def test_unknown_headings_stand_alone_above_prose() -> None:
    prose = "All mice were kept in cages with free access to water and to food."
    blocks = find_blocks(f"Animal care\n\n{prose}\n\nTotal\nMale\nFemale", [])
    assert list(headings_between(blocks)) == [0]
