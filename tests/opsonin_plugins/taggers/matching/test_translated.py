from __future__ import annotations

import pytest

from opsonin_plugins.taggers.matching.translated import is_supported, translated_rows


def supported(text: str, name: str) -> bool:
    start = text.index(name)
    return is_supported(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prevent the new crown: the epidemic is not over.", "new crown"),
        (
            "The new type of coronary pneumonia is a virus disease.",
            "new type of coronary pneumonia",
        ),
        ("Those with sugar disease inject insulin.", "sugar disease"),
        ("He died of white blood disease after chemotherapy.", "white blood disease"),
        ("Children with fever were infected with A flow.", "A flow"),
        ("He has high blood pressure disease.", "high blood pressure disease"),
        ("Women with bosom peril had a mammogram.", "bosom peril"),
    ],
)
def test_a_rendering_counts_where_the_document_supports_it(text: str, name: str) -> None:
    assert supported(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The dentist cemented a new crown.", "new crown"),
        ("Patients with new coronary disease had stents.", "new coronary disease"),
        ("Candy: the sugar disease of the west.", "sugar disease"),
        ("A flow of patients with fever came.", "A flow"),
        ("The river has A flow that is strong.", "A flow"),
        ("A white blood disease is told of in the tale.", "white blood disease"),
    ],
)
def test_elsewhere_the_same_words_are_plain(text: str, name: str) -> None:
    assert not supported(text, name)


def test_other_names_need_no_support() -> None:
    assert supported("He had a heart attack.", "heart attack")


def test_every_rendering_has_a_concept_a_reason_and_evidence_that_is_known() -> None:
    for row in translated_rows():
        assert row["curie"]
        assert row["why"]
        text = f"so {row['term']} influenza glucose covid kidney rash leukemia rabies tumor virus"
        assert supported(text, row["term"])
