from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin_plugins.taggers.quotes.attribution import find_quotes
from opsonin_plugins.taggers.quotes.indirect import find_indirect
from runaway import must_end


def _said(text: str) -> list[tuple[str, str | None]]:
    """Return the direct quotes of a text with whoever says them."""
    return [
        (text[one.start : one.end], text[slice(*one.speaker)] if one.speaker else None)
        for one in find_quotes(text)
    ]


def _reported(text: str) -> list[tuple[str, str | None]]:
    direct = find_quotes(text)
    return [
        (text[one.start : one.end], text[slice(*one.speaker)] if one.speaker else None)
        for one in find_indirect(text, direct)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It works,” said Ann Roe.", [("It works,", "Ann Roe")]),
        ("“It works,” Ann Roe said.", [("It works,", "Ann Roe")]),
        ('Dr. Roe said: "It works in mice."', [("It works in mice.", "Dr. Roe")]),
        ("\u2018It works in mice,\u2019 she explained.", [("It works in mice,", "she")]),
        ("„It works in mice,“ said Roe.", [("It works in mice,", "Roe")]),
        ("«It works,» according to Ann Roe.", [("It works,", "Ann Roe")]),
        ("“Why now?” asked Roe, a nurse.", [("Why now?", "Roe")]),
        ("“It works,” Ann Roe, the lead author, said.", [("It works,", "Ann Roe")]),
        ("Roe, who led the study, said, “It works.”", [("It works.", "Roe")]),
        ("Roe said it helped, adding that “I am glad.”", [("I am glad.", "Roe")]),
    ],
)
def test_speaker_stands_before_or_after_a_closed_quote(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert _said(text) == expected


def test_quote_split_around_its_cue_has_one_speaker() -> None:
    text = "“It works,” said Ann Roe, a nurse. “We saw it twice.”"
    assert _said(text) == [("It works,", "Ann Roe"), ("We saw it twice.", "Ann Roe")]


def test_paragraphs_that_are_not_closed_go_on() -> None:
    text = "Ann Roe said: “It works in mice.\n\n“We saw it twice.”"
    assert _said(text) == [("It works in mice.", "Ann Roe"), ("We saw it twice.", "Ann Roe")]
    assert [one.is_closed for one in find_quotes(text)] == [False, True]


def test_unclosed_quote_ends_before_its_cue() -> None:
    text = "“We want to know whether they are cured, said Roe. “We will go on with it.”"
    assert _said(text) == [
        ("We want to know whether they are cured,", "Roe"),
        ("We will go on with it.", "Roe"),
    ]
    assert find_quotes(text)[0].is_closed is False


def test_unclosed_quote_at_the_end_of_a_paragraph() -> None:
    text = "Ann Roe said: “It is very small.\n\nIn most cases it was mild."
    assert _said(text) == [("It is very small.", "Ann Roe")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('Ann Roe runs it. "It works well enough." She said.', [("It works well enough.", "She")]),
        (
            "\u201cI lose words, words like \u2018spoon,\u2019\u201d she said.",
            [("I lose words, words like \u2018spoon,\u2019", "she")],
        ),
        (
            'Dr. Ann Roe of Yale Hospital (art), who is old, points out that "more are needed".',
            [("more are needed", "Dr. Ann Roe of Yale Hospital")],
        ),
        (
            'A group including Professor Ann Roe (virology) of Yale University said, "It works."',
            [("It works.", "A group including Professor Ann Roe (virology) of Yale University")],
        ),
        (
            'So said Ann Roe, who called for "more tea in each ward".',
            [("more tea in each ward", "Ann Roe")],
        ),
        ('" Tea is good," stated Ann Roe.', [("Tea is good,", "Ann Roe")]),
        (
            'Ann Roe composed that"those who sleep well may benefit".',
            [("those who sleep well may benefit", "Ann Roe")],
        ),
        (
            'Ann Roe reminded patients that "no drug works at once".',
            [("no drug works at once", "Ann Roe")],
        ),
    ],
)
def test_speakers_as_translators_and_agencies_put_them(
    text: str, said: list[tuple[str, str]]
) -> None:
    assert _said(text) == said


def test_closing_mark_of_the_wrong_kind_closes() -> None:
    text = "Ann Roe said, “We will never give it to millions.“ Others agreed."
    assert _said(text) == [("We will never give it to millions.", "Ann Roe")]


def test_quote_within_a_quote_is_part_of_it() -> None:
    text = "“They said, \u2018It works in all of them,\u2019 and left,” said Ann Roe."
    assert _said(text) == [("They said, \u2018It works in all of them,\u2019 and left,", "Ann Roe")]


@pytest.mark.parametrize(
    "text",
    [
        "So-called “fast” food is a term.",
        "The book “The Hidden Life of Cells” was read by many.",
        "Patients chose between 'very good' and 'not so good' on a scale.",
        "It is 5' 4\" tall and 6' 2\" wide.",
        "The patients' doctors' notes and the '90s are apostrophes.",
        'Bodies have weaknesses. We are not the enemy", antibodies that attack.',
        "The term “window of opportunity” was coined in 1985.",
        "Our findings suggest that messages such as 'no one is to blame for it' help.",
        "The “active” form was indicated in several studies.",
    ],
)
def test_terms_titles_and_scare_quotes_are_no_quotes(text: str) -> None:
    assert _said(text) == []


def test_whoever_is_told_does_not_speak() -> None:
    assert _said("“It works,” Roe told Poe in an email.") == [("It works,", "Roe")]
    assert _said("Roe was told, “It does not work at all.”") == [("It does not work at all.", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Roe said that the drug works well.", [("the drug works well", "Ann Roe")]),
        ("Ann Roe said the drug works well.", [("the drug works well", "Ann Roe")]),
        ("The drug works in mice, Ann Roe said.", [("The drug works in mice", "Ann Roe")]),
        ("Experts say: More than 3 million are ill.", [("More than 3 million are ill", "Experts")]),
        ("According to experts, it is very rare.", [("it is very rare", "experts")]),
        ("It is very rare, according to Ann Roe.", [("It is very rare", "Ann Roe")]),
        ("The team reported that all of them lived.", [("all of them lived", "The team")]),
        (
            "Still, it should be much better, Dr. Roe said, adding that “I am glad.”",
            [("it should be much better", "Dr. Roe")],
        ),
        (
            "Roe said more steps would be needed, adding that “I am glad.”",
            [("more steps would be needed", "Roe")],
        ),
    ],
)
def test_what_is_reported(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert _reported(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "CRP predicted events in the group of patients.",
        "Our results suggested that the drug works well.",
        "The patients were told that the drug works well.",
        "It is believed that the drug works well in mice.",
        "The dose was given according to the guidelines of the society.",
        "Buffer was added to the wells of the plate.",
        "Having said that, there are still many questions.",
        "We said that the drug works well in mice.",
        "BMI explains that part of the variance in both groups.",
        "“It works in mice,” said Ann Roe on Monday in Lund.",
    ],
)
def test_what_is_not_reported_by_anybody(text: str) -> None:
    assert _reported(text) == []


_PIECES = [
    "\u201c", "\u201d", '"', "\u2018", "\u2019", "'", "said ", "Ann Roe ", "she ", "told ", ", ",
    ". ", "\n", "It works ", "according to ", "adding that ", "experts ", "that ", ": ", "\u2014 ",
    "\u201e", "\u00ab", "\u00bb", "the team ", "(", "Dr. ", "reported ", "\u0130", "...",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_quotes_that_slice(text: str) -> None:
    direct = find_quotes(text)
    for one in [*direct, *find_indirect(text, direct)]:
        assert 0 <= one.start < one.end <= len(text)
        for span in (one.speaker, one.cue):
            assert span is None or 0 <= span[0] < span[1] <= len(text)
        assert one.speaker is None or text[slice(*one.speaker)].strip()


_BAIT = {
    "double marks": '"a ' * 16_000,
    "opening": "“a " * 16_000,
    "single": "'a b c d' " * 8_000,
    "said": "said " * 16_000,
    "names": "Ann Roe said " * 8_000,
    "appositions": "Ann Roe, " + "a nurse, " * 8_000 + "said “It works.”",
    "according": "according to " * 8_000,
    "unclosed": "“It works, said Roe, " * 12_000,
    "sentences": "“It. " * 12_000,
    "adverbs": "Roe " + "really " * 8_000 + "said it works.",
    "told": "told the " * 8_000 + "that",
    "stops": "." * 40_000 + "said",
    "spaces": "“It works,”" + " " * 40_000 + "said Roe",
    "paragraphs": "“It works.\n" * 8_000,
}


@pytest.mark.parametrize("text", _BAIT.values(), ids=_BAIT.keys())
def test_bait_costs_linear_time(text: str) -> None:
    # A search that goes back over what it has seen takes minutes.
    with must_end():
        find_indirect(text, find_quotes(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The decline was slower in those who slept, said Dr. Ann Roe, who led the work.",
            ("The decline was slower in those who slept", "Dr. Ann Roe"),
        ),
        (
            "Jo Doe, whose son is being treated for leukaemia, said she has kept him at home.",
            ("she has kept him at home", "Jo Doe"),
        ),
        (
            "Jo Doe, PhD, of the University of Lakemoor, cautioned that the mice were all male.",
            ("the mice were all male", "Jo Doe"),
        ),
        (
            "Cases rose sharply in May, the Institute for Mice and Rats said.",
            ("Cases rose sharply in May", "the Institute for Mice and Rats"),
        ),
        (
            "Roe said that doctors should not wait: \u201cThere is little to lose.\u201d",
            ("doctors should not wait", "Roe"),
        ),
    ],
)
def test_clauses_are_given_to_whom_the_sentence_names(text: str, expected: tuple[str, str]) -> None:
    assert expected in _reported(text)


@pytest.mark.parametrize(
    "text",
    [
        "Upon arrival the staff were given a leaflet and told that they would read a text.",
        "They explained the project and encouraged participation in it.",
        "Doe said in an interview with the Lakemoor Post: \u201cIt works.\u201d",
    ],
)
def test_what_nobody_reports_is_no_indirect_quote(text: str) -> None:
    assert _reported(text) == []


def test_the_speaker_stands_behind_her_office() -> None:
    text = "\u201cIt works,\u201d said the head of the clinic, Professor Ann Roe."
    assert _said(text) == [("It works,", "Professor Ann Roe")]


def test_the_speaker_stands_before_his_description() -> None:
    text = "\u201cIt works,\u201d study author Ann Roe, a researcher at the clinic, told the Post."
    assert _said(text) == [("It works,", "study author Ann Roe")]
