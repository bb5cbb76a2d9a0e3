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


@pytest.mark.parametrize("text", ["", "12 34 56", "0.5"])
def test_text_without_letters_is_undetermined(text: str) -> None:
    assert detect_language(text) == ("und", 0.0)


def test_lone_surrogate_is_no_error() -> None:
    assert detect_language("The patients were \ud800 treated with interferon.")[0] == "en"
