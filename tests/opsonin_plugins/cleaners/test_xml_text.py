from __future__ import annotations

import itertools
import re

import pyarrow as pa
import pytest

from opsonin import Cleaned, Context, Documents, NoOptions, Span
from opsonin.spans.apply import apply_edits
from opsonin_plugins.cleaners.xml_text import XML_CLEANER
from xml_samples import ATOM, BIOC_RECORD, JATS, PUBMED_RECORD, RSS


def clean(markup: str, kind: str) -> Cleaned:
    media_type = f"application/{kind}"
    batch = pa.record_batch({"doc_id": ["0" * 32], "text": [markup], "media_type": [media_type]})
    [found] = XML_CLEANER.clean(Documents(batch), Context(NoOptions()))
    assert isinstance(found, Cleaned)
    return found


def blocks(markup: str, kind: str) -> list[tuple[str, bool, str]]:
    """Return kind, whether it is main text and text of each segment, found by its place."""
    found = clean(markup, kind)
    told = []
    for row in found.rows["segments"]:
        assert isinstance(row, Span)
        inside = [
            type(edit)(edit.start - row.start, edit.end - row.start, edit.replacement, edit.reason)
            for edit in found.edits
            if row.start <= edit.start and edit.end <= row.end
        ]
        text = apply_edits(markup[row.start : row.end], inside)
        told.append((str(row.columns["kind"]), bool(row.columns["is_main"]), text))
    return told


def text(markup: str, kind: str) -> str:
    found = clean(markup, kind)
    return apply_edits(markup, found.edits)


def test_an_article_becomes_its_blocks() -> None:
    assert blocks(JATS, "jats+xml") == [
        ("title", True, "Mice & men"),
        ("heading", True, "Abstract"),
        ("heading", True, "Aim"),
        ("abstract", True, "We looked at 12 mice."),
        ("heading", True, "1. Methods"),
        ("paragraph", True, "We fed them[1] for 10\u2009days:"),
        ("list_item", True, "a) oats"),
        ("caption", True, "Figure 1"),
        ("caption", True, "Growth."),
        ("caption", True, "By day."),
        ("caption", True, "Table 1"),
        ("table", False, "Diet\tg\noats\t2 3"),
        ("heading", False, "Acknowledgements"),
        ("acknowledgement", False, "We thank Bo."),
        ("heading", False, "References"),
        ("reference", False, "1 Doe J, Poe E, et al. On oats. J Oats. 1999;3(4):5-9. PMID: 99"),
        ("reference", False, "Kim L. Rye. 2001."),
    ]


def test_the_clean_text_is_the_blocks_and_nothing_else() -> None:
    expected = "\n\n".join(told for _, _, told in blocks(JATS, "jats+xml"))
    assert text(JATS, "jats+xml") == expected


def test_a_record_of_pubmed_becomes_title_and_labelled_abstract() -> None:
    assert blocks(PUBMED_RECORD, "pubmed+xml") == [
        ("title", True, "Interferon & mice."),
        ("heading", True, "Abstract"),
        ("heading", True, "AIMS & ENDS"),
        ("abstract", True, "It mattered in 12 mice."),
        ("heading", True, "RESULTS"),
        ("abstract", True, "It grew < 3 fold."),
    ]


def test_fields_have_their_place_in_the_source() -> None:
    found = clean(JATS, "jats+xml")
    places = {
        row.columns["field"]: JATS[row.start : row.end]
        for row in found.rows["fields"]
        if isinstance(row, Span)
    }
    assert places["pmid"] == "123"
    assert places["doi"] == "10.1000/ABC"
    assert places["published_value"].startswith("<day>5</day>")


def test_metadata_and_markup_are_removed_for_their_reasons() -> None:
    found = clean(JATS, "jats+xml")
    reasons = {
        edit.reason for edit in found.edits if "Journal of Tests" in JATS[edit.start : edit.end]
    }
    assert reasons == {"metadata"}
    assert {edit.reason for edit in found.edits} == {"metadata", "markup", "entity"}


def test_xml_of_an_unknown_kind_is_read_by_its_shape() -> None:
    markup = "<r><head><title>T</title></head><s>A <b>bold</b>\r\n word.</s><item>x</item><n/></r>"
    assert blocks(markup, "xml") == [
        ("heading", True, "T"), ("paragraph", True, "A bold word."), ("list_item", True, "x"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "entry"),
    [
        ("<collab>WHO</collab><year/><source>Facts?</source><year>2001</year>", "WHO. Facts? 2001"),
        ("<etal/><source>S</source>", "et al. S"),
        ("<source>S</source><pub-id pub-id-type='doi'>10.1/x</pub-id>", "S. doi:10.1/x"),
        (
            "<source>S</source><publisher-loc>Bonn</publisher-loc>"  # noqa: ISC004 - one source
            "<publisher-name>P</publisher-name><year>1990</year>",
            "S. Bonn: P; 1990",
        ),
        ("text <name><surname>A</surname><given-names>B</given-names></name><year>2000</year>",
         "text A B 2000"),
    ],
)  # fmt: skip
def test_parts_of_an_entry_are_told_apart(parts: str, entry: str) -> None:
    entries = f"<ref><citation>{parts}</citation></ref>"
    markup = f"<article><back><ref-list><title>R</title>{entries}</ref-list></back></article>"
    assert blocks(markup, "jats+xml")[1:] == [("reference", False, entry)]


def test_every_citation_after_the_first_is_an_entry_of_its_own() -> None:
    markup = (
        "<article><ref-list><title>R</title><ref><label>a</label><citation>A 1</citation>"
        "<citation>B 2</citation></ref></ref-list></article>"
    )
    assert blocks(markup, "jats+xml")[1:] == [
        ("reference", False, "a A 1"), ("reference", False, "B 2"),
    ]  # fmt: skip


def test_what_only_begins_like_xml_stays_as_it_is() -> None:
    assert text("<?xml version='1.0'?> is how <b> it begins.", "xml") == (
        "<?xml version='1.0'?> is how <b> it begins."
    )


def test_no_other_type_is_given_to_it() -> None:
    assert "text/html" not in XML_CLEANER.media_types


def test_passages_of_bioc_are_blocks_of_their_kinds() -> None:
    assert blocks(BIOC_RECORD, "bioc+xml") == [
        ("title", True, "Mice & men"),
        ("abstract", True, "They ate."),
        ("heading", True, "Methods"),
        ("paragraph", True, "We fed them. They grew."),
        ("caption", True, "Growth."),
        ("reference", False, "On oats"),
    ]


def _items(feed: bytes, name: str) -> list[str]:
    return re.findall(rf"<{name}>.*?</{name}>", feed.decode(), re.DOTALL)


def test_html_in_a_feed_is_read_through_its_escapes() -> None:
    first, second = _items(RSS, "item")
    assert blocks(first, "rss+xml") == [
        ("title", True, "Oats & mice"), ("paragraph", True, "They ate < 3"),
    ]  # fmt: skip
    assert blocks(second, "rss+xml") == [
        ("title", True, "Rye"),
        ("paragraph", True, "One & two."),
        ("list_item", True, "three"),
    ]


def test_xhtml_in_a_feed_is_read_as_it_stands() -> None:
    [entry] = _items(ATOM, "entry")
    assert blocks(entry, "atom+xml") == [
        ("title", True, "A <b>"),
        ("paragraph", True, "Mice ate.\nWell."),
        ("paragraph", True, "More."),
    ]


def test_an_entity_that_holds_html_is_replaced_as_a_whole() -> None:
    entity = "&#38;#60;p>a  b&#38;#60;/p>&#38;#60;p>c&#38;#60;/p>"
    markup = f'<!DOCTYPE item [<!ENTITY e "{entity}">]><item><content>x&e;y</content></item>'
    found = clean(markup, "rss+xml")
    edits = found.edits
    assert all(left.end <= right.start for left, right in itertools.pairwise(edits))
