from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The patients were treated with interferon for twelve weeks.", "en"),
        ("Die Patienten wurden zw\u00f6lf Wochen lang mit Interferon behandelt.", "de"),
        (
            "Les patients ont \u00e9t\u00e9 suivis au centre pendant douze semaines.",
            "fr",
        ),
    ],
)
def test_language_and_confidence(text: str, language: str) -> None:
    code, score = detect_language(text)
    assert code == language
    assert 0.5 < score <= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Entrez une valeur.", "fr"),
        ("Bitte nur Zahlen angeben.", "de"),
        (
            "\u092f\u0939 \u0928\u093e\u092e \u092a\u0939\u0932\u0947 \u0938\u0947 \u0939\u0948",
            "hi",
        ),
        ("\u0aaa\u0abe\u0ab8\u0ab5\u0ab0\u0acd\u0aa1 \u0a96\u0acb\u0a9f\u0acb \u0a9b\u0ac7", "gu"),
    ],
)
def test_short_texts_are_told(text: str, language: str) -> None:
    assert detect_language(text)[0] == language


def test_the_longer_part_of_a_mixed_text_counts() -> None:
    danish = (
        "Patienterne blev behandlet i tolv uger, og ingen af dem fik bivirkninger af medicinen."
    )
    assert detect_language(f"{danish} All rights reserved by us.")[0] == "da"
    english = "None of the patients who were treated for twelve weeks had an adverse event."
    assert detect_language(f"{english} Alle rettigheder forbeholdes.")[0] == "en"


@pytest.mark.parametrize("text", ["", "12 34 56", "0.5"])
def test_text_without_letters_is_undetermined(text: str) -> None:
    assert detect_language(text) == ("und", 0.0)


def test_lone_surrogate_is_no_error() -> None:
    assert detect_language("The patients were \ud800 treated with interferon.")[0] == "en"
