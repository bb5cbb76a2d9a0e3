from __future__ import annotations

import pyarrow as pa
import pytest

from opsonin_plugins.cleaners.translation import (
    may_exchange,
    may_tell_origin,
    origin_evidence,
    text_origin,
)


def test_literal_names_of_covid_show_a_translation() -> None:
    text = "The new crown vaccine protects. Of all new coronary pneumonia patients, few died."
    assert text_origin(text, 0) == "translated"


def test_tortured_phrases_show_spinning() -> None:
    text = "We trained profound learning on bosom malignancy and flag to clamor proportion."
    assert text_origin(text, 0) == "spun"


def test_lost_links_with_repaired_damage_show_spinning() -> None:
    text = "In their analysis It was found. A new paper There are few. In the study They say no."
    assert text_origin(text, 2) == "spun"


@pytest.mark.parametrize(
    "text",
    [
        "A new crown was fitted on the molar. The new crown fits.",
        "Of all patients with new coronary disease, few had new coronary stents.",
        "The deep learning model found breast cancer. It is new.",
        "An ordinary text. It has sentences. They are sound.",
    ],
)
def test_ordinary_text_has_no_origin(text: str) -> None:
    assert text_origin(text, 1) is None


def test_choices_that_a_spinner_left_tell_it() -> None:
    text = "Doctors have long hoped {that a} low-cost tablet might assist."
    assert text_origin(text, 0) == "spun"
    assert origin_evidence(text, "spun") == (text.index("{"), text.index("}") + 1)
    for plain in (
        "the set {a b}",
        r"\\frac{in one}{the other}",
        "def f() {return a}",
        "{the end}.",
    ):
        assert text_origin(plain, 0) is None


def test_texts_of_a_batch_are_asked_together_what_each_would_say_alone() -> None:
    texts = [
        "He ate.",
        "We trained Profound Learning on scans.",
        "A new crown vaccine.",
        "The profound neural flag to clamor proportion.",
    ]
    told = may_tell_origin(pa.array(texts))
    assert may_exchange(pa.array(texts), told) == [False, True, False, True]
    for text in texts:
        array = pa.array([text])
        (is_exchanged,) = may_exchange(array, may_tell_origin(array))
        assert text_origin(text, 0, is_exchanged=is_exchanged) == text_origin(text, 0)


def test_no_text_of_a_batch_needs_to_be_asked() -> None:
    assert may_exchange(pa.array(["a", "b"]), [False, False]) == [False, False]
    assert may_exchange(pa.array([], pa.string()), []) == []
