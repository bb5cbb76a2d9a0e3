"""Which of the mentions of a document yield to others, by rules that look at more than one type.

A mention that yields stays in the table, without ``is_preferred``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Named:
    """One mention of a document.

    Attributes:
        start: First code point.
        end: First code point after it.
        type: Its type.
        curie: Its concept; None when it has none.
        written: The characters.
    """

    start: int
    end: int
    type: str
    curie: str | None
    written: str


def kin_of(type_: str) -> str:
    """Return the type under which mentions compete.

    >>> kin_of("phenotype"), kin_of("chemical")
    ('disease', 'chemical')
    """
    return KIN.get(type_, type_)


def yielding(named: Sequence[Named]) -> list[bool]:
    """Mark the mentions that yield: general ones, and those inside a longer one of another type.

    A general concept yields where the document names a special one of its kind:
    another concept whose mention is of the same kin. What stands inside a longer name is a part of
    that name: there is no plasma in a plasma exchange, and no skin in a skin rash.

    Args:
        named: The mentions of one document that are preferred among their kin, in any order.
    """
    inside = _inside_longer(named)
    standing = [one for one, is_inside in zip(named, inside, strict=True) if not is_inside]
    special = {kin_of(one.type) for one in standing if one.curie not in GENERAL}
    return [
        is_inside or (_is_general(one) and kin_of(one.type) in special)
        for one, is_inside in zip(named, inside, strict=True)
    ]


def _is_general(one: Named) -> bool:
    return one.curie in GENERAL and (GENERAL[one.curie] or not _is_plural(one.written))


def _is_plural(written: str) -> bool:
    return written.endswith("s") and not written.endswith(("us", "is", "ss"))


def _inside_longer(named: Sequence[Named]) -> list[bool]:
    """Mark what is a part of a longer mention of another kind."""
    order = sorted(range(len(named)), key=lambda at: (named[at].start, -named[at].end))
    inside = [False] * len(named)
    around: list[Named] = []
    for at in order:
        one = named[at]
        around = [other for other in around if other.end > one.start]
        inside[at] = any(_holds(other, one) for other in around)
        around.append(one)
    return inside


def _holds(other: Named, one: Named) -> bool:
    is_longer = other.start <= one.start and one.end <= other.end
    is_longer &= (other.start, other.end) != (one.start, one.end)
    kin, own = kin_of(other.type), kin_of(one.type)
    return is_longer and kin != own and not _PART_OF.get(own, frozenset()).isdisjoint({"", kin})
