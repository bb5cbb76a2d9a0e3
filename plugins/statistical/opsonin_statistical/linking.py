"""Which concept a name that the model found stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.dictionary import Ints
from opsonin_statistical.forms import modified, substances
from opsonin_statistical.lookup import rows_of
from opsonin_statistical.model import Names
from opsonin_statistical.similar import Similar

#: Types that name the same thing from two sides.
KIN = {"phenotype": "disease", "protein": "gene"}
#: Vocabularies that the annotated corpora use: a concept without one of their ids is filed under
#: that of the nearest general name, "recurrent meningitis" under meningitis.
INDEXED = {"disease": ("MESH:", "OMIM:"), "chemical": ("MESH:",)}
#: Types whose names stand for the concepts of others as well: angiotensin is a chemical, too.
_ALSO = {"chemical": frozenset({"protein"})}
#: Types whose names are looked for by their stems when they are not found as they are written.
_BENT = frozenset({"disease"})
#: Types whose names may be those of a salt or an isomer.
_SUBSTANCES = frozenset({"chemical"})


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


#: Names with their types -> concepts of those that are known.
LookUp = Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], Concept]]


def kin_of(type_: str) -> str:
    """Return the type under which mentions compete.

    >>> kin_of("phenotype"), kin_of("chemical")
    ('disease', 'chemical')
    """
    return KIN.get(type_, type_)


def variants(name: str, type_: str) -> Iterator[str]:
    """Yield a name, then simpler ones: of a chemical the substance, of others without modifiers.

    >>> list(variants("severe lupus nephritis", "disease"))
    ['severe lupus nephritis', 'lupus nephritis']
    """
    yield name
    if type_ in _SUBSTANCES:
        yield from substances(name)
    yield from modified(name)


class Linker:
    """Looks names up: first those of annotated documents, then those of the vocabularies.

    Where neither has the name, what is left of it without modifiers counts, then a name of the
    same stems. Of an abbreviation annotators say more than vocabularies, which have many.

    Not to be shared among threads: what it remembers is not guarded.

    Args:
        index: The terms of the selected vocabularies.
        names: Names of annotated documents.
        types: The types that the numbers of ``names`` mean.
    """

    def __init__(self, index: Index, names: Names, types: Sequence[str]) -> None:
        self._index = index
        self._names = names
        self._types = types
        self._concepts: dict[tuple[str, str], Concept | None] = {}
        self._forms: dict[tuple[str, str], Concept] = {}
        self._rows = _rows_of(index, names.curies)
        self._similar: dict[str, tuple[Similar, Ints]] = {}
        self._former: dict[str, tuple[str, ...]] = {}
        for old, curie in sorted(names.former.items()):
            self._former[curie] = (*self._former.get(curie, ()), old)

    def concepts(self, wanted: Sequence[tuple[str, str]]) -> list[Concept | None]:
        """Return the concept of each pair of name and type; None for unknown ones.

        Args:
            wanted: Pairs of name and type.
        """
        new = [one for one in dict.fromkeys(wanted) if one not in self._concepts]
        if new:
            self._learn([(form, type_) for name, type_ in new for form in variants(name, type_)])
            shorts = dict(self._in_names(new, are_short=True))
            for one in new:
                self._concepts[one] = shorts.get(one) or self._resolved(*one)
        return [self._concepts[one] for one in wanted]

    def annotated(self, wanted: Sequence[tuple[str, str]]) -> list[Concept | None]:
        """Return the concept that annotators gave each pair of name and type, if they did.

        An abbreviation must not be asked for where its document says what it stands for.
        """
        different = list(dict.fromkeys(wanted))
        known = dict(self._in_names(different, are_short=True))
        known.update(self._in_names(different, are_short=False))
        return [known.get(one) for one in wanted]

    def former(self, curie: str) -> tuple[str, ...]:
        """Return the ids that a concept had when the training documents were annotated."""
        return self._former.get(curie, ())

    def _resolved(self, name: str, type_: str) -> Concept | None:
        """Return the concept of a name whose forms are known."""
        found = [c for form in variants(name, type_) if (c := self._forms.get((form, type_)))]
        indexed = next((one for one in found if is_indexed(one, type_)), None)
        if indexed is None and type_ in _BENT:
            indexed = self._nearest(name, type_)
        if not found or indexed is None or found[0] is indexed:
            return found[0] if found else indexed
        return filed(found[0], indexed, type_)

    def _nearest(self, name: str, type_: str) -> Concept | None:
        if type_ not in self._similar:
            self._similar[type_] = self._indexed_names(type_)
        similar, rows = self._similar[type_]
        found = similar.find(name)
        return None if found is None else self._concept(int(rows[found]))

    def _indexed_names(self, type_: str) -> tuple[Similar, Ints]:
        """Return the names of a type whose concepts have an id that corpora use."""
        terms = self._index.terms
        kinds = pa.array([one for one in (type_, *KIN) if kin_of(one) == type_])
        rows = np.flatnonzero(pc.is_in(terms["type"], value_set=kinds).to_numpy())
        table = terms.select(["term", "curie", "alt_curies"]).take(pa.array(rows)).to_pydict()
        marks = INDEXED[type_]
        keep = [
            any(one.startswith(marks) for one in (curie, *(others or ())))
            for curie, others in zip(table["curie"], table["alt_curies"], strict=True)
        ]
        names = [name for name, kept in zip(table["term"], keep, strict=True) if kept]
        return Similar(names), rows[np.array(keep, np.bool_)].astype(np.int64)

    def _learn(self, forms: Sequence[tuple[str, str]]) -> None:
        new = [one for one in dict.fromkeys(forms) if one not in self._forms]
        if not new:
            return
        for one, concept in (*self._in_vocabularies(new), *self._in_names(new, are_short=False)):
            self._forms[one] = concept

    def _in_names(
        self, wanted: Sequence[tuple[str, str]], *, are_short: bool
    ) -> Iterator[tuple[tuple[str, str], Concept]]:
        keys = self._names.keys
        if not len(keys):
            return
        hashes, _ = term_keys([name for name, _ in wanted])
        firsts = np.searchsorted(keys, hashes).tolist()
        ends = np.searchsorted(keys, hashes, side="right").tolist()
        for one, first, end in zip(wanted, firsts, ends, strict=True):
            for at in range(first, end):
                is_own = self._types[self._names.types[at]] == one[1]
                if is_own and bool(self._names.are_short[at]) == are_short:
                    curie = self._names.curies[at]
                    row = self._rows.get(curie)
                    yield one, Concept(curie) if row is None else self._concept(row)

    def _in_vocabularies(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, str], Concept]]:
        """Yield what the vocabularies have; what counts comes last."""
        found = []
        for place, row, type_ in rows_of(self._index, [name for name, _ in wanted]):
            own = wanted[place][1]
            if kin_of(type_) == own:
                found.append((wanted[place], self._concept(row), False))
            elif type_ in _ALSO.get(own, ()):
                concept = self._concept(row)
                if is_indexed(concept, own):
                    found.append((wanted[place], concept, True))
        # The last one counts: the nearest of those with an id that corpora use.
        found.reverse()
        found.sort(key=lambda one: (is_indexed(one[1], one[0][1]), not one[2]))
        yield from ((asked, concept) for asked, concept, _ in found)

    def _concept(self, row: int) -> Concept:
        index = self._index
        (entry,) = index.terms.slice(row, 1).to_pylist()
        home, version = index.vocabularies[entry["vocabulary"]]
        prefix = entry["curie"].partition(":")[0].lower()
        versions = dict(index.vocabularies)
        if prefix in versions:
            home, version = prefix, versions[prefix]
        alt = tuple(dict.fromkeys([*(entry["alt_curies"] or ()), *self.former(entry["curie"])]))
        return Concept(entry["curie"], entry["label"], alt, home, version)


def is_indexed(concept: Concept, type_: str) -> bool:
    """Whether a concept has an id of the vocabularies that corpora use for its type."""
    marks = INDEXED.get(type_, ("",))
    return any(one.startswith(marks) for one in (concept.curie, *concept.alt_curies))


def filed(concept: Concept, under: Concept, type_: str) -> Concept:
    """Return a concept with the ids of the more general one that corpora file it under.

    >>> filed(Concept("HP:0006946"), Concept("MESH:D008581"), "disease").alt_curies
    ('MESH:D008581',)
    """
    marks = INDEXED.get(type_, ())
    ids = [one for one in (under.curie, *under.alt_curies) if one.startswith(marks)]
    return replace(concept, alt_curies=tuple(dict.fromkeys([*concept.alt_curies, *ids])))


def _rows_of(index: Index, curies: Sequence[str]) -> dict[str, int]:
    """Return a row of the index's terms for each of the ids that has one."""
    wanted = pa.array(sorted(set(curies)), pa.string())
    found = pc.index_in(wanted, value_set=index.terms["curie"].combine_chunks())
    return {
        curie: row
        for curie, row in zip(wanted.to_pylist(), found.to_pylist(), strict=True)
        if row is not None
    }
