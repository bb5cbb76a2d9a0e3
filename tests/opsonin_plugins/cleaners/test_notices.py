from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.lines import split_lines
from opsonin_plugins.cleaners.notices import is_notice
from runaway import must_end

NOTICES = (
    "We value your privacy",
    "We and our 12 partners use data such as addresses, to show what you may like.",
    "If you buy through links on this page, we may earn a share of the price.",
    "Thank you for visiting the Marsh Gazette.",
    "Follow the Marsh Gazette on WhatsApp",
    "Get the latest health news and more on our website.",
    "Also Read | Why tea is drunk hot",
    "Have you spotted an error? Write to us.",
    "(This story has not been edited by our staff and comes from a feed.)",
    "The views expressed in the comments are those of their authors.",
    "You must log in to post a comment.",
    "The Marsh Gazette acknowledges the Traditional Owners of the country.",
    "3 minutes read",
    "No spam, ever.",
)
SENTENCES = (
    "We value your blood pressure more than your weight.",
    "We and our patients agreed on the dose.",
    "If you buy vitamins, read the label.",
    "Thanks for reading lessons go to the teachers of both schools.",
    "Follow patients on dialysis for two years.",
    "Get the latest vaccine before the winter.",
    "Have you ever had a stroke?",
    "This story has been told by many nurses.",
    "The views expressed by the panel differed.",
    "You must log every dose that you take.",
    "The committee acknowledges the limits of the trial.",
    "Three minutes of reading were enough.",
)


@pytest.mark.parametrize("text", NOTICES)
def test_what_a_site_says_of_itself_is_a_notice(text: str) -> None:
    assert is_notice(split_lines(text)[0])


@pytest.mark.parametrize("text", SENTENCES)
def test_sentence_that_begins_like_a_notice_is_none(text: str) -> None:
    assert not is_notice(split_lines(text)[0])


@pytest.mark.parametrize("bait", ["we and our ", "share it so ", "for the latest news ", "1 "])
def test_long_bait_takes_linear_time(bait: str) -> None:
    lines = split_lines("\n".join([bait * (300 // len(bait))] * 200))
    with must_end():
        assert not any(map(is_notice, lines))
