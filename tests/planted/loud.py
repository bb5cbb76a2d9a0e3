"""A plugin that prints when it is imported."""

from __future__ import annotations

from opsonin import Span, Tagger, hookimpl, per_document

print("here I am")  # noqa: T201 - the fault


def find(_text: str) -> list[Span]:
    return []


@hookimpl
def register_taggers() -> list[Tagger[object]]:
    tag = per_document(find, "identifiers")
    return [Tagger(name="loud", version="1", tag=tag, fills=("identifiers",))]
