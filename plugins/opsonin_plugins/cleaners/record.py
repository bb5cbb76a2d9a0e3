"""What a record says of itself besides its text, in the names of table ``documents``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from opsonin import Row
from opsonin_plugins.cleaners.citations import edtf

#: Names in records of JSONL, CSV, feeds and MEDLINE -> field. Source: Dublin Core, CSL-JSON,
#: schema.org and PubMed's own element names.
_NAMES = {
    "title": "title", "headline": "title", "article_title": "title",
    "author": "authors", "authors": "authors", "creator": "authors", "byline": "authors",
    "journal": "journal", "journal_title": "journal", "container-title": "journal",
    "volume": "volume", "issue": "issue", "pages": "pages", "page": "pages",
    "doi": "doi", "pmid": "pmid", "pubmed_id": "pmid", "pmcid": "pmcid", "pmc": "pmcid",
    "publisher": "publisher", "site_name": "publisher", "licence": "licence", "license": "licence",
    "date": "published_value", "published": "published_value", "published_at": "published_value",
    "publish_date": "published_value", "publication_date": "published_value",
    "date_published": "published_value", "datepublished": "published_value",
    "year": "published_value", "pubdate": "published_value",
}  # fmt: skip
_DATE = re.compile(
    r"((?:18|19|20)\d\d)(?:[-/](0?[1-9]|1[0-2])(?:[-/](0?[1-9]|[12]\d|3[01]))?)?(?:[T ].{0,40})?"
)
#: A day in an address: ``/2020/10/05/``, ``2020-10-05``. Source: the permalinks of WordPress and
#: of newspapers.
_ADDRESS_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sign>[/-])(?P<month>0[1-9]|1[0-2])(?P=sign)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def record_fields(metadata: object) -> Iterator[Row]:
    """Yield the fields that a record's own metadata state.

    Args:
        metadata: A JSON object as text; anything else says nothing.
    """
    try:
        record = json.loads(metadata) if isinstance(metadata, str) and metadata else {}
    except ValueError:
        return
    for name, value in record.items() if isinstance(record, dict) else ():
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, str | int) and not isinstance(entry, bool):
                yield from named_fields(name, str(entry))


def named_fields(name: str, value: str) -> Iterator[Row]:
    """Yield the fields that a name and its value give; none for unknown names.

    >>> [row.columns["value"] for row in named_fields("DOI", "https://doi.org/10.1000/X1")]
    ['10.1000/x1']
    """
    field = _NAMES.get(name.lower())
    if name.lower() in ("url", "link", "source_url", "canonical_url"):
        yield from address_date(value)
    if field:
        yield from _rows(field, " ".join(value.split()))


def address_date(address: str) -> Iterator[Row]:
    """Yield the day that the address of a page holds, as its date of publication is inferred.

    >>> [row.columns["value"] for row in address_date("https://a.org/2020/10/05/b")]
    ['2020-10-05', 'day', 'inferred']
    """
    days = {hit.group("year", "month", "day") for hit in _ADDRESS_DAY.finditer(address)}
    if len(days) != 1:
        return
    values = {"value": "-".join(*days), "precision": "day", "basis": "inferred"}
    for name, value in values.items():
        yield Row(field=f"published_{name}", value=value, basis="inferred")


def _rows(field: str, value: str) -> Iterator[Row]:
    if field == "published_value":
        date = _DATE.fullmatch(value)
        if date is not None:
            month = _MONTHS[int(date[2]) - 1] if date[2] else None
            value, precision = edtf(date[1], month, date[3])
            yield Row(field="published_value", value=value, basis="metadata")
            yield Row(field="published_precision", value=precision, basis="metadata")
            yield Row(field="published_basis", value="metadata", basis="metadata")
        return
    if field == "doi":
        value = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s?)", "", value.lower())
    if value:
        yield Row(field=field, value=value, basis="metadata")
