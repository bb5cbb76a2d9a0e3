"""Offers a tagger through a hook whose name is misspelt."""

from typing import Any

from opsonin import Span, Tagger, hookimpl, per_document


@hookimpl
def register_tagers() -> list[Tagger[Any]]:
    tag = per_document(lambda _text: [Span(0, 1, type="first")], "identifiers")
    return [Tagger(name="first", version="1", tag=tag, fills=("identifiers",))]
