"""Finds research resource identifiers: which antibody, cell line or tool was used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from opsonin import Span, Tagger, hookimpl, per_document

#: Source: SciCrunch, "RRID": a registry's letters, an underscore, the registry's own number.
RRID = re.compile(r"\bRRID: ?([A-Za-z]{2,20}_[A-Za-z0-9_-]{1,40})\b")


def find(text: str) -> Iterator[Span]:
    for match in RRID.finditer(text):
        yield Span(*match.span(), type="rrid", value=match[1], role="reference")


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    tag = per_document(find, "identifiers")
    return [Tagger(name="rrids", version="1", tag=tag, fills=("identifiers",))]
