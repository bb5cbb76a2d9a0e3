from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin import Cleaned
from opsonin_plugins.cleaners.chrome import CHROME

Run = Callable[..., tuple[str, Cleaned]]
PROSE = "The mice that were given the drug slept all day long, and those without it did not."
AFTER = "The rats were given it as well, and nobody can say why they did not sleep at all."


@pytest.mark.parametrize(
    "chrome",
    [
        "As an Amazon Associate I earn from qualifying purchases.",
        "This post contains affiliate links. We may earn a commission.",
        "[Shop now: our favourite oil \u2013 20% off]",
        '[the_ad id="17"]',
        "[email\u00a0protected]",
        "Get the latest health news delivered to your inbox every day.",
        "Like this article? Subscribe to our e-newsletter!",
        "Read or Share this story: https://example.org/1",
        "Pin this for later!",
        "Subscribe | Sign in",
        "Home About Us Blog Testimonials Contact",
        "\u00ab Previous Post",
        "Share 12",
        "Print Email App",
        "[Follow our WhatsApp channel]",
        "Learn extra: 10 meals that struggle irritation",
        "(Visited 1,024 times, 3 visits today)",
        "Pure Oil, 12 oz \u2014 4.7/5 stars (1,345 reviews)",
        "Updated 2 years ago",
        "By TaboolaSponsored Links",
    ],
)
def test_furniture_of_blogs_and_news_sites_is_removed(run_cleaner: Run, chrome: str) -> None:
    assert run_cleaner(CHROME, f"{PROSE}\n\n{chrome}\n\n{AFTER}")[0] == f"{PROSE}\n\n{AFTER}"


@pytest.mark.parametrize(
    "kept",
    [
        "Yes",
        "12",
        "Nutrition",
        "World Health News",
        "[abstract]",
        "Order your blood test before the visit, and drink nothing.",
        "Comments",
        "This post was written by two nurses who had affiliate status at the clinic.",
    ],
)
def test_what_may_be_text_stays(run_cleaner: Run, kept: str) -> None:
    text = f"{PROSE}\n\n{kept}\n\n{AFTER}"
    assert run_cleaner(CHROME, text)[0] == text


def test_figures_of_a_table_beside_chrome_stay(run_cleaner: Run) -> None:
    table = f"{PROSE}\n15\n12\n6.4\n23"
    assert run_cleaner(CHROME, f"{table}\n\nShare this article")[0] == table


def test_share_counts_between_buttons_go(run_cleaner: Run) -> None:
    buttons = "Pin\n2.4K\nShare\nTweet\n2.4K SHARES\nJump to Recipe"
    assert run_cleaner(CHROME, f"{PROSE}\n{buttons}\n{AFTER}")[0] == f"{PROSE}\n{AFTER}"


@pytest.mark.parametrize(
    "thread",
    [
        "2 thoughts on \u201cSleep\u201d\nAda says:\nMarch 5, 2020 at 8:14 pm\nLove this.\nReply",
        "3 Comments\nAda\nMar 5, 2020 at 8:14 am\nDoes it help rats too?\nReply\nJo\nThanks!",
    ],
)
def test_comments_of_readers_go_with_all_that_follows(run_cleaner: Run, thread: str) -> None:
    text, cleaned = run_cleaner(CHROME, f"{PROSE}\n{AFTER}\n{thread}")
    assert text == f"{PROSE}\n{AFTER}"
    assert "comment_form" in [row.columns["value"] for row in cleaned.rows["fields"]]


def test_a_byline_with_a_time_is_no_comment(run_cleaner: Run) -> None:
    text = f"Mice sleep\nAda Byron\nMarch 5, 2020 at 8:14 am\n{PROSE}\n{AFTER}"
    assert run_cleaner(CHROME, text)[0] == text


def test_a_table_of_contents_goes_where_its_headings_come_again(run_cleaner: Run) -> None:
    body = f"{PROSE}\nDoes it work?\n{AFTER}\nSide effects\nThere were none in rats."
    text = f"In this article:\nDoes it work?\nSide effects\n{body}"
    assert run_cleaner(CHROME, text)[0] == body


def test_words_of_menus_open_no_page(run_cleaner: Run) -> None:
    assert run_cleaner(CHROME, f"Menu\nSearch for:\nMice sleep\n{PROSE}")[0].startswith("Mice")
