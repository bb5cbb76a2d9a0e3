from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Cleaned, Context, Documents, NoOptions, Span
from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.markdown import MARKDOWN, clean
from runaway import must_end

Run = Callable[..., tuple[str, Cleaned]]


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("# The **big** title", "The big title"),
        ("## Closed ##", "Closed"),
        ("Heading\n=======\n\nText", "Heading\n\nText"),
        ("*some* and __all__ and ***both*** and ~~none~~", "some and all and both and none"),
        ('see [the trial](https://x.org/a_(b) "T") now', "see the trial now"),
        ("see [the trial][t] now\n\n[t]: http://x.org", "see the trial now\n\n"),
        ("<https://x.org/a_b_c>", "https://x.org/a_b_c"),
        ("run `a_b * c` twice", "run a_b * c twice"),
        ("> quoted\n> text", "quoted\ntext"),
        ("- one\n* two\n3. three", "one\ntwo\nthree"),
        ("![A cell divides](cell.png)", "A cell divides"),
        ("| A | B |\n|---|--:|\n| 1 | *2* |", "A\tB\n1\t2"),
        ("```r\nx <- a_b_c\n```", "x <- a_b_c\n"),
        (r"5 \* 3 and \[1\]", "5 * 3 and [1]"),
        ("one\n\n***\n\ntwo", "one\n\n\ntwo"),
    ],
)
def test_markup_is_taken_off(run_cleaner: Run, markdown: str, plain: str) -> None:
    assert run_cleaner(MARKDOWN, markdown)[0] == plain


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 * 2 and p* < .05 and q*",
        "snake_case_name and HLA-A*02:01 and HLA-B*07:02",
        "[1] and [not a link] and (note)",
        "#hashtag and a-b | c",
        "1990 was a year",
    ],
)
def test_signs_that_are_no_markup_stay(run_cleaner: Run, text: str) -> None:
    assert run_cleaner(MARKDOWN, text)[0] == text


def test_blocks_have_kinds(run_cleaner: Run) -> None:
    text = (
        "# Title\n\nText of it\ngoes on.\n\n## Part\n\n- item\n\n"
        "![Alt](a.png)\n\n|a|b|\n|-|-|\n|1|2|"
    )
    _, cleaned = run_cleaner(MARKDOWN, text)
    found = [
        (row.columns["kind"], text[row.start : row.end].split("\n", maxsplit=1)[0])
        for row in cleaned.rows["segments"]
        if isinstance(row, Span)
    ]
    assert found == [
        ("title", "Title"),
        ("paragraph", "Text of it"),
        ("heading", "Part"),
        ("list_item", "item"),
        ("caption", "![Alt](a.png)"),
        ("table", "|a|b|"),
    ]


def test_front_matter_becomes_fields(run_cleaner: Run) -> None:
    text = '---\ntitle: "On sleep"\nauthor: [A Byron, J Dyck]\ndate: 2021-05-03\n---\nText.'
    plain, cleaned = run_cleaner(MARKDOWN, text)
    assert plain == "Text."
    found = [(row.columns["field"], row.columns["value"]) for row in cleaned.rows["fields"]]
    assert found[:4] == [
        ("title", "On sleep"),
        ("authors", "A Byron"),
        ("authors", "J Dyck"),
        ("published_value", "2021-05-03"),
    ]


def test_rule_at_the_start_is_no_front_matter(run_cleaner: Run) -> None:
    assert run_cleaner(MARKDOWN, "---\n\nText.\n\n---\n\nMore.")[0].strip().startswith("Text.")


@settings(deadline=None)
@given(st.text(alphabet="a*_`[]()#>-|!\\ \n=~<1.", max_size=60))
def test_edits_are_sorted_and_spans_lie_inside(text: str) -> None:
    columns = {"doc_id": ["0" * 32], "text": [text], "media_type": ["text/markdown"]}
    (document,) = Documents(pa.record_batch(columns))
    cleaned = clean(document, Context(NoOptions()))
    place = 0
    for edit in cleaned.edits:
        assert place <= edit.start <= edit.end <= len(text)
        place = edit.end
    for row in cleaned.rows["segments"]:
        assert isinstance(row, Span)
        assert 0 <= row.start < row.end <= len(text)
    assert [c for c in apply_edits(text, cleaned.edits) if c == "a"] == [
        c for c in text if c == "a"
    ]


@pytest.mark.parametrize("bait", ["[" * 200_000, "*a " * 120_000, "`a" * 120_000, "|-" * 160_000])
def test_bait_takes_linear_time(run_cleaner: Run, bait: str) -> None:
    with must_end():
        run_cleaner(MARKDOWN, bait)
