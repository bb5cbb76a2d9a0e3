from __future__ import annotations

from opsonin_plugins.cleaners.furniture.grams import gram_values, grams_of


def test_words_and_pairs_of_a_line_are_given_with_its_ends() -> None:
    assert grams_of("Share this") == ["share", "this", "^ share", "share this", "this $"]


def test_line_without_words_has_one_pair() -> None:
    assert grams_of("\u2022\u2022") == ["^ $"]
    assert gram_values("\u2022", {}) == (0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


def test_long_line_is_known_by_its_first_and_last_words() -> None:
    found = grams_of(" ".join(f"w{n}" for n in range(100)))
    assert "w19" in found
    assert "w80" in found
    assert "w50" not in found


def test_values_are_those_of_the_known_words() -> None:
    mean, total, least, greatest, lowest, unknown = gram_values("sign up", {"sign": -90, "up": 30})
    assert (total, least, greatest, lowest) == (-60, -90, 30, -90)
    assert (mean, unknown) == (-12, 0.6)
