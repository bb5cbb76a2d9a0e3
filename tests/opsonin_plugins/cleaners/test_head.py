from __future__ import annotations

import pytest

from opsonin_plugins.cleaners.author_lists import list_of_names
from opsonin_plugins.cleaners.blocks import find_blocks
from opsonin_plugins.cleaners.head import Head, read_head

PROSE = (
    "Researchers found that the drug lowered the pressure of nearly all patients within a month "
    "of the first dose, and that it stayed low for the rest of the year."
)


def head_of(*blocks: str) -> Head:
    return read_head(find_blocks("\n\n".join(blocks), []))


def fields(head: Head) -> list[tuple[object, object, object]]:
    names = ("field", "value", "basis")
    return [tuple(row.columns[name] for name in names) for row in head.rows]  # type: ignore[misc] # three of them


def test_headline_above_prose_is_inferred() -> None:
    head = head_of("New drug lowers pressure", PROSE)
    assert fields(head) == [("title", "New drug lowers pressure", "inferred")]
    assert head.kinds == {0: "title"}
    (row,) = head.rows
    assert (row.start, row.end) == (0, len("New drug lowers pressure"))


def test_labelled_title_is_stated_and_the_label_is_left_out() -> None:
    head = head_of("Title: New drug  lowers pressure", PROSE)
    assert fields(head) == [("title", "New drug lowers pressure", "stated")]


@pytest.mark.parametrize(
    "first",
    ["It rained.", "the drug lowers pressure", "Drug", "New drug lowers:", "Abstract", "w " * 200],
)
def test_what_stands_first_may_be_no_headline(first: str) -> None:
    assert head_of(first, PROSE).kinds.get(0) != "title"


def test_a_release_names_its_kind_and_below_it_its_source() -> None:
    head = head_of(
        "News Release 9-Jan-2023",
        "New drug lowers pressure",
        "Peer-Reviewed Publication",
        "Roe University",
        PROSE,
    )
    assert {row[0]: row[1] for row in fields(head)} == {
        "published_value": "2023-01-09",
        "published_precision": "day",
        "published_basis": "stated",
        "publisher": "Roe University",
        "title": "New drug lowers pressure",
    }
    assert head.kinds == {0: "metadata", 1: "title", 2: "metadata", 3: "metadata"}


def test_a_title_that_is_labelled_behind_the_abstract_is_in_another_language() -> None:
    head = head_of(
        ". 2019 Nov-Dec;33(6):512-5.",
        "[Tea and sleep: report of two cases]",
        "[Article in Spanish]",
        "J Roe, A Doe",
        "Abstract",
        PROSE,
        "TITLE: Te y sue\u00f1o.",
    )
    found = fields(head)
    assert ("title", "[Tea and sleep: report of two cases]", "stated") in found
    assert [value for name, value, _ in found if name == "authors"] == ["J Roe", "A Doe"]


def test_the_site_behind_a_title_is_its_publisher() -> None:
    head = head_of("New drug lowers pressure | Tea Today", PROSE)
    assert fields(head) == [
        ("publisher", "Tea Today", "inferred"),
        ("title", "New drug lowers pressure", "inferred"),
    ]


def test_the_section_above_a_signed_headline_is_no_text() -> None:
    head = head_of("HEALTH", "New drug lowers pressure", "By Ada Byron", PROSE)
    assert head.kinds == {0: "metadata", 1: "title", 2: "byline"}


def test_an_agency_that_signs_is_the_publisher() -> None:
    head = head_of("New drug lowers pressure", "By Reuters Staff", PROSE)
    assert ("publisher", "Reuters", "stated") in fields(head)
    assert not any(name == "authors" for name, _, _ in fields(head))


def test_headline_needs_prose_below() -> None:
    assert fields(head_of("New drug lowers pressure", "Old drug raises it")) == []


def test_sign_off_at_the_end_is_a_byline() -> None:
    blocks = [
        "New drug lowers pressure",
        *[PROSE] * 40,
        "(Reporting by Ada Byron; editing by Jo Li)",
    ]
    head = head_of(*blocks)
    assert head.kinds[len(blocks) - 1] == "byline"
    assert "byline" not in head_of(*blocks[:-1]).kinds.values()


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Ada Byron, Jean van Dyck", ["Ada Byron", "Jean van Dyck"]),
        ("Ada Byron 1 2; and Jo Li*", ["Ada Byron", "Jo Li"]),
        ("Ada Byron, of London", []),
        ("Ada", []),
        ("", []),
        # These end only if every list is read in one way.
        (", ".join(["Ada Byron"] * 500), []),
        (", ".join(["Ada Byron"] * 40) + ", x", []),
    ],
)
def test_names_of_authors_are_read_or_nothing(content: str, names: list[str]) -> None:
    found = list_of_names(content)
    assert [name for name, _, _ in found] == names
    assert all(content[start:end] == name for name, start, end in found)
