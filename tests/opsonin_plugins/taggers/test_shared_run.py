from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.shared_run import longest_shared_run

_WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


def _longest(one: list[str], other: list[str]) -> int:
    best = 0
    for start in range(len(one)):
        for end in range(start + 1, len(one) + 1):
            run = one[start:end]
            if any(other[n : n + len(run)] == run for n in range(len(other))):
                best = max(best, len(run))
    return best


@given(_WORDS, _WORDS)
@settings(max_examples=150, deadline=None)
def test_run_is_as_long_as_brute_force_finds(one: list[str], other: list[str]) -> None:
    left, right = " ".join(one), " ".join(other)
    run = longest_shared_run(left, [(0, len(left))], right, [(0, len(right))])
    assert (run.n_words if run else 0) == _longest(one, other)
    if run:
        assert left[slice(*run.left)] == right[slice(*run.right)]
        assert len(left[slice(*run.left)].split()) == run.n_words


def test_run_spans_punctuation_and_case_but_no_text_between_stretches() -> None:
    left, right = "One, two.\n\nThree NOT four", "one two three four"
    run = longest_shared_run(left, [(0, 9), (11, 16), (20, 25)], right, [(0, len(right))])
    assert run is not None
    assert left[slice(*run.left)] == "One, two.\n\nThree"
    assert right[slice(*run.right)] == "one two three"


def test_first_of_equal_runs_is_taken() -> None:
    run = longest_shared_run("a b x a b", [(0, 9)], "a b a b", [(0, 7)])
    assert run is not None
    assert run == ((0, 3), (0, 3), 2)


def test_texts_without_a_common_word() -> None:
    assert longest_shared_run("a", [(0, 1)], "b", [(0, 1)]) is None
    assert longest_shared_run("a", [(0, 1)], "", []) is None
