"""What a name stands for, and the ids by which the annotated corpora know it."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: Types that name the same thing from two sides.
KIN = {"phenotype": "disease", "protein": "gene"}
#: Vocabularies that the annotated corpora use: a concept without one of their ids is filed under
#: that of the nearest general name, "recurrent meningitis" under meningitis.
INDEXED = {"disease": ("MESH:", "OMIM:"), "chemical": ("MESH:",)}


@dataclass(frozen=True, slots=True)
class Concept:
    """What a name stands for.

    Attributes:
        curie: Its id.
        label: Its preferred name; None for ids that no vocabulary has.
        alt_curies: Its other ids.
        vocabulary: Where the id comes from.
        version: Version of that vocabulary.
    """

    curie: str
    label: str | None = None
    alt_curies: tuple[str, ...] = ()
    vocabulary: str | None = None
    version: str | None = None


def kin_of(type_: str) -> str:
    """Return the type under which mentions compete.

    >>> kin_of("phenotype"), kin_of("chemical")
    ('disease', 'chemical')
    """
    return KIN.get(type_, type_)


def is_indexed(concept: Concept, type_: str) -> bool:
    """Whether a concept has an id of the vocabularies that corpora use for its type."""
    marks = INDEXED.get(type_, ("",))
    return any(one.startswith(marks) for one in (concept.curie, *concept.alt_curies))


def is_same(concept: Concept, other: Concept, type_: str) -> bool:
    """Whether two concepts have an id in common, the first one or one that corpora use.

    >>> is_same(Concept("HP:1", alt_curies=("MESH:D1",)), Concept("MESH:D1"), "disease")
    True
    >>> is_same(Concept("HP:1", alt_curies=("MESH:D1",)), Concept("HP:2"), "disease")
    False
    """
    marks = INDEXED.get(type_, ())
    ids = {concept.curie, *concept.alt_curies} & {other.curie, *other.alt_curies}
    return other.curie in ids or any(one.startswith(marks) for one in ids)


def filed(concept: Concept, under: Concept, type_: str) -> Concept:
    """Return a concept with the ids of another that corpora file it under, or that it names too.

    >>> filed(Concept("HP:0006946"), Concept("MESH:D008581"), "disease").alt_curies
    ('MESH:D008581',)
    """
    marks = INDEXED.get(type_, ())
    ids = [one for one in (under.curie, *under.alt_curies) if one.startswith(marks)]
    return replace(concept, alt_curies=tuple(dict.fromkeys([*concept.alt_curies, *ids])))
