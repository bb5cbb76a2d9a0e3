from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Documents
from opsonin_plugins.taggers import shared_run
from opsonin_plugins.taggers.shared_run import SharedRun, longest_shared_run
from opsonin_plugins.taggers.shingles import PlacedWords, placed_words

_WORDS = st.lists(st.sampled_from("abcd"), max_size=24)


def _words(text: str, spans: list[tuple[int, int]] | None = None) -> PlacedWords:
    spans = [(0, len(text))] if spans is None else spans
    segments = pa.table(
        {
            "doc_id": pa.array(["a"] * len(spans), pa.string()),
            "clean_start": pa.array([start for start, _ in spans], pa.int32()),
            "clean_end": pa.array([end for _, end in spans], pa.int32()),
            "kind": pa.array(["paragraph"] * len(spans), pa.string()),
            "is_main": pa.array([True] * len(spans), pa.bool_()),
        }
    )
    batch = pa.record_batch({"doc_id": ["a"], "text": [text]})
    [words] = placed_words(Documents(batch, {"segments": lambda: segments}))
    return words


def _run(one: str, other: str) -> SharedRun | None:
    return longest_shared_run(_words(one), _words(other))


def _longest(one: list[str], other: list[str]) -> int:
    best = 0
    for start in range(len(one)):
        for end in range(start + 1, len(one) + 1):
            run = one[start:end]
            if any(other[n : n + len(run)] == run for n in range(len(other))):
                best = max(best, len(run))
    return best


@given(_WORDS, _WORDS)
@settings(max_examples=200, deadline=None)
def test_run_is_as_long_as_brute_force_finds(one: list[str], other: list[str]) -> None:
    left, right = " ".join(one), " ".join(other)
    run = _run(left, right)
    assert (run.n_words if run else 0) == _longest(one, other)
    if run:
        assert left[slice(*run.left)] == right[slice(*run.right)]
        assert len(left[slice(*run.left)].split()) == run.n_words


def test_run_goes_on_where_a_text_repeats_itself() -> None:
    phrase = "one two three four five six"
    left = f"{phrase} seven {phrase} eight nine"
    right = f"start {left} end"
    run = _run(left, right)
    assert run is not None
    assert (run.left, run.n_words) == ((0, len(left)), 15)


def test_run_spans_punctuation_and_case_but_no_text_between_stretches() -> None:
    left, right = "One, two.\n\nThree NOT four", "one two three four"
    run = longest_shared_run(_words(left, [(0, 9), (11, 16), (21, 25)]), _words(right))
    assert run is not None
    assert left[slice(*run.left)] == "One, two.\n\nThree"
    assert right[slice(*run.right)] == "one two three"


def test_first_of_equal_runs_is_taken() -> None:
    assert _run("a b x a b", "a b a b") == ((0, 3), (0, 3), 2)


def test_equal_texts_are_one_run() -> None:
    assert _run("A b, c.", "a B c") == ((0, 6), (0, 5), 3)


def test_texts_without_a_common_word() -> None:
    assert _run("a", "b") is None
    assert _run("a", "") is None
    assert _run("", "") is None


def test_very_long_texts_are_compared_from_their_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_run, "MAX_WORDS", 4)
    found = _run("a b c d e f", "x a b c d e f")
    assert found is not None
    assert found.n_words == 3
