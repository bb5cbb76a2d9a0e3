"""Reads what a query finds in PubMed, by NCBI's E-utilities.

Source: NCBI, "Entrez Programming Utilities Help", "The E-utilities In-Depth".
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, unquote, urlencode

import orjson

from opsonin import Context, Reject, Resource, Source, UnreadableError
from opsonin_plugins.feeds.feeds import check_input
from opsonin_plugins.feeds.fetching import Fetcher
from opsonin_plugins.feeds.keeping import Keeper
from opsonin_plugins.feeds.options import PubmedOptions
from opsonin_plugins.sources.places import quoted, scheme_of

#: Records that are fetched at once. Source: the above; more want a POST.
_BATCH_RECORDS = 200
_SCHEME = "pubmed"
_KEY = "NCBI_API_KEY"


def accepts(resource: Resource) -> bool:
    """Accept ``pubmed://`` with a query behind it, as PubMed's own page takes it."""
    return resource.kind == "location" and scheme_of(resource.location) == _SCHEME


def read(resource: Resource, context: Context[PubmedOptions]) -> Iterator[Resource | Reject]:
    """Yield the records that a query finds, some hundred at a time.

    Raises:
        ConfigError: The operator has not listed the host of the E-utilities.
    """
    options, keeper = context.options, Keeper(context.cache)
    check_input(options.address, options, "pubmed")
    query = unquote(resource.location.partition("://")[2]).strip()
    service = _Service(options, Fetcher(options, keeper, obeys_robots=False))
    place = quoted(f"{_SCHEME}/{query}")[:500]
    try:
        ids, count = service.found(query)
    except UnreadableError as error:
        yield Reject(error.reason, error.detail, place)
        return
    if count > len(ids):
        detail = f"It finds {count} records; the newest {len(ids)} are read (max_records, days)."
        yield Reject("too_many", detail, place)
    try:
        for start in range(0, len(ids), _BATCH_RECORDS):
            yield service.records(ids[start : start + _BATCH_RECORDS])
    finally:
        keeper.tidy()


@dataclass(frozen=True, slots=True)
class _Service:
    """The E-utilities."""

    options: PubmedOptions
    fetcher: Fetcher

    def found(self, query: str) -> tuple[Sequence[str], int]:
        """Return the ids that a query finds, and how many it finds in all.

        Raises:
            UnreadableError: There is no answer, or no usable one.
        """
        fields = {
            "db": "pubmed",
            "retmode": "json",
            "sort": "date",
            "term": query,
            "retmax": str(self.options.max_records),
        }
        if self.options.days:
            fields |= {"reldate": str(self.options.days), "datetype": "edat"}
        body = self.fetcher.page(self._url("esearch.fcgi", fields), secret=self._secret()).body
        try:
            result = orjson.loads(body)["esearchresult"]
            problem = result.get("ERROR")
            ids = [str(int(one)) for one in result.get("idlist", ())]
            count = int(result.get("count", len(ids)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            detail = f"The service gives no list of records: {body[:100]!a}."
            raise UnreadableError("malformed", detail) from error
        if problem:
            raise UnreadableError("query", f"The service says: {str(problem)[:300]!a}.")
        return ids[: self.options.max_records], count

    def records(self, ids: Sequence[str]) -> Resource | Reject:
        """Return records as a resource that the sources of XML read."""
        place = _SCHEME
        fields = {"db": "pubmed", "retmode": "xml", "id": ",".join(ids)}
        url = self._url("efetch.fcgi", fields)
        try:
            page = self.fetcher.page(url, fresh_s=self.options.fresh_s, secret=self._secret())
        except UnreadableError as error:
            detail = f"Of {len(ids)} records from {ids[0]} on: {error.detail}"
            return Reject(error.reason, detail, f"{place}#{ids[0]}")
        return Resource(uri=place, location=url, open=partial(io.BytesIO, page.body))

    def _url(self, name: str, fields: dict[str, str]) -> str:
        stated = {**fields, "tool": "opsonin"}
        if self.options.contact:
            stated["email"] = self.options.contact
        return f"{self.options.address.rstrip('/')}/{name}?{urlencode(stated, quote_via=quote)}"

    @staticmethod
    def _secret() -> str:
        key = os.environ.get(_KEY, "")
        return f"&api_key={quote(key, safe='')}" if key else ""


SOURCE = Source(
    name="pubmed", version="1", accepts=accepts, read=read, priority=1, options=PubmedOptions
)
