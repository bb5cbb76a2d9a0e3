"""Registers the sources that go to the web by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opsonin import Source, hookimpl
from opsonin_plugins.feeds import feeds, pubmed


@hookimpl
def register_sources() -> Iterable[Source[Any]]:
    """Offer feeds, sitemaps and lists of addresses, and queries to PubMed."""
    return [feeds.SOURCE, pubmed.SOURCE]
