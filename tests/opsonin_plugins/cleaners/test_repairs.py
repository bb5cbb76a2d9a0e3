from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Cleaned, Context, Documents, NoOptions
from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.repairs import REPAIRS, clean
from runaway import must_end

Run = Callable[..., tuple[str, Cleaned]]


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("  The team met.", "The team met."),
        ("\u3000\u3000The team met.", "The team met."),
        ("It eased the fever.Then it rose.", "It eased the fever. Then it rose."),
        ("It fell to 69%.The drug eased it.", "It fell to 69%. The drug eased it."),
        ("It began on May 2nd.Doctors agreed.", "It began on May 2nd. Doctors agreed."),
        ("after the surgery.67 year old men", "after the surgery. 67 year old men"),
        ("a rare conditionThere were few", "a rare condition There were few"),
        ("the large inflammationIn some", "the large inflammation In some"),
        ("She left..", "She left."),
        ("She left.. He stayed", "She left. He stayed"),
        ("said Dr. Roe. ..", "said Dr. Roe."),
        ("of the gut ..", "of the gut."),
        ("\u201cIt will end. \u201c.", "\u201cIt will end.\u201d"),
        ("It will end. \u201c.", "It will end."),
        ("\u201cWe agree.\u201dThe team left", "\u201cWe agree.\u201d The team left"),
        ("trailing  \n\n\n\n\nblank", "trailing\n\nblank"),
        ("\n\n  First", "First"),
    ],
)
def test_damage_with_one_reading_is_repaired(run_cleaner: Run, damaged: str, sound: str) -> None:
    assert run_cleaner(REPAIRS, damaged)[0] == sound


@pytest.mark.parametrize(
    "text",
    [
        "Wait... what happened",
        "We wait ...",
        "See www.example.Com/The and https://doi.org/10.1000/abcd.The",
        "The files report.Pdf, data.Frame(x) and example.Org were read",
        "e.g.The U.S.A. and i.e. at 3.5 mg, vs.The",
        "PubMed, medRxiv, JavaScript, McDonald, eLife, mRNA, iPhone, LinkedIn",
        "users of linkedIn were asked and checkIn was used",
        "doi:10.1000/fever.But and name@host.Then",
        "    four spaces are code",
        "  - an item\n  1. another",
        "previously.16 The next",
        "at least 5 mg.10 samples",
        "../parent/.. and 1..10",
        "shRNAs, cDNAs, lncRNAThe",
    ],
)
def test_names_numbers_and_addresses_are_left_alone(run_cleaner: Run, text: str) -> None:
    assert run_cleaner(REPAIRS, text)[0] == text


def test_mended_damage_is_counted(run_cleaner: Run) -> None:
    _, cleaned = run_cleaner(REPAIRS, "  It eased the fever.Then it rose..")
    (row,) = cleaned.rows["fields"]
    assert row.columns == {"field": "damage_repaired", "value": "2", "basis": "inferred"}
    assert run_cleaner(REPAIRS, "  Only an indent.")[1].rows["fields"] == []


def test_a_quotation_whose_end_was_put_in_is_flagged(run_cleaner: Run) -> None:
    text, cleaned = run_cleaner(REPAIRS, "\u201cIt will end. \u201c.")
    (row,) = cleaned.rows["flags"]
    assert row.columns["kind"] == "unbalanced_quote"
    assert text == "\u201cIt will end.\u201d"
    assert run_cleaner(REPAIRS, "It will end. \u201c.")[1].rows["flags"] == []


def _repaired(text: str) -> Cleaned:
    columns = {"doc_id": ["0" * 32], "text": [text], "media_type": ["text/plain"]}
    (cleaned,) = clean(Documents(pa.record_batch(columns)), Context(NoOptions()))
    return cleaned


@settings(deadline=None)
@given(st.text(alphabet='ab.T \u201c\u201d"\n\u3000?The(', max_size=60))
def test_repairs_only_touch_space_and_punctuation(text: str) -> None:
    after = apply_edits(text, _repaired(text).edits)
    assert [c for c in after if c.isalpha()] == [c for c in text if c.isalpha()]


_FRAGMENTS = ("fever", "after", ".", "!", "\u201d", "\u2019", ")", "2nd", "67 ", "years", "The ",
              "In ", "If ", "It", "Then ", "new ", " ", "\n")  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map("".join))
def test_what_is_glued_is_mended_whether_or_not_more_is_in_the_text(text: str) -> None:
    other = "It eased the fever.Then it rose.\n\n"
    alone, both = (
        [edit.start for edit in _repaired(whole).edits if edit.reason == "glued"]
        for whole in (text, other + text)
    )
    assert [other.index("Then"), *(at + len(other) for at in alone)] == both


@pytest.mark.parametrize(
    "bait", [" " * 400_000 + "x", " .." * 120_000, "\n " * 200_000, "aT" * 200_000]
)
def test_bait_takes_linear_time(run_cleaner: Run, bait: str) -> None:
    with must_end():
        run_cleaner(REPAIRS, bait)
