from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.context import CONTEXT
from opsonin_plugins.taggers.context_triggers import TRIGGERS

ONE = "0" * 32


def judged(text: str, *names: str, **known: bool) -> list[dict[str, Any]]:
    starts = [text.index(name) for name in names]
    mentions = pa.table(
        {
            "doc_id": pa.array([ONE] * len(names), pa.string()),
            "clean_start": pa.array(starts, pa.int32()),
            "clean_end": pa.array(
                [s + len(n) for s, n in zip(starts, names, strict=True)], pa.int32()
            ),
            **{name: pa.array([value] * len(names)) for name, value in known.items()},
        }
    )
    batch = pa.record_batch({"doc_id": [ONE], "text": [text]})
    documents = Documents(batch, {"mentions": lambda: mentions})
    found: list[dict[str, Any]] = CONTEXT.tag(documents, Context(NoOptions()))[
        "mentions"
    ].to_pylist()
    return found


def marks(text: str, name: str) -> str:
    row = judged(text, name)[0]
    labels = ("negated", "uncertain", "hypothetical")
    return " ".join(label for label in labels if row[label])


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("There was no fever, cough or rash.", "rash", "negated"),
        ("The patient denied joint pain.", "joint pain", "negated"),
        ("Pulmonary embolism was ruled out.", "Pulmonary embolism", "negated"),
        ("Their scans gave no signs of lupus.", "lupus", "negated"),
        ("They didn\u2019t get measles.", "measles", "negated"),
        ("There was no fever but a rash.", "rash", ""),
        ("He had no fever and developed a rash.", "rash", ""),
        ("There is no cure for lupus.", "lupus", ""),
        ("There was no difference in pain.", "pain", ""),
        ("This is not only malaria.", "malaria", ""),
        ("It was possibly influenza.", "influenza", "uncertain"),
        ("Findings suggestive of sarcoidosis.", "sarcoidosis", "uncertain"),
        ("Sepsis could not be excluded.", "Sepsis", "uncertain"),
        ("Sepsis has not been ruled out.", "Sepsis", "uncertain"),
        ("Women are more likely to have lupus.", "lupus", ""),
        ("This agrees with findings consistent with previous lupus.", "lupus", ""),
        ("Tablets to prevent malaria.", "malaria", "hypothetical"),
        ("The risk of stroke fell.", "stroke", "hypothetical"),
        ("Programmes of cancer screening.", "cancer", "hypothetical"),
        ("Call if fever returns.", "fever", "hypothetical"),
        ("The NO-cGMP pathway", "cGMP", ""),
        ("He has lupus.", "lupus", ""),
    ],
)
def test_phrases_speak_of_names_in_their_scope(text: str, name: str, expected: str) -> None:
    assert marks(text, name) == expected


def test_a_phrase_does_not_reach_into_the_next_sentence() -> None:
    rows = judged("There was no fever. Malaria was found.", "fever", "Malaria")
    assert [row["negated"] for row in rows] == [True, False]


def test_what_is_known_stays() -> None:
    assert judged("He has lupus.", "lupus", negated=True)[0]["negated"]


def test_no_mentions_give_no_mentions() -> None:
    assert judged("No fever.") == []


def test_every_phrase_is_in_lower_case_and_says_something() -> None:
    assert all(word == word.lower() for words in TRIGGERS for word in words)
    assert all(TRIGGERS.values())
