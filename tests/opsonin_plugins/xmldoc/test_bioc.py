from opsonin_plugins.xmldoc import bioc
from opsonin_plugins.xmldoc.fields import metadata_of
from opsonin_plugins.xmldoc.formats import records_of
from opsonin_plugins.xmldoc.scanning import scan
from xml_samples import BIOC_RECORD, bioc_file


def test_a_document_states_what_its_first_passage_says() -> None:
    root = scan(BIOC_RECORD)
    assert metadata_of(bioc.fields(BIOC_RECORD, root)) == {
        "document_id": "{id}",
        "licence": "CC BY 4.0",
        "doi": "10.1000/x",
        "pmcid": "PMC77",
        "published": "2019",
        "authors": ["Ann Roe"],
        "title": "Mice & men",
    }
    assert bioc.key(BIOC_RECORD, root) == "{id}"


def test_a_collection_of_something_else_is_none() -> None:
    assert set(records_of(bioc_file(1))) == {"document"}
    assert records_of(b"<?xml version='1.0'?><collection><book/></collection>") == {}
