from __future__ import annotations

from opsonin_plugins.cleaners.blocks import find_blocks
from opsonin_plugins.cleaners.head import Head, read_head

CITATION = ". 2019 Mar;7(3):202-214. doi: 10.1016/S1-1."


def head_of(*lines: str) -> Head:
    return read_head(find_blocks("\n\n".join(lines), []))


def values(head: Head, field: str) -> list[object]:
    return [row.columns["value"] for row in head.rows if row.columns["field"] == field]


def test_journal_stands_above_a_citation_that_has_lost_it() -> None:
    head = head_of("Review", "J Tea", CITATION, "Tea and sleep in adults", "Abstract", "Tea works.")
    assert values(head, "journal") == ["J Tea"]
    assert values(head, "title") == ["Tea and sleep in adults"]
    assert head.kinds[0] == head.kinds[1] == "metadata"


def test_kind_of_publication_is_no_journal() -> None:
    assert values(head_of("Case Reports", CITATION, "Tea and sleep", "Abstract"), "journal") == []


def test_identifiers_below_the_abstract_are_the_pages_own() -> None:
    lines = ("J Tea. 2014 May;4(5):9-12.", "Tea and sleep.", "Abstract", "Tea works.")
    assert values(head_of(*lines, "PMID: 12345678 [Indexed for MEDLINE]"), "pmid") == ["12345678"]
    assert values(head_of(*lines, "Comment in", "PMID: 12345678"), "pmid") == []
    assert values(head_of(*lines, "References", "PMID: 12345678"), "pmid") == []


def test_day_online_refines_a_mere_year_only() -> None:
    online = "Published online 2021 Mar 22. doi: 10.3389/tea.1"
    year = head_of("J Tea (Basel). 2021; 8: 612.", online, "Tea and sleep", "Abstract")
    month = head_of("J Tea (Basel). 2021 Feb; 8: 612.", online, "Tea and sleep", "Abstract")
    assert values(year, "published_value") == ["2021-03-22"]
    assert values(month, "published_value") == ["2021-02"]


def test_notes_above_the_abstract_are_metadata() -> None:
    head = head_of(
        CITATION,
        "Tea and sleep",
        "Ada Roe, Jo Doe",
        "1Tea Hospital, Bern",
        "Abstract",
        "Tea works.",
    )
    assert [head.kinds[n] for n in range(4)] == ["metadata", "title", "byline", "metadata"]
    assert values(head, "authors") == ["Ada Roe", "Jo Doe"]
