"""Queries to PubMed, asked of a service like NCBI's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from feed_sites import Handler, Read, ReadInputs, Site
from opsonin import ConfigError
from opsonin_plugins.feeds import pubmed
from xml_samples import PUBMED_RECORD

Ask = Callable[..., Read]


class Service:
    """The E-utilities of a site.

    Attributes:
        ids: What every query finds.
        search: What a search answers instead.
        asked: The requests, by program, as their fields.
    """

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.search: bytes | None = None
        self.asked: list[tuple[str, dict[str, list[str]]]] = []

    def __call__(self, handler: Handler) -> None:
        """Answer a request."""
        parts = urlsplit(handler.path)
        program, fields = parts.path.rpartition("/")[2], parse_qs(parts.query)
        self.asked.append((program, fields))
        if program == "esearch.fcgi":
            found = self.ids[: int(fields["retmax"][0])]
            result = {"count": str(len(self.ids)), "idlist": [str(one) for one in found]}
            handler.give(200, self.search or json.dumps({"esearchresult": result}).encode())
            return
        records = "".join(
            PUBMED_RECORD.replace("{pmid}", one) for one in fields["id"][0].split(",")
        )
        body = f"<?xml version='1.0'?><PubmedArticleSet>{records}</PubmedArticleSet>"
        handler.give(200, body.encode(), Content_Type="text/xml")


@pytest.fixture
def service(site: Site, monkeypatch: pytest.MonkeyPatch) -> Service:
    found = Service()

    class Everything(dict[str, list[Any]]):
        def get(self, _path: str, _other: object = None) -> list[Any]:
            return [found]

    site.routes = Everything()
    monkeypatch.delenv("NCBI_API_KEY", raising=False)
    return found


@pytest.fixture
def ask(site: Site, read: ReadInputs) -> Ask:
    def run(query: str = "lupus AND interferon", **options: Any) -> Read:
        address = f"http://{site.host}/entrez/eutils/"
        return read(f"pubmed://{query}", component="pubmed", address=address, **options)

    return run


def test_records_of_a_query_are_documents(
    service: Service, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pubmed, "_BATCH_RECORDS", 2)
    service.ids = [31, 32, 33]
    found = ask()
    assert set(found.texts) == {"pubmed#31", "pubmed#32", "pubmed#33"}
    assert all(text.startswith("<PubmedArticle>") for text in found.texts.values())
    (search, fields), *fetched = service.asked
    assert (search, fields["term"], fields["tool"]) == (
        "esearch.fcgi",
        ["lupus AND interferon"],
        ["opsonin"],
    )
    assert [one["id"] for _, one in fetched] == [["31,32"], ["33"]]


def test_query_may_be_escaped_and_limited_to_days(service: Service, ask: Ask) -> None:
    assert ask("lupus%5Bti%5D", days=7, contact="ops@example.org").texts == {}
    ((_, fields),) = service.asked
    assert (fields["term"], fields["reldate"], fields["email"]) == (
        ["lupus[ti]"],
        ["7"],
        ["ops@example.org"],
    )


def test_records_beyond_the_limit_are_told(service: Service, ask: Ask) -> None:
    service.ids = [1, 2, 3]
    found = ask("lupus", max_records=2)
    assert set(found.texts) == {"pubmed/lupus", "pubmed#1", "pubmed#2"}
    assert found.texts["pubmed/lupus"] == "!too_many"


def test_key_is_sent_and_shown_nowhere(
    service: Service, ask: Ask, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "s3cret")
    service.ids = [31]
    found = ask()
    assert all(fields["api_key"] == ["s3cret"] for _, fields in service.asked)
    service.search = b"no"
    failed = ask()
    assert "s3cret" not in repr((found, failed))
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"<html>busy</html>", "malformed"),
        (b'{"esearchresult": []}', "malformed"),
        (b'{"esearchresult": {"idlist": ["1&db=x"], "count": "1"}}', "malformed"),
        (b'{"esearchresult": {"ERROR": "Empty term"}}', "query"),
    ],
)
def test_answer_that_is_no_list_is_a_reject(
    service: Service, ask: Ask, answer: bytes, reason: str
) -> None:
    service.search = answer
    assert ask("lupus").texts == {"pubmed/lupus": f"!{reason}"}


def test_batches_that_were_fetched_are_not_fetched_again(service: Service, ask: Ask) -> None:
    service.ids = [31]
    for _ in range(2):
        assert set(ask(fresh_s=600.0).texts) == {"pubmed#31"}
    programs = [program for program, _ in service.asked]
    assert programs == ["esearch.fcgi", "efetch.fcgi", "esearch.fcgi"]


def test_operator_has_to_list_the_service(read: ReadInputs) -> None:
    with pytest.raises(ConfigError, match=r"eutils\.ncbi\.nlm\.nih\.gov"):
        read("pubmed://lupus")
