"""Which documents report, and which are what is reported on."""

from __future__ import annotations

_REPORTS = frozenset({"news", "newswire", "blog", "press_release"})
_PAPERS = frozenset({"paper", "abstract", "abstract_page"})


def is_report(doc_type: str | None) -> bool:
    """Tell whether a document tells a story: news, a press release, a blog."""
    return doc_type in _REPORTS


def is_paper(doc_type: str | None) -> bool:
    """Tell whether a document is a scientific publication, or its abstract."""
    return doc_type in _PAPERS
