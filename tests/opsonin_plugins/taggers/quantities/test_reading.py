from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.checks.figures import Figure, figures_of
from opsonin_plugins.taggers.checks.finding import find_checks
from opsonin_plugins.taggers.quantities.finding import find_statistics
from opsonin_plugins.taggers.quantities.quantity import Quantity
from opsonin_plugins.taggers.quantities.reading import read_quantities
from runaway import must_end

Read = Callable[..., list[tuple[object, ...]]]
Only = Callable[[str], Quantity]

_PIECES = [
    "at least ", "more than ", "5", "12", "659", "0.05", "3.5", "\u00b7", ",", ".", " of ", "/",
    "%", " (", ")", "[", "]", "95% CI ", "OR ", "p < ", " mg", "/kg", " patients",
    " years old", "n = ",
    "\u00b1", "-", "\u2013", " to ", " and ", "dozens of ", "half ", "one ", "two", "$", " million",
    "\n", "\u2009", "Oct ", "2020", "type ", "they have all", " in a group of ", "most cases", "\0",
    "\u0130", "\U0001f600", "mean ", " months",
]  # fmt: skip


def test_span_is_comparator_number_and_what_is_counted(only: Only) -> None:
    text = "seen in more than 3,000 severely ill patients with"
    one = only(text)
    assert text[one.start : one.end] == "more than 3,000 severely ill patients"
    assert text[one.number_start : one.number_end] == "3,000"
    assert (one.kind, one.value, one.comparator) == ("count", 3000, ">")
    assert one.quantified == "severely ill patients"


def test_vague_counts_are_at_least_their_word(only: Only) -> None:
    one = only("There were dozens of cases")
    assert (one.value, one.comparator, one.quantified) == (24, ">=", "cases")


@pytest.mark.parametrize(
    ("text", "kind", "value", "high"),
    [
        ("a 25-year-old man", "age", 25, None),
        ("people between the ages of 15 and 44", "age", 15, 44),
        ("aged 45\u201360 years", "age", 45, 60),
        ("10 to 20 mg of it", "measure", 10, 20),
        ("After 17 months", "duration", 17, None),
        ("1 to 2 million people", "count", 1e6, 2e6),
        ("half of the patients", "proportion", 0.5, None),
        ("one in 50 people", "proportion", 0.02, None),
        ("$5 million", "money", 5e6, None),
        ("5 per 100,000 people", "rate", 5, None),
        ("p = 0.03", "p_value", 0.03, None),
        ("HR 0.75", "ratio", 0.75, None),
        ("r = 0.45", "coefficient", 0.45, None),
        ("a score of 3.5", "number", 3.5, None),
    ],
)
def test_kinds(only: Only, text: str, kind: str, value: float, high: float | None) -> None:
    one = only(text)
    assert (one.kind, one.high) == (kind, high)
    assert one.value == pytest.approx(value)


def test_members_of_a_list_share_the_unit_at_its_end(read: Read) -> None:
    assert read("at 3, 6 and 12 months", "value", "unit") == [(3, "mo"), (6, "mo"), (12, "mo")]


def test_doses_of_combined_drugs_share_their_unit(read: Read) -> None:
    assert read("levodopa/carbidopa 250/25 mg", "kind", "value", "unit") == [
        ("measure", 250.0, "mg"),
        ("measure", 25.0, "mg"),
    ]


def test_ratios_and_intervals_whose_words_were_exchanged(read: Read) -> None:
    text = "(chances ratio 1.09, 95% self-confidence interval 0.82 to 1.46)"
    assert read(text, "kind", "role") == [
        ("ratio", "odds_ratio"),
        ("interval", "confidence_interval"),
    ]


def test_what_fell_in_a_quotation_before_is_no_decrease(read: Read) -> None:
    assert read('"It falls out again." Two companies sell it.', "role") == [(None,)]


def test_millions_are_whole_numbers(only: Only) -> None:
    one = only("more than 4.1 million cases")
    assert (one.kind, one.value) == ("count", 4_100_000.0)


def test_a_time_that_something_took_has_the_comparator_of_its_number(only: Only) -> None:
    assert only("it fell over about three weeks").comparator == "~"


def test_the_name_of_an_interval_may_be_defined_in_brackets(read: Read) -> None:
    text = "5 days (interquartile range [IQR], 3-8 days)"
    (_, interval) = read(text, "start", "role")
    assert interval == (text.index("inter"), "interquartile_range")


def test_children_who_begin_a_sentence_have_an_age(only: Only) -> None:
    assert only("Children under five were ill.").kind == "age"


def test_german_decimals_follow_the_language(read: Read) -> None:
    assert read("bei 1.500 Patienten 3,5 %", "value", language="de") == [(1500,), (3.5,)]


def test_hypothetical_and_negated(read: Read) -> None:
    text = "If it were common, we would have seen thousands of cases. We saw 5 cases, not 6 cases."
    assert read(text, "hypothetical", "negated") == [(True, False), (False, False), (False, True)]


def test_nothing_is_counted_where_the_text_is_covered() -> None:
    text = "5 patients and 6 patients"
    found = find_statistics(text, [(0, 10)])
    assert [one.value for one in found] == [6]


def _figures(text: str) -> list[Figure]:
    rows: list[dict[str, object]] = [
        {
            "doc_id": "a", "statistic_id": number,
            "clean_start": one.start, "clean_end": one.end,
            "kind": one.kind, "value": one.value, "value_high": one.high, "unit": one.unit,
            "comparator": one.comparator, "role": one.role, "group_id": one.group,
            "quantified": one.quantified, "text": text[one.start : one.end],
            "negated": one.negated, "hypothetical": one.hypothetical,
        }
        for number, one in enumerate(find_statistics(text))
    ]  # fmt: skip
    return figures_of(pa.Table.from_pylist(rows)).get("a", []) if rows else []


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_within_it_and_ordered_values(pieces: list[str]) -> None:
    text = "".join(pieces)
    for one in find_statistics(text):
        assert 0 <= one.start <= one.number_start < one.number_end <= one.end <= len(text)
        assert one.comparator in {"=", "<", "<=", ">", ">=", "~"}
        assert one.high is None or (one.value is not None and one.value <= one.high)
        assert one.quantified is None or one.quantified in text
    for check in find_checks(text, _figures(text)):
        assert check.figures
        assert check.result


@pytest.mark.parametrize(
    "bait",
    [
        "1", "1,", "1 ", "1.", "a ", "one ", "at least ", "5 of ", "5/", "(", "(5 ", "95% CI ",
        "mean ", "\u00b1 ", "p < ", "-5", "5 mg/", "hundred ", "and ", "they all ", "5 patients ",
        "5 patients (5%) ", "most cases but ", "between 1 and ", "\n", " ",
    ],
)  # fmt: skip
def test_bait_costs_linear_time(bait: str) -> None:
    text = bait * (120_000 // len(bait))
    with must_end():
        read_quantities(text)
