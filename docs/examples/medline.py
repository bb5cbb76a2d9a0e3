"""A source: reads MEDLINE records, which PubMed saves as a text file in format "PubMed"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from opsonin import Context, NoOptions, RawDocument, Reject, Resource, Source, hookimpl

FIELD = re.compile(r"([A-Z]{2,4}) *- (.*)")


def accepts(resource: Resource) -> bool:
    """Accept files that begin with a PubMed id, whatever their name."""
    return resource.kind == "file" and resource.head.lstrip().startswith(b"PMID- ")


def read(resource: Resource, _context: Context[NoOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document for each record; blank lines stand between them."""
    seen: Counter[str] = Counter()
    with resource.open() as file:
        record: list[bytes] = []
        for line in chain(file, [b""]):
            if line.strip():
                record.append(line)
            elif record:
                yield document_of(b"".join(record), seen)
                record = []


def document_of(payload: bytes, seen: Counter[str]) -> RawDocument | Reject:
    """Return one record as a document; its title and abstract are its text."""
    lines = payload.decode("utf-8", errors="replace")
    if "\0" in lines or "\ufffd" in lines:
        return Reject("undecodable", "The record is no UTF-8, or has a NUL in it.")
    # A line that begins with six blanks goes on with the field above it.
    fields = dict(FIELD.findall(re.sub(r"\r?\n {6}", " ", lines)))
    pmid = fields.get("PMID", "").strip()
    seen[pmid] += 1
    key = pmid if seen[pmid] == 1 else f"{pmid}~{seen[pmid]}"
    text = "\n\n".join(fields[one].strip() for one in ("TI", "AB") if one in fields)
    if not text:
        return Reject("empty", "The record has neither a title nor an abstract.", key)
    return RawDocument(
        payload=payload,
        text=text,
        media_type="text/plain",
        encoding="utf-8",
        key=key,
        metadata={"pmid": pmid, "title": fields.get("TI", "").strip()},
    )


@hookimpl
def register_sources() -> list[Source[NoOptions]]:
    """Offer the source."""
    return [Source(name="medline", version="1", accepts=accepts, read=read)]
