"""Reads XML files of records, one document each, such as the baseline files of MEDLINE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.places import quoted
from opsonin_plugins.sources.records import Keys
from opsonin_plugins.sources.xml_file import XmlOptions, too_large, xml_document
from opsonin_plugins.sources.xml_splitting import cut_records
from opsonin_plugins.xmldoc.formats import DELETIONS, records_of
from opsonin_plugins.xmldoc.sniffing import root_name

_DECLARATION = re.compile(rb"\s*+(<\?xml\s[^>]{0,300}+>)")
_PMID = re.compile(rb"<PMID\b[^<>]{0,200}+>\s{0,20}+([0-9]{1,20})\s{0,20}+</PMID\s{0,20}+>")
#: Longer ids do not become part of ``source_uri``.
_MAX_KEY = 500


def accepts(resource: Resource) -> bool:
    """Accept what begins with the root element of a known collection of records."""
    return resource.kind == "file" and bool(records_of(resource.head))


def read(resource: Resource, context: Context[XmlOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each record, lazily.

    Each id of a list of deleted records becomes a reject too.
    """
    root, limit = root_name(resource.head), context.options.max_bytes
    formats = records_of(resource.head)
    declared = _DECLARATION.match(resource.head)
    declaration = declared[1] if declared else b""
    keys = Keys()
    with resource.open() as stream:
        names = (*formats, *DELETIONS.get(root, ()))
        cuts = cut_records(stream, root, names, limit)
        for number, (name, payload) in enumerate(cuts, start=1):
            if payload is None:
                yield too_large(limit, keys.unused(f"R{number}"))
                continue
            if name not in formats:
                yield from _deleted(payload, keys)
                continue
            document, stated = xml_document(payload, formats[name], declaration)
            key = quoted(stated) if len(stated) <= _MAX_KEY else ""
            key = keys.unused(key or f"R{number}")
            yield replace(document, key=key)


def _deleted(payload: bytes, keys: Keys) -> Iterator[Reject]:
    """Say of each id that its record was deleted.

    It stands in another file, or in none, so that this file alone cannot take it away.
    """
    for found in _PMID.finditer(payload):
        pmid = found[1].decode()
        detail = (
            f"PubMed has deleted record {pmid}. To take away what an earlier file gave of it, "
            f"look up the doc_id of pmid '{pmid}' in table documents (opsonin query), then "
            "opsonin forget DOC_ID."
        )
        yield Reject("deleted", detail, keys.unused(pmid))


SOURCE = Source(name="xml_records", version="2", accepts=accepts, read=read, options=XmlOptions)
