"""Reads BioC in JSON: collections, lists of documents, and a document or collection a line.

Source: the JSON of NCBI's BioC API for PubMed and PubMed Central, of PubTator 3, and of the library
``bioc``; Comeau et al. 2019, "PMC text mining subset in BioC", Bioinformatics.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.bioc_splitting import cut_documents
from opsonin_plugins.sources.json_lines import parse_record
from opsonin_plugins.sources.places import quoted
from opsonin_plugins.sources.records import Keys
from opsonin_plugins.sources.xml_file import XmlOptions, too_large, xml_document
from opsonin_plugins.xmldoc.formats import BIOC_JSON

#: Longer ids do not become part of ``source_uri``.
_MAX_KEY = 500
# Its first passage may begin beyond what is looked at, if a long licence stands before it.
_SIGN = re.compile(
    rb'"passages"\s{0,20}:\s{0,20}\[|"bioctype"\s{0,20}:|"documents"\s{0,20}:\s{0,20}\[\s{0,200}\{'
    rb'\s{0,200}"(?:id|infons|bioctype)"'
)


def accepts(resource: Resource) -> bool:
    """Accept what begins as JSON and holds passages of BioC."""
    head = resource.head.removeprefix(codecs.BOM_UTF8).lstrip()
    return resource.kind == "file" and head[:1] in {b"{", b"["} and _SIGN.search(head) is not None


def read(resource: Resource, context: Context[XmlOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each document of the file, lazily."""
    limit = context.options.max_bytes
    keys = Keys()
    with resource.open() as stream:
        for number, payload in enumerate(cut_documents(stream, limit), start=1):
            if payload is None:
                yield too_large(limit, keys.unused(f"R{number}"))
                continue
            document, stated = _document(payload)
            key = quoted(stated) if len(stated) <= _MAX_KEY else ""
            yield replace(document, key=keys.unused(key or f"R{number}"))


def _document(payload: bytes) -> tuple[RawDocument | Reject, str]:
    record = parse_record(payload)
    if isinstance(record, Reject):
        return record, ""
    if not isinstance(record.get("passages"), list):
        return Reject("no_text", "There are no passages, so this is no document of BioC."), ""
    return xml_document(payload, BIOC_JSON)


SOURCE = Source(name="bioc_json", version="1", accepts=accepts, read=read, options=XmlOptions)
