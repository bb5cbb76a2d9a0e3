from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin_plugins.cleaners.damage.quotation import unbalanced_quotes

Found = Callable[..., list[tuple[str, str]]]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Roe said: \u201cIt is small. It was seen before.\n\nIn most cases it ends.", "\u201cIt"),
        ("He agreed\u201d, said Roe. Nothing was opened.", "agreed\u201d"),
        (
            "\u201cWe want to know, said Roe. \u201cWe also begin a study.\u201d",
            "\u201cWe",
        ),
        ('The mayor said "it is over and left the room.', '"it'),
        ('It is over", said the mayor of the town.', 'over"'),
        ("\u201cNo.\u201d Doe said \u201dit is rare\u201d and left.", "\u201dit"),
        ("He called them \u201crats\u201c and left.", "\u201crats\u201c"),
    ],
)
def test_marks_without_a_partner_are_found(found: Found, text: str, mark: str) -> None:
    hits = found(unbalanced_quotes, text)
    assert [text for _, text in hits] == [mark]
    assert {kind for kind, _ in hits} == {"unbalanced_quote"}


@pytest.mark.parametrize(
    "text",
    [
        "\u201cIt is small,\u201d said Roe. \u201cIt ends.\u201d",
        "\u201cIt goes on here.\n\n\u201cAnd ends here.\u201d",
        'The board is 3" wide, and the 5" one is wider by 2".',
        "\u201eEs ist klein\u201c, sagte Roe.",
        "He said \u201cit is\nsmall\u201d and left.",
        "\u201cShe called it \u2018rare\u2019,\u201d he said.",
        '<a class="one>two</a> and "three',
        "The patient\u2019s and the doctors\u2019 notes",
        '\u201cIt is "rare" here," he said. "And\u201d',
        "The film \u201cOne\u201d, \u201cTwo\u201d and \u201cThree\u201d",
    ],
)
def test_sound_quotations_are_left_alone(found: Found, text: str) -> None:
    assert found(unbalanced_quotes, text) == []


def test_a_clause_lost_around_a_mark_is_garbled_in_a_translation(found: Found) -> None:
    text = 'It was seen in ten. They are our foe", cells that attack us.'
    kinds = [kind for kind, _ in found(unbalanced_quotes, text, origin="translated")]
    assert kinds == ["mt_garble", "unbalanced_quote"]
    assert [kind for kind, _ in found(unbalanced_quotes, text)] == ["unbalanced_quote"]
    said = 'It was seen in ten. They are our foe", said Dr. Roe.'
    kinds = [kind for kind, _ in found(unbalanced_quotes, said, origin="translated")]
    assert kinds == ["unbalanced_quote"]
