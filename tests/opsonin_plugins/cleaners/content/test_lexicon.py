from __future__ import annotations

from opsonin_plugins.cleaners.content.lexicon import Lexicon, names_in, words_in


def test_unknown_words_weigh_nothing() -> None:
    lexicon = Lexicon({"cookie": -2.0, "the": 0.5}, {})
    numbers = lexicon.numbers(words_in("The cookie \0 unknown"))
    assert lexicon.weights[numbers].tolist() == [50.0, -200.0, 0.0, 0.0]
    assert lexicon.is_function_word[numbers].tolist() == [1.0, 0.0, 0.0, 0.0]


def test_names_weigh_by_their_parts_each_once() -> None:
    lexicon = Lexicon({}, {"nav": -1.5, "article": 2.0, "side": -0.5})
    assert lexicon.of_names("navBar nav-side article_body") == (0, 200, -150)
    assert lexicon.of_names("nav") == (-150, 0, -150)
    assert lexicon.of_names("") == (0, 0, 0)


def test_names_are_taken_apart_at_case_and_digits() -> None:
    assert names_in("PostBody2 HTML-text") == ["post", "body", "2", "html", "text"]
