from __future__ import annotations

from collections.abc import Callable

import pytest

from opsonin import Cleaned
from opsonin_plugins.cleaners.chrome import CHROME
from runaway import must_end

Run = Callable[..., tuple[str, Cleaned]]


def features(cleaned: Cleaned, field: str) -> list[object]:
    rows = cleaned.rows.get("fields", ())
    return [row.columns["value"] for row in rows if row.columns["field"] == field]


@pytest.mark.parametrize(
    "chrome",
    [
        "This site uses cookies. By continuing you accept our policy.",
        "We use cookies to improve your experience on our website.",
        "By continuing to use this site, you agree to our use of cookies.",
        "Sign up for our daily newsletter",
        "Subscribe to our newsletter to get the latest health news in your inbox",
        "Follow us on Facebook",
        "Share on WhatsApp",
        "Click to share on Twitter (Opens in new window)",
        "Read more: Why tea wakes you up",
        "Home > Health > Heart",
        "Home \u00bb Health \u00bb Why mice that were given tea at night slept longer than rats",
        "This site needs JavaScript to work properly. Please enable it to see all of it!",
        "Scan the QR code to follow our WeChat public account",
        "Font size: Large Medium Small",
        "Share to:",
        "Share on FacebookShare on Twitter",
        "Comments 0",
        "Please log in to comment",
        "Beijing ICP No. 13028878 Public Network Security 11000002000016",
        "Slideshow ( 3 images )",
        "All quotes delayed a minimum of 15 minutes. See here for a list of exchanges.",
        "\u00a9 2021 Example Media. All rights reserved.",
        "Copyright (c) 2019 Example Society",
        "Terms of Use | Privacy Policy | Contact",
        "5 min read",
        "12 Comments",
        "ADVERTISEMENT",
        "Skip to content",
        "Leave a Reply Cancel reply",
        "You must be logged in to post a comment.",
        "Save my name, email, and website in this browser for the next time I comment.",
        "An official website of the United States government",
        "Here\u2019s how you know",
        "Search PubMed",
        "Click here for additional data file.",
        "(Photo by Jane Roe/Getty Images)",
    ],
)
def test_chrome_lines_are_removed(run_cleaner: Run, chrome: str) -> None:
    text = f"The mice slept all day long.\n\n{chrome}\n\nThe rats did not sleep."
    after = "The mice slept all day long.\n\nThe rats did not sleep."
    assert run_cleaner(CHROME, text)[0] == after


@pytest.mark.parametrize(
    "prose",
    [
        "We use cookies, which were baked from oats, to mask the taste of the drug.",
        "The site is secure in these mice, and no graft was lost.",
        "Share of open arms was low.",
        "Comment 3",
        "ICP 18 mmHg at rest",
        "This site needs a new roof, and so does the next one.",
        "Scan the code of the first arm before the second.",
        "Home is where mice sleep > 12 hours",
        "Privacy policy makers should note this.",
        "Copyright law protects the questionnaire.",
        "Home cages were cleaned weekly.",
        "Related articles were searched by two readers.",
        "Similar articles were found in PubMed.",
        "Search",
        "Health",
        "Email",
        "The .gov domain was sampled first.",
        "Read more books, doctors say.",
        "Comments were coded by two authors.",
        "Advertisement of tobacco was banned in 2003.",
        "Photo therapy reduces itching",
        "Learn how mice sleep",
    ],
)
def test_prose_that_resembles_chrome_stays(run_cleaner: Run, prose: str) -> None:
    text = f"The mice slept all day long.\n\n{prose}\n\nThe rats did not sleep."
    assert run_cleaner(CHROME, text)[0] == text


def test_menu_words_go_in_a_row_or_beside_chrome(run_cleaner: Run) -> None:
    assert run_cleaner(CHROME, "Home\nNews\nHealth\n\nMice sleep.")[0] == "Mice sleep."
    assert run_cleaner(CHROME, "Skip to content\nMenu\n\nMice sleep.")[0] == "Mice sleep."
    text = "Health\n\nMice sleep by day.\n\nScience\n\nRats do not."
    assert run_cleaner(CHROME, text)[0] == text


def test_related_titles_go_at_the_end_and_where_they_follow_at_once(run_cleaner: Run) -> None:
    end = (
        "Mice sleep.\n\nRelated Articles\n\nTea and the heart: what we know\n\nCan chocolate help?"
    )
    assert run_cleaner(CHROME, end)[0] == "Mice sleep."
    inside = "One.\n\nRead next\nTea and the heart today\n\nWhat the team then found\n\nTwo."
    assert run_cleaner(CHROME, inside)[0] == "One.\n\nWhat the team then found\n\nTwo."


def test_counts_of_a_share_bar_go_and_figures_of_a_table_stay(run_cleaner: Run) -> None:
    bar = "0\n0\nSHARES\n3\nVIEWS\nShare on FacebookShare on Twitter"
    assert run_cleaner(CHROME, f"Tea and mice\n\n{bar}\n\nMice sleep.")[0] == (
        "Tea and mice\n\nMice sleep."
    )
    table = "Mice sleep.\n\nDose\n0\n0\n3\n\nRats do not."
    assert run_cleaner(CHROME, table)[0] == table


def test_titles_of_neighbours_go_at_the_end(run_cleaner: Run) -> None:
    text = "Mice sleep.\n\nPrevious Post\n\nThe best tea\n\nNext Post\n\nWhy you wake at 3 a.m."
    assert run_cleaner(CHROME, text)[0] == "Mice sleep."
    agency = "Mice sleep.\n\nMore From Reuters\nExclusive: Tea for rats\nExplainer: What is tea?"
    assert run_cleaner(CHROME, agency)[0] == "Mice sleep."
    study = "Mice sleep.\n\nMore from the study\n\nEight mice\n\nNine rats"
    assert run_cleaner(CHROME, study)[0] == study


def test_related_titles_go_before_the_imprint_of_a_page(run_cleaner: Run) -> None:
    imprint = "Copyright statement: All of it belongs to us."
    text = f"Mice sleep.\n\nRelated reading\n\nTea and the heart\n\nRats too\n\n{imprint}"
    assert run_cleaner(CHROME, text)[0] == f"Mice sleep.\n\n{imprint}"


def test_rows_of_networks_and_neighbours_go_beside_chrome(run_cleaner: Run) -> None:
    text = "Mice sleep.\n\nShare to:\nWeChat Weibo QQ space\n\nPrevious: Tea\nNext: Rats"
    assert run_cleaner(CHROME, text)[0] == "Mice sleep."
    text = "Mice sleep.\n\nLine Weibo WeChat\n\nRats do not."
    assert run_cleaner(CHROME, text)[0] == text


def test_empty_module_headings_go_and_filled_ones_stay(run_cleaner: Run) -> None:
    text = (
        "Abstract\n\nMice sleep.\n\nSimilar articles\n\nCited by\n\nPublication types\n\nReview\n\n"
        "MeSH terms\n\nSubstances"
    )
    after, cleaned = run_cleaner(CHROME, text)
    assert after == "Abstract\n\nMice sleep.\n\nPublication types\n\nReview"
    assert {edit.reason for edit in cleaned.edits} == {"empty_heading"}


def test_sections_that_open_with_a_subsection_are_not_empty(run_cleaner: Run) -> None:
    for text in (
        "Methods\n\nMice\n\nAll were young.",
        "Methods\n\nParticipants\n\nAll were young.",
        "Abstract\n\nBackground\n\nMice sleep.",
        "References\n\nNature. 2019;574:543-548.",
    ):
        assert run_cleaner(CHROME, text)[0] == text


def test_lists_of_other_articles_go_with_their_heading(run_cleaner: Run) -> None:
    text = (
        "Mice sleep.\n\nSimilar articles\n\nSleep loss and glucose.\n"
        "Roe P. Sleep. 2011 May 1;34(5):601-8. PMID: 21532953 Review.\nSee all similar articles\n\n"
        "References\n\nRoe P. Sleep. 2011.\n\n"
        "LinkOut - more resources\n\nFull Text Sources\nPubMed Central"
    )
    assert run_cleaner(CHROME, text)[0] == "Mice sleep.\n\nReferences\n\nRoe P. Sleep. 2011."


def test_removed_chrome_tells_about_the_page(run_cleaner: Run) -> None:
    text = "Mice sleep.\n\nPhoto: Pexels (Pexels)\n\nLeave a Reply"
    cleaned = run_cleaner(CHROME, text)[1]
    assert features(cleaned, "site_feature") == ["comment_form"]
    assert features(cleaned, "photo_credit") == ["Pexels"]


@pytest.mark.parametrize(
    "bait",
    [
        "Home\n" * 80_000,
        "Related articles\n" * 40_000,
        "Abstract\nMethods\n" * 32_000,
        "A" * 800_000,
    ],
)
def test_bait_takes_linear_time(run_cleaner: Run, bait: str) -> None:
    with must_end():
        run_cleaner(CHROME, bait)


def test_title_below_a_menu_of_link_lists_stays(run_cleaner: Run) -> None:
    page = "Latest news\nTea and the heart: what we know\nby Ada Byron\nMice sleep.\n"
    assert "Tea and the heart: what we know" in run_cleaner(CHROME, page)[0]


def test_quotation_below_related_titles_stays(run_cleaner: Run) -> None:
    page = 'One.\n\nRelated stories\nTea and the heart today\n"It helps," says Roe. "A lot."\nTwo.'
    assert run_cleaner(CHROME, page)[0].endswith('"It helps," says Roe. "A lot."\nTwo.')
