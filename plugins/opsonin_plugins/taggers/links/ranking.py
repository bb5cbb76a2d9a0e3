"""The order of documents: links lead from what came later to what came first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from opsonin import Documents


def ranked(documents: Documents, is_wanted: Callable[[str | None], bool]) -> list[str]:
    """Return the documents of some types, those published first at the front.

    Those without a date come last; of equal ones the smaller id comes first. That does not depend
    on which was seen first.

    Args:
        documents: All documents.
        is_wanted: Tells whether a ``doc_type`` is wanted.
    """
    columns = documents.columns(("doc_id", "doc_type", "published_at"))
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    found = [(day or date.max, doc_id) for doc_id, kind, day in rows if is_wanted(kind)]
    return [doc_id for _, doc_id in sorted(found)]


def days_of(documents: Documents) -> dict[str, date | None]:
    """Return the day on which each document was published, None where it is not known."""
    columns = documents.columns(("doc_id", "published_at"))
    return dict(zip(*(column.to_pylist() for column in columns), strict=True))
