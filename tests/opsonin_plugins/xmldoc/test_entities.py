from __future__ import annotations

import pytest

from opsonin_plugins.xmldoc.entities import (
    MAX_VALUE_CHARS,
    XmlError,
    characters,
    declared_entities,
)


def test_entities_are_those_of_the_subset_and_the_first_of_a_name_counts() -> None:
    subset = """
    <!ENTITY lab "Laboratory &#38; Clinic">
    <!-- <!ENTITY hidden "in a comment"> -->
    <!ENTITY lab 'another'>
    <!ENTITY beta '&#946;'>
    """
    assert declared_entities(subset) == {"lab": "Laboratory & Clinic", "beta": "β"}


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY leak SYSTEM "file:///etc/passwd">',
        '<!ENTITY leak PUBLIC "-//X//Y" "http://example.org/x.ent">',
        '<!ENTITY % leak SYSTEM "http://example.org/x.dtd" NDATA gif>',
    ],
)
def test_entity_outside_the_file_refuses_the_document(declaration: str) -> None:
    with pytest.raises(XmlError, match="Entity 'leak' lies outside the file") as refused:
        declared_entities(declaration)
    assert refused.value.reason == "external_entity"


def test_picture_that_nothing_reads_refuses_nothing() -> None:
    assert declared_entities('<!ENTITY figure SYSTEM "figure.gif" NDATA gif>') == {}


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY laugh "&lol;&lol;">',
        '<!ENTITY laugh "<b>ha</b>">',
        '<!ENTITY % laugh "ha">',
        f'<!ENTITY laugh "{"ha" * MAX_VALUE_CHARS}">',
    ],
)
def test_entity_that_is_more_than_a_short_text_refuses_the_document(declaration: str) -> None:
    with pytest.raises(XmlError, match="Entity 'laugh' is more than a short text") as refused:
        declared_entities(declaration)
    assert refused.value.reason == "entity_bomb"


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("#946", "β"),
        ("#x3b2", "β"),
        ("lab", "Laboratory"),
        ("beta", "β"),
        ("amp", "own"),
        ("nothing_says_so", None),
    ],
)
def test_reference_is_read_by_its_number_the_document_or_the_names_of_html(
    reference: str, text: str | None
) -> None:
    assert characters(reference, {"lab": "Laboratory", "amp": "own"}) == text
