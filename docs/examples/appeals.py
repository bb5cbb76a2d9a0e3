"""A cleaner: takes out lines that ask for something, such as "Follow us on Twitter"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsonin import Cleaned, Cleaner, Context, Document, Edit, each_document, hookimpl


@dataclass(frozen=True, slots=True)
class Options:
    """Which lines are taken out.

    Attributes:
        openings: How such a line begins, in any case.
    """

    openings: tuple[str, ...] = ("follow us on", "sign up for", "share this")


def clean(document: Document, context: Context[Options]) -> Cleaned:
    """Remove each line that begins with one of the openings, with its line end."""
    openings = "|".join(re.escape(one) for one in context.options.openings)
    if not openings:
        return Cleaned()
    lines = re.finditer(rf"(?im)^(?:{openings})[^\n]*\n?", document.text)
    return Cleaned([Edit(*line.span(), "", reason="appeal") for line in lines])


@hookimpl
def register_cleaners() -> list[Cleaner[Options]]:
    """Offer the cleaner."""
    strip = each_document(clean)
    return [Cleaner(name="appeals", version="1", phase="strip", clean=strip, options=Options)]
