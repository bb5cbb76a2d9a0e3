"""Leaves out documents that were forgotten, though the inputs still hold them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from opsonin.runner.ingest.items import Found, Held
from opsonin.runner.ingest.reading import Item, Reading
from opsonin.runner.ingest.seen import Seen

_LOG = logging.getLogger("opsonin")


def admitted(items: Iterable[Item], seen: Seen) -> Iterator[Item]:
    """Yield all items but forgotten documents, which are counted as dropped and leave no trace.

    Args:
        items: What the sources give.
        seen: The account that they are noted in; it knows what was forgotten.
    """
    if not seen.forgotten:
        yield from items
        return
    places: set[str] = set()
    n_left_out = 0
    for item in items:
        if isinstance(item, Found | Held) and item.doc_id in seen.forgotten:
            n_left_out += 1
            places.add(item.source_uri)
            seen.note_forgotten(item)
        elif isinstance(item, Reading) and any(_is_below(place, item.uri) for place in places):
            # To remember the resource would be to write down where the document was.
            continue
        else:
            yield item
    if n_left_out:
        _LOG.info("%d forgotten documents are still in the inputs; left out", n_left_out)


def _is_below(place: str, uri: str) -> bool:
    return place == uri or place.startswith((f"{uri}#", f"{uri}/"))
