from __future__ import annotations

import pytest

from opsonin_plugins.taggers.statements.matter import rest_of


@pytest.mark.parametrize(
    ("phrase", "concept", "rest"),
    [
        ("robust type I interferon response", "type I interferon", ""),
        ("patients with severe COVID-19", "COVID-19", ""),
        ("pain and physical function", "pain", ""),
        ("central pain pathways", "pain", "central pathway"),
        ("lack of vitamin D", "vitamin D", None),
        ("reduced pain", "pain", None),
        ("pain in the control group", "pain", None),
    ],
)
def test_rest_of_a_phrase(phrase: str, concept: str, rest: str | None) -> None:
    assert rest_of(phrase, concept) == rest
