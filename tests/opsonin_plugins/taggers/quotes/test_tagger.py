from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.people.tagger import PEOPLE
from opsonin_plugins.taggers.quotes.tagger import QUOTES

_SEGMENTS = pa.schema(
    [
        ("doc_id", pa.string()),
        ("clean_start", pa.int32()),
        ("clean_end", pa.int32()),
        ("kind", pa.string()),
    ]
)


def _tag(*texts: str) -> list[dict[str, Any]]:
    """Return the quotes of texts, in which ``REF`` begins the references."""
    ids = [f"{number:032x}" for number in range(len(texts))]
    pairs = list(zip(ids, texts, strict=True))
    batch = pa.RecordBatch.from_pylist([{"doc_id": one, "text": text} for one, text in pairs])
    references = [
        {
            "doc_id": one,
            "clean_start": text.index("REF"),
            "clean_end": len(text),
            "kind": "reference",
        }
        for one, text in pairs
        if "REF" in text
    ]
    segments = pa.Table.from_pylist(references, _SEGMENTS)
    named = PEOPLE.tag(Documents(batch, {"segments": lambda: segments}), Context(NoOptions()))
    tables: dict[str, Callable[[], pa.Table]] = {
        name: partial(named.__getitem__, name) for name in named
    }
    tables["segments"] = lambda: segments
    found = QUOTES.tag(Documents(batch, tables), Context(NoOptions()))
    return list(found["quotes"].to_pylist())


def test_rows_have_speaker_entity_and_cue() -> None:
    text = "“It works,” said Ann Roe, a nurse at Lund University. She said that it was new to her."
    first, second = _tag(text)
    assert (first["kind"], first["speaker"], first["entity_id"]) == ("direct", "Ann Roe", 0)
    assert first["affiliation"] == "Lund University"
    assert text[first["cue_start"] : first["cue_end"]] == "said"
    assert (second["kind"], second["speaker"]) == ("indirect", "Ann Roe")


def test_quotes_in_references_are_left_out() -> None:
    assert _tag("Ann Roe said: “It works.”\n\nREF Roe A. “It works,” said Roe.")[1:] == []


def test_documents_without_quotes_cost_no_rows() -> None:
    rows = _tag("nothing", "“It works,” said Dr. Roe.", "")
    assert [row["doc_id"] for row in rows] == [f"{1:032x}"]


def test_closing_mark_may_open_and_the_next_paragraph_goes_on() -> None:
    text = (
        "“I'd rather know,” said Ann Roe. ”You plan differently.\n\n“And I walk every day.”\n\n"
        "Nothing else was said."
    )
    rows = _tag(text)
    assert [text[row["clean_start"] : row["clean_end"]] for row in rows] == [
        "I'd rather know,",
        "You plan differently.",
        "And I walk every day.",
    ]
    assert {row["speaker"] for row in rows} == {"Ann Roe"}


def test_office_before_the_verb_gives_way_to_the_name_behind_it() -> None:
    [row] = _tag("The first author of the paper, Dr. Ann Roe, told reporters that it would go on.")
    assert (row["kind"], row["speaker"]) == ("indirect", "Ann Roe")


def test_month_before_a_day_ends_no_sentence() -> None:
    text = "Some 465 cases were seen from Jan. 1 to April 4, according to Dr. Ann Roe."
    [row] = _tag(text)
    assert text[row["clean_start"] : row["clean_end"]].startswith("Some 465 cases")


def test_principal_is_an_office() -> None:
    [row] = _tag("At the school, Principal Dale Roe sent letters. “Nobody is blamed,” he wrote.")
    assert row["speaker"] == "Dale Roe"


def test_a_dateline_is_no_part_of_what_is_said() -> None:
    text = "BONN, May 11 (Tea) -- Tea may help those who sleep badly, Ann Roe said on Monday."
    (quote,) = _tag(text)
    said = text[quote["clean_start"] : quote["clean_end"]]
    assert said == "Tea may help those who sleep badly"
