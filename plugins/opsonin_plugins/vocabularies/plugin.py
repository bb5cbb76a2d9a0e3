"""Offers the vocabularies that come with opsonin."""

from __future__ import annotations

from opsonin import Vocabulary, hookimpl
from opsonin_plugins.vocabularies.resource import core_vocabularies


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    """Return MONDO, HP, CL, UBERON, HGNC, MeSH, GO, ChEBI, taxa and a small lexicon."""
    return core_vocabularies()
