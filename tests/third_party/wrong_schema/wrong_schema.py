"""Puts numbers where the contract wants strings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opsonin import Span, Tagger, hookimpl, per_document


def find(text: str) -> Iterator[Span]:
    yield Span(0, 1, type="length", value=len(text), role="mention")


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    tag = per_document(find, "identifiers")
    return [Tagger(name="lengths", version="1", tag=tag, fills=("identifiers",))]
