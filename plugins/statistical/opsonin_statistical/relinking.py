"""Gives mentions of the dictionary the ids that annotators gave their names, or would have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from opsonin import Documents
from opsonin_statistical.concept import INDEXED, Concept, filed, is_indexed, is_same, kin_of
from opsonin_statistical.dictionary import Ints, owners_of
from opsonin_statistical.linking import TOLD, Linker

#: An abbreviation means what its document says.
_OF_THE_DOCUMENT = "abbreviation"
_CELLS = ("curie", "label", "alt_curies", "vocabulary", "vocabulary_version")


@dataclass(frozen=True, slots=True)
class _Row:
    """Mentions of the dictionary that may get other ids, all written alike and with the same ones.

    Attributes:
        number: The first of their rows.
        numbers: All of their rows.
        asked: Its name and the type that it competes under.
        long: The same with an abbreviation written out.
        type: Its type.
        is_defined: Whether its document says what it means.
        concept: What the dictionary says.
    """

    number: int
    numbers: list[int]
    asked: tuple[str, str]
    long: tuple[str, str]
    type: str
    is_defined: bool
    concept: Concept


def relinked(
    mentions: pa.Table,
    rows: Ints,
    documents: Documents,
    longs: Sequence[Mapping[str, str]],
    linker: Linker,
) -> pa.Table:
    """Return the mentions, those with other ids whose name is known under others.

    A name that annotators gave another concept has that one. A composed name without an id gets
    that of the nearest name. A concept without an id of the vocabularies that corpora use gets the
    one that it is filed under, beside its own; and so do ids that a concept had before.

    Args:
        mentions: Rows of table ``mentions``.
        rows: Those that may get other ids.
        documents: The batch.
        longs: For each document its abbreviations with their long forms.
        linker: Knows what annotators said.
    """
    known = list(_rows(mentions, rows, documents, longs))
    annotated = linker.annotated([row.asked for row in known])
    told = {
        row.number: one.concept
        for row, one in zip(known, annotated, strict=True)
        if one and (one.n_given >= TOLD or not is_indexed(row.concept, row.asked[1]))
    }
    open_ = [row for row in known if _is_open(row, told)]
    nearest = linker.concepts([row.long for row in open_])
    near = {row.number: concept for row, concept in zip(open_, nearest, strict=True) if concept}
    # Of a coordinated name the dictionary knows the first concept alone.
    for row in known:
        if row.number not in told and (parts := linker.together(*row.asked)):
            near[row.number] = parts
    others: dict[int, tuple[Concept, str]] = {}
    for row in known:
        type_, concept = row.type, row.concept
        found = None if row.is_defined else told.get(row.number)
        if found is not None and is_same(concept, found, row.asked[1]):
            # The same concept, perhaps among others that the name stands for.
            concept = _with_others(concept, found)
        elif found is not None:
            type_, concept = row.asked[1], found
        elif row.number in near:
            under = near[row.number]
            concept = filed(concept, under, row.asked[1]) if concept.curie else under
        former = [one for one in linker.former(concept.curie) if one not in concept.alt_curies]
        if former:
            concept = replace(concept, alt_curies=(*concept.alt_curies, *former))
        if concept is not row.concept:
            others.update(dict.fromkeys(row.numbers, (concept, type_)))
    return _changed(mentions, others) if others else mentions


def _with_others(concept: Concept, found: Concept) -> Concept:
    ids = (concept.curie, *concept.alt_curies)
    others = tuple(one for one in found.alt_curies if one not in ids)
    return replace(concept, alt_curies=(*concept.alt_curies, *others)) if others else concept


def _is_open(row: _Row, told: Mapping[int, Concept]) -> bool:
    """Whether a mention lacks an id that corpora would give it."""
    if row.asked[1] not in INDEXED or (row.number in told and not row.is_defined):
        return False
    return not row.concept.curie or not is_indexed(row.concept, row.asked[1])


def _rows(
    mentions: pa.Table, rows: Ints, documents: Documents, longs: Sequence[Mapping[str, str]]
) -> Iterator[_Row]:
    columns = ("clean_start", "clean_end", "type", "match_kind", *_CELLS)
    cells = mentions.select(columns).take(pa.array(rows)).to_pydict()
    owners = owners_of(mentions, documents.ids)[rows].tolist()
    texts = documents.texts
    alike: dict[tuple[object, ...], _Row] = {}
    for number, owner, start, end, type_, kind, curie, label, alt, *home in zip(
        rows.tolist(), owners, *cells.values(), strict=True
    ):
        name = texts[owner][start:end]
        long = longs[owner].get(name, name)
        is_defined = kind == _OF_THE_DOCUMENT or long != name
        key = (name, long, type_, is_defined, curie, label, *(alt or ()), *home)
        if (known := alike.get(key)) is not None:
            known.numbers.append(number)
            continue
        kin = kin_of(type_)
        concept = Concept(curie or "", label, tuple(alt or ()), *home)
        alike[key] = _Row(number, [number], (name, kin), (long, kin), type_, is_defined, concept)
    yield from alike.values()


def _changed(mentions: pa.Table, others: dict[int, tuple[Concept, str]]) -> pa.Table:
    cells: dict[str, dict[int, object]] = {
        "type": {row: type_ for row, (_, type_) in others.items()},
        "curie": {row: concept.curie or None for row, (concept, _) in others.items()},
        "label": {row: concept.label for row, (concept, _) in others.items()},
        "alt_curies": {row: list(concept.alt_curies) for row, (concept, _) in others.items()},
        "vocabulary": {row: concept.vocabulary for row, (concept, _) in others.items()},
        "vocabulary_version": {row: concept.version for row, (concept, _) in others.items()},
    }
    rows = np.array(sorted(others), np.int64)
    order = np.arange(mentions.num_rows)
    order[rows] = mentions.num_rows + np.arange(len(rows))
    for name, new in cells.items():
        at = mentions.schema.get_field_index(name)
        kind = mentions.schema.field(at)
        given = pa.array([new[row] for row in rows.tolist()], kind.type)
        both = pa.chunked_array([*mentions[name].chunks, given], kind.type)
        mentions = mentions.set_column(at, kind, both.take(pa.array(order)))
    return mentions
