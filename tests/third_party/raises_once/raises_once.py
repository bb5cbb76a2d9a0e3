"""Finds years, and cannot cope with one that no calendar has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from opsonin import Span, Tagger, hookimpl, per_document

YEAR = re.compile(r"\byear ([0-9]{1,4})\b")


def find(text: str) -> Iterator[Span]:
    for match in YEAR.finditer(text):
        year = date(int(match[1]), 1, 1).year
        yield Span(*match.span(), type="year", value=str(year), role="mention")


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    tag = per_document(find, "identifiers")
    return [Tagger(name="years", version="1", tag=tag, fills=("identifiers",))]
