from opsonin_plugins.xmldoc import pubmed
from opsonin_plugins.xmldoc.fields import metadata_of
from opsonin_plugins.xmldoc.scanning import scan
from xml_samples import PUBMED_RECORD


def metadata(markup: str) -> dict[str, object]:
    return metadata_of(pubmed.fields(markup, scan(markup)))


def test_a_record_states_what_it_is() -> None:
    assert metadata(PUBMED_RECORD.replace("{pmid}", "77")) == {
        "pmid": "77",
        "doi": "10.1000/77",
        "pmcid": "PMC7",
        "title": "Interferon & mice.",
        "authors": ["Jeong Lee", "The Group"],
        "journal": "Nature reviews. Testing",
        "volume": "20",
        "issue": "10",
        "pages": "585-6",
        "published": "2020-10",
        "publication_types": ["Review"],
        "mesh_terms": ["Mice"],
    }


def test_a_vague_date_gives_its_year() -> None:
    date = "<Year>2020</Year>\n<Month>Oct</Month>"
    vague = PUBMED_RECORD.replace(date, "<MedlineDate>1998 Dec-1999 Jan</MedlineDate>")
    assert metadata(vague)["published"] == "1998"


def test_the_day_online_goes_before_that_of_the_issue() -> None:
    dated = PUBMED_RECORD.replace(
        "</Article><Mesh",
        "<ArticleDate><Year>2020</Year><Month>08</Month><Day>07</Day></ArticleDate></Article><Mesh",
    )
    assert metadata(dated)["published"] == "2020-08-07"


def test_a_doi_of_a_reference_is_not_its_own() -> None:
    without = PUBMED_RECORD.replace('EIdType="doi"', 'EIdType="pii"')
    assert "doi" not in metadata(without)


def test_something_else_states_nothing() -> None:
    assert metadata("<PubmedArticle/>") == {}
    assert pubmed.key("<PubmedArticle/>", scan("<PubmedArticle/>")) == ""
