from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest

from opsonin import Context, RawDocument, Reject, Resource, UnreadableError
from opsonin_plugins.sources import xml_records
from opsonin_plugins.sources.xml_file import XmlOptions
from xml_samples import JATS, PUBMED_RECORD, pubmed_file


def read(content: bytes, max_bytes: int = 1 << 20) -> Iterator[RawDocument | Reject]:
    resource = Resource(
        uri="a", location="a", open=lambda: io.BytesIO(content), head=content[:4096]
    )
    assert xml_records.accepts(resource)
    return xml_records.read(resource, Context(XmlOptions(max_bytes=max_bytes)))


def outcomes(content: bytes, max_bytes: int = 1 << 20) -> list[tuple[str, str]]:
    found = []
    try:
        for item in read(content, max_bytes):
            kind = item.media_type if isinstance(item, RawDocument) else item.reason
            found.append((item.key, kind))
    except UnreadableError as error:
        found.append(("", error.reason))
    return found


def test_every_record_is_a_document_of_its_own() -> None:
    first, second = read(pubmed_file(11, 12))
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.key, second.key) == ("11", "12")
    assert first.text == PUBMED_RECORD.replace("{pmid}", "11")
    assert first.payload == (first.text or "").encode()
    assert first.metadata["doi"] == "10.1000/11"
    assert first.media_type == "application/pubmed+xml"


def test_equal_ids_get_keys_of_their_own() -> None:
    assert [key for key, _ in outcomes(pubmed_file(11, 11))] == ["11", "11~2"]


def test_a_bad_record_costs_no_other() -> None:
    content = pubmed_file(1, 2, 3).replace(b">2</PMID>", b">2</PMIDX>")
    assert outcomes(content) == [
        ("1", "application/pubmed+xml"), ("R2", "malformed"), ("3", "application/pubmed+xml"),
    ]  # fmt: skip


def test_a_record_that_is_too_large_is_passed_over() -> None:
    content = pubmed_file(1, 2, 3).replace(b">2</PMID>", b">2</PMID>" + b" " * 900_000)
    assert [kind for _, kind in outcomes(content, 10_000)] == [
        "application/pubmed+xml", "too_large", "application/pubmed+xml",
    ]  # fmt: skip


@pytest.mark.parametrize("cut", [100, 30])
def test_a_file_that_ends_early_gives_what_was_before(cut: int) -> None:
    assert outcomes(pubmed_file(1, 2)[:-cut]) == [
        ("1", "application/pubmed+xml"), ("", "truncated"),
    ]  # fmt: skip
    assert outcomes(pubmed_file(1)[:-5]) == [("1", "application/pubmed+xml"), ("", "truncated")]


def test_a_file_without_records_gives_none() -> None:
    assert outcomes(b"<?xml version='1.0'?><PubmedArticleSet></PubmedArticleSet>") == []
    assert outcomes(b"<?xml version='1.0'?><PubmedArticleSet/>") == []


def test_articles_of_pubmed_central_may_stand_in_one_file() -> None:
    article = JATS[JATS.index("<article ") :]
    content = f"<?xml version='1.0'?><pmc-articleset>{article}{article}</pmc-articleset>".encode()
    assert outcomes(content) == [
        ("PMC456", "application/jats+xml"), ("PMC456~2", "application/jats+xml"),
    ]  # fmt: skip


def test_the_encoding_of_the_file_is_that_of_its_records() -> None:
    content = pubmed_file(1).decode().replace("mice.", "mic\u00e9.").replace("utf-8", "iso-8859-1")
    [document] = read(content.encode("latin-1"))
    assert isinstance(document, RawDocument)
    assert "12 mic\u00e9." in (document.text or "")
    assert (document.text or "").startswith("<PubmedArticle>")


class _Endless(io.RawIOBase):
    """A file of many records that is never in memory as a whole."""

    def __init__(self, n_records: int) -> None:
        self.parts = iter(
            [b"<PubmedArticleSet>", *(b"%d" % n for n in range(n_records)), b"</PubmedArticleSet>"]
        )
        self.rest = b""

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size:
            part = next(self.parts, None)
            if part is None:
                break
            is_record = part.isdigit()
            text = PUBMED_RECORD.replace("{pmid}", part.decode()).encode() if is_record else part
            self.rest += text
        found, self.rest = self.rest[:size], self.rest[size:]
        return found


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(n_records: int) -> int:
        resource = Resource(
            uri="a", location="a", open=lambda: _Endless(n_records),  # type: ignore[arg-type,return-value]
            head=b"<?xml version='1.0'?><PubmedArticleSet><PubmedArticle>",
        )  # fmt: skip
        tracemalloc.start()
        n_read = sum(1 for _ in xml_records.read(resource, Context(XmlOptions())))
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert n_read == n_records
        return memory

    assert peak(400) < 1.5 * peak(200)


def test_ids_listed_as_deleted_are_told_one_by_one() -> None:
    content = pubmed_file(11).replace(
        b"</PubmedArticleSet>",
        b'<DeleteCitation>\n<PMID Version="1">7</PMID>\n<PMID Version="2"> 11 </PMID>'
        b"</DeleteCitation></PubmedArticleSet>",
    )
    assert outcomes(content)[1:] == [("7", "deleted"), ("11~2", "deleted")]
    [_, told, _] = read(content)
    assert isinstance(told, Reject)
    assert "pmid '7'" in told.detail
    assert "opsonin forget" in told.detail


def test_records_without_content_do_not_swallow_the_next() -> None:
    content = pubmed_file(1).replace(
        b"<PubmedArticleSet>", b"<PubmedArticleSet><DeleteCitation/><PubmedArticle/>"
    )
    assert outcomes(content) == [("R2", "application/pubmed+xml"), ("1", "application/pubmed+xml")]
