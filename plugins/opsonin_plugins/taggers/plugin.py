"""Registers the built-in taggers and their table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Table, Tagger, hookimpl
from opsonin_plugins.taggers.checks.tagger import CHECKS
from opsonin_plugins.taggers.citations.tagging import CITATIONS
from opsonin_plugins.taggers.claims.tagger import CLAIMS
from opsonin_plugins.taggers.comparisons import Comparisons
from opsonin_plugins.taggers.concepts import CONCEPTS
from opsonin_plugins.taggers.context import CONTEXT
from opsonin_plugins.taggers.dates.tagger import DATES
from opsonin_plugins.taggers.duplicates import DUPLICATES
from opsonin_plugins.taggers.identifiers import IDENTIFIERS
from opsonin_plugins.taggers.links.contradictions import CONTRADICTIONS
from opsonin_plugins.taggers.links.key_tagger import LINK_KEYS, LinkKeys
from opsonin_plugins.taggers.links.papers import PAPERS
from opsonin_plugins.taggers.links.stories import STORIES
from opsonin_plugins.taggers.people.tagger import PEOPLE
from opsonin_plugins.taggers.preferred import PREFERRED
from opsonin_plugins.taggers.quantities.tagger import STATISTICS
from opsonin_plugins.taggers.quotes.tagger import QUOTES
from opsonin_plugins.taggers.signatures import SIGNATURES, Signatures
from opsonin_plugins.taggers.statements.tagger import CLAIM_CHECKS, Statements
from opsonin_plugins.taggers.studies.tagger import STUDIES


@hookimpl
def register_taggers() -> Iterable[Tagger[Any]]:
    """Offer the built-in taggers."""
    return [
        CONCEPTS,
        CONTEXT,
        PREFERRED,
        PEOPLE,
        IDENTIFIERS,
        CITATIONS,
        DATES,
        STATISTICS,
        CHECKS,
        QUOTES,
        CLAIMS,
        CLAIM_CHECKS,
        STUDIES,
        SIGNATURES,
        DUPLICATES,
        LINK_KEYS,
        STORIES,
        PAPERS,
        CONTRADICTIONS,
    ]


@hookimpl
def register_tables() -> Iterable[type[Table]]:
    """Offer the tables that links are found by."""
    return [Comparisons, LinkKeys, Signatures, Statements]
