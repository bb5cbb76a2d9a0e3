"""A plugin that imports a big library at once."""

from __future__ import annotations

import importlib

from opsonin import Span, Tagger, hookimpl, per_document

importlib.import_module("trafilatura")


def find(_text: str) -> list[Span]:
    return []


@hookimpl
def register_taggers() -> list[Tagger[object]]:
    tag = per_document(find, "identifiers")
    return [Tagger(name="heavy", version="1", tag=tag, fills=("identifiers",))]
