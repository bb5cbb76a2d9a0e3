"""Keep the longest of nested names."""

from __future__ import annotations

from collections.abc import Iterable

from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.search import Hit

_LEXICON = "lexicon"


def longest(hits: Iterable[Hit], _index: Index | None = None) -> list[Hit]:
    """Return the names that stand in no longer name of the same type, in text order.

    What stands inside a name of the lexicon goes whatever its type: "new coronary pneumonia"
    names no coronary vessel. Names that overlap without one holding the other all stay.
    """
    ordered = sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.meaning.type))
    kept: list[Hit] = []
    reach: dict[str, int] = {}
    lexicon_end = -1
    for hit in ordered:
        kind = hit.meaning.type
        if hit.end <= lexicon_end or hit.end <= reach.get(kind, -1):
            continue
        if hit.meaning.match_kind == _LEXICON:
            lexicon_end = hit.end
            # A wider name has come before; one of the same width and another type may have too.
            kept = [k for k in kept if not (k.start == hit.start and k.end < hit.end)]
        reach[kind] = hit.end
        kept.append(hit)
    return kept
