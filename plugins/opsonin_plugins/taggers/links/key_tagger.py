"""The tagger of table ``link_keys``: what stands in each document that others may share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import ComponentRows, Context, Documents, NoOptions, Tagger, column
from opsonin.tables.arrow import Integers, Strings
from opsonin_plugins.taggers.links.keys import (
    PlacedKey,
    name_key,
    number_key,
    person_key,
)
from opsonin_plugins.taggers.links.phrases import main_phrases, quoted_phrases
from opsonin_plugins.taggers.links.reports import is_report
from opsonin_plugins.taggers.row_groups import listed

#: Keys of one kind that are kept of a document, the first ones; concepts: the most frequent.
#: Source: ours; a long list of names or numbers is no story.
MAX_KEYS, MAX_CONCEPTS = 96, 16
_NAMES = pa.array(["organisation", "place", "publication"])
#: People, and what nearly every document is about.
_NO_CONCEPTS = pa.array(["person", "organisation", "place", "publication"])
_EVERYWHERE = frozenset({"NCBITaxon:9606"})


#: First code point, first one after it, and the row.
Place = tuple[int, int, int]
#: A key as the columns hold it: start, name, end and row. There are too many for a `Key` each.
_Key = tuple[int, str, int, int]


class LinkKeys(ComponentRows, name="link_keys", stage="tag", is_exported=False):
    """What a document can be recognised by, and where it stands first; the lists go together."""

    names: Strings = column("Kind and value of each key, such as person:schett g")
    starts: Integers = column("First code point of each")
    ends: Integers = column("First code point after each")
    row_ids: Integers = column("The row of its table that covers it")


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    found: dict[str, list[_Key]] = {doc_id: [] for doc_id in documents.ids}
    reports = [place for place, row in enumerate(_types(documents)) if is_report(row)]
    told = documents.take(reports) if reports else None
    for keys in (
        _people(documents),
        _names(documents),
        _concepts(documents),
        _numbers(documents),
        _identifiers(documents),
        _titles(documents),
        *([quoted_phrases(told), main_phrases(told)] if told is not None else []),
    ):
        for doc_id, mine in _firsts(keys).items():
            found[doc_id] += mine
    return {"link_keys": _table(found)}


def _types(documents: Documents) -> list[str]:
    return list(documents.arrow.column("doc_type").to_pylist())


def _firsts(keys: Iterable[PlacedKey]) -> dict[str, list[_Key]]:
    """Return the first place of each key, in text order, by document."""
    found: dict[str, dict[str, Place]] = {}
    for doc_id, name, start, end, row_id in keys:
        mine = found.get(doc_id)
        if mine is None:
            mine = found[doc_id] = {}
        known = mine.get(name)
        if known is None or (start, end, row_id) < known:
            mine[name] = start, end, row_id
    return {
        doc_id: sorted((start, name, end, row_id) for name, (start, end, row_id) in mine.items())[
            :MAX_KEYS
        ]
        for doc_id, mine in found.items()
    }


def _cells(rows: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(listed(rows[name]) for name in names), strict=True)


_PLACE = ("clean_start", "clean_end", "mention_id")


def _people(documents: Documents) -> Iterator[PlacedKey]:
    """Yield people by their full names, wherever they are mentioned."""
    entities, mentions = documents.table("entities"), documents.table("mentions")
    people = entities.filter(pc.equal(entities["kind"], "person"))
    names = {
        (doc_id, number): person_key(name)
        for doc_id, number, name in _cells(people, "doc_id", "entity_id", "canonical")
    }
    mentions = mentions.filter(pc.equal(mentions["type"], "person"))
    for doc_id, entity, text, *place in _cells(mentions, "doc_id", "entity_id", "text", *_PLACE):
        name = names.get((doc_id, entity)) or person_key(text)
        if name:
            yield doc_id, name, *place


def _names(documents: Documents) -> Iterator[PlacedKey]:
    mentions = documents.table("mentions").select(["doc_id", "type", "text", *_PLACE])
    mentions = mentions.filter(pc.is_in(mentions["type"], value_set=_NAMES))
    for doc_id, kind, text, *place in _cells(mentions, "doc_id", "type", "text", *_PLACE):
        name = name_key(kind, text)
        if name:
            yield doc_id, name, *place


def _concepts(documents: Documents) -> Iterator[PlacedKey]:
    mentions = documents.table("mentions").select(
        ["doc_id", "type", "curie", "is_preferred", *_PLACE]
    )
    is_wanted = pc.and_(pc.is_valid(mentions["curie"]), mentions["is_preferred"])
    is_name = pc.is_in(mentions["type"], value_set=_NO_CONCEPTS)
    mentions = mentions.filter(pc.and_(is_wanted, pc.invert(is_name)))
    found: dict[str, list[tuple[Any, ...]]] = {}
    for cells in _cells(mentions, "curie", *_PLACE, "doc_id"):
        doc_id = cells[-1]
        found.setdefault(doc_id, []).append(cells)
    for doc_id, named in found.items():
        counts = Counter(cells[0] for cells in named if cells[0] not in _EVERYWHERE)
        chosen = {*sorted(counts, key=lambda curie: (-counts[curie], curie))[:MAX_CONCEPTS]}
        for curie, start, end, row_id, _ in named:
            if curie in chosen:
                yield doc_id, f"concept:{curie}", start, end, row_id


def _numbers(documents: Documents) -> Iterator[PlacedKey]:
    columns = ("doc_id", "kind", "value", "unit", "clean_start", "clean_end", "statistic_id")
    rows = documents.table("statistics").select(list(columns))
    rows = rows.filter(pc.is_valid(rows["value"]))
    for doc_id, kind, value, unit, start, end, row_id in _cells(rows, *columns):
        name = number_key(kind, value, unit)
        if name:
            yield doc_id, name, start, end, row_id


def _identifiers(documents: Documents) -> Iterator[PlacedKey]:
    """Yield identifiers of papers and trials, the document's own apart."""
    rows = documents.table("identifiers")
    place = ("clean_start", "clean_end", "identifier_id")
    for doc_id, kind, value, role, *at in _cells(rows, "doc_id", "type", "value", "role", *place):
        if kind not in _NO_WORKS:
            yield doc_id, f"{'self' if role == 'self' else 'id'}:{kind}:{value}", *at


def _titles(documents: Documents) -> Iterator[PlacedKey]:
    """Yield the first title of each document, or else its first block of main text."""
    columns = ("doc_id", "kind", "clean_start", "clean_end", "segment_id")
    rows = documents.table("segments").select([*columns, "is_main"])
    rows = rows.filter(pc.and_(pc.not_equal(rows["kind"], "sentence"), rows["is_main"]))
    found: dict[str, tuple[bool, int, int, int]] = {}
    for doc_id, kind, start, end, number in _cells(rows, *columns):
        place = kind != "title", start, end, number
        found[doc_id] = min(place, found.get(doc_id, place))
    for doc_id, first in found.items():
        yield doc_id, "title:", *first[1:]


_NO_WORKS = frozenset({"url", "orcid", "isbn", "issn"})


def _table(found: Mapping[str, list[_Key]]) -> pa.Table:
    ids = [doc_id for doc_id, keys in found.items() if keys]
    offsets = np.cumsum([0, *(len(found[doc_id]) for doc_id in ids)]).astype(np.int32)
    keys = [key for doc_id in ids for key in found[doc_id]]
    starts, names, ends, row_ids = zip(*keys, strict=True) if keys else ((), (), (), ())
    cells = (
        ("names", pa.array(names, pa.string())),
        ("starts", pa.array(starts, pa.int32())),
        ("ends", pa.array(ends, pa.int32())),
        ("row_ids", pa.array(row_ids, pa.int32())),
    )
    columns = {name: pa.ListArray.from_arrays(pa.array(offsets), values) for name, values in cells}
    return pa.table({"doc_id": pa.array(ids, pa.string()), **columns})


LINK_KEYS = Tagger(
    name="link_keys",
    version="1",
    tag=_tag,
    fills=("link_keys",),
    needs=("segments", "mentions", "entities", "identifiers", "statistics", "quotes"),
)
