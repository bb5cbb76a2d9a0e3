import pytest

from opsonin_plugins.xmldoc.sniffing import root_name
from xml_samples import JATS, pubmed_file


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (JATS.encode(), "article"),
        (pubmed_file(1), "PubmedArticleSet"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><a>", "a"),
        ("<?xml version='1.0'?><a>".encode("utf-16"), "a"),
        (b"<r><r><r>text", "r"),
        (b"<a:b xmlns:a='x'>text", "a:b"),
        (b"<?xml version='1.0'?>", "?"),
        (b"<!DOCTYPE r [" + b" " * 5000, "r"),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", ""),
        (b"<?xml version='1.0'?><html xmlns='x'>", ""),
        (b"<article><h1>Malaria</h1>", ""),
        (b"<note> that this is text", ""),
        (b"< 5 and > 3", ""),
        (b"plain text", ""),
        (b"", ""),
        (b"<", ""),
    ],
)
def test_the_root_element_tells_xml_from_html_and_text(head: bytes, name: str) -> None:
    assert root_name(head[:4096]) == name
