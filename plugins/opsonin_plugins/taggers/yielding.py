"""Which of the mentions of a document yield to others, by rules that look at more than one type.

A mention that yields stays in the table, without ``is_preferred``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from opsonin_plugins.taggers.overlaps import Positions, crowds_of

Flags = NDArray[np.bool_]

#: Types that name the same thing from two sides: of one span one is preferred.
KIN = {"phenotype": "disease", "protein": "gene"}
#: Which kinds are a part of a longer name of which: no skin in a skin rash, no SARS in
#: SARS-CoV-2. "" stands for every other one. Kinds that are not
#: here keep their mentions inside longer ones: cocaine in cocaine-related disorders.
#: Source: the train sets of BC5CDR and BioRED, which annotate no nested names.
_PART_OF = {
    "anatomy": frozenset({""}),
    "cell_type": frozenset({""}),
    "process": frozenset({""}),
    "gene": frozenset({""}),
    "disease": frozenset({"organism"}),
}
#: Concepts at the root of their vocabulary, and whether their plural is as general as their
#: singular. Mostly they point back to what the document has named: "the virus" in news of
#: SARS-CoV-2. "Viruses" does not.
#: Source: MONDO, NCBI Taxonomy and MeSH, their top concepts that texts use as words.
GENERAL = {
    "MONDO:0005550": True,  # infectious disease
    "NCBITaxon:10239": False,  # Viruses
    "MESH:D014612": True,  # Vaccines
    "MESH:D000998": True,  # Antiviral Agents
    "MESH:D007109": True,  # Immunity
}


def kin_of(type_: str) -> str:
    """Return the type under which mentions compete.

    >>> kin_of("phenotype"), kin_of("chemical")
    ('disease', 'chemical')
    """
    return KIN.get(type_, type_)


def codes_of(column: pa.ChunkedArray) -> tuple[Positions, list[str]]:
    """Return for each cell the place of its value among the different values, and these."""
    encoded = pc.dictionary_encode(column.combine_chunks())
    return encoded.indices.to_numpy().astype(np.int64), list(encoded.dictionary.to_pylist())


def kin_codes(types: pa.ChunkedArray) -> tuple[Positions, list[str]]:
    """Return for each type the place of its kin among the different ones, and these, sorted."""
    codes, names = codes_of(types)
    kin = sorted({kin_of(name) for name in names})
    places = np.array([kin.index(kin_of(name)) for name in names] or [0], np.int64)
    return places[codes], kin


def yielding(mentions: pa.Table) -> Flags:
    """Mark the mentions that yield: general ones, and those inside a longer one of another type.

    A general concept yields where the document names a special one of its kind:
    another concept whose mention is of the same kin. What stands inside a longer name is a part of
    that name: there is no plasma in a plasma exchange, and no skin in a skin rash.

    Args:
        mentions: ``doc_id``, ``clean_start``, ``clean_end``, ``type``, ``curie`` and ``text`` of
            those that are preferred among their kin, in any order.
    """
    owners, _ = codes_of(mentions["doc_id"])
    kin, names = kin_codes(mentions["type"])
    inside = _inside_longer(mentions, owners, kin, names)
    is_general = pc.is_in(mentions["curie"], value_set=pa.array(list(GENERAL))).to_numpy()
    document = owners * len(names) + kin
    has_special = np.zeros(int(document.max(initial=0)) + 1, np.bool_)
    has_special[document[~inside & ~is_general]] = True
    rows = np.flatnonzero(is_general & has_special[document])
    cells = mentions.select(["curie", "text"]).take(pa.array(rows)).to_pydict()
    written = zip(cells["curie"], cells["text"], strict=True)
    inside[rows[[GENERAL[curie] or not _is_plural(text) for curie, text in written]]] = True
    return inside


def _is_plural(written: str) -> bool:
    return written.endswith("s") and not written.endswith(("us", "is", "ss"))


def _inside_longer(
    mentions: pa.Table, owners: Positions, kin: Positions, names: Sequence[str]
) -> Flags:
    """Mark what is a part of a longer mention of another kind."""
    starts, ends = (
        mentions[name].to_numpy().astype(np.int64) for name in ("clean_start", "clean_end")
    )
    crowds = crowds_of(owners, starts, ends)
    order = np.lexsort((-ends[crowds.rows], starts[crowds.rows], crowds.numbers))
    rows = crowds.rows[order]
    columns = (starts[rows], ends[rows], kin[rows], crowds.numbers[order])
    inside = np.zeros(len(owners), np.bool_)
    around: list[tuple[int, int, int]] = []
    last = -1
    for row, start, end, kind, crowd in zip(
        rows.tolist(), *(column.tolist() for column in columns), strict=True
    ):
        around = [other for other in around if other[1] > start] if crowd == last else []
        last = crowd
        own = names[kind]
        inside[row] = any(
            (other[1] > end or (other[1] == end and other[0] < start))
            and other[2] != kind
            and not _PART_OF.get(own, frozenset()).isdisjoint({"", names[other[2]]})
            for other in around
        )
        around.append((start, end, kind))
    return inside
