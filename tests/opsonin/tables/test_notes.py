from __future__ import annotations

from opsonin.tables.contract import CONTRACT
from opsonin.tables.notes import notes_of


def test_allowed_values_and_defaults_are_told() -> None:
    words = list(notes_of(CONTRACT["mentions"], "match_kind").words())
    assert words == ["one of exact, normalised, abbreviation, lexicon, model", "default exact"]


def test_limits_patterns_and_references_are_told() -> None:
    score, curie = (notes_of(CONTRACT["mentions"], name) for name in ("score", "curie"))
    assert (score.smallest, score.greatest, score.default) == (0, 1, 1.0)
    assert curie.pattern is not None
    assert not curie.pattern.startswith("^")
    assert notes_of(CONTRACT["mentions"], "entity_id").refers == "entities"


def test_what_the_engine_fills_is_told() -> None:
    assert notes_of(CONTRACT["mentions"], "text").engine == "cut out by the engine"
    assert notes_of(CONTRACT["mentions"], "label").engine is None
