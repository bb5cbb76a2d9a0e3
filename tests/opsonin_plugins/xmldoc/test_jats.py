from opsonin_plugins.xmldoc import jats
from opsonin_plugins.xmldoc.fields import metadata_of
from opsonin_plugins.xmldoc.scanning import scan
from xml_samples import JATS


def test_an_article_states_what_it_is() -> None:
    assert metadata_of(jats.fields(JATS, scan(JATS))) == {
        "journal": "Journal of Tests",
        "publisher": "Test Press",
        "pmid": "123",
        "pmcid": "PMC456",
        "doi": "10.1000/abc",
        "title": "Mice & men",
        "authors": ["Ann B Roe", "The Group"],
        "affiliations": ["University of X"],
        "published": "2020-11-05",
        "volume": "7",
        "issue": "2",
        "pages": "10-19",
        "licence": "CC BY 4.0",
        "keywords": ["mouse"],
    }


def test_every_field_stands_where_it_says() -> None:
    for field in jats.fields(JATS, scan(JATS)):
        if field.name == "doi":
            assert JATS[field.start : field.end] == "10.1000/ABC"
    assert jats.key(JATS, scan(JATS)) == "PMC456"


def test_a_printed_date_counts_where_no_other_is_told() -> None:
    markup = JATS.replace('pub-type="epub"', 'pub-type="nihms-submitted"')
    assert metadata_of(jats.fields(markup, scan(markup)))["published"] == "2021"


def test_an_article_without_front_states_nothing() -> None:
    markup = "<article><body><p>x</p></body></article>"
    assert list(jats.fields(markup, scan(markup))) == []
    assert jats.key(markup, scan(markup)) == ""
