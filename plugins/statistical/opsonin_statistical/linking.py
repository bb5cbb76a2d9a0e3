"""Which concept a name that the model found stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.matching.index import Index
from opsonin_statistical.annotated_names import AnnotatedNames, Asked, Told
from opsonin_statistical.concept import INDEXED, KIN, Concept, filed, is_indexed, kin_of
from opsonin_statistical.coordinated import written_out
from opsonin_statistical.dictionary import Ints
from opsonin_statistical.forms import modified, substances
from opsonin_statistical.lookup import rows_of
from opsonin_statistical.model import Names
from opsonin_statistical.similar import NEAR, SAME, Broad, Similar

#: Types whose names stand for the concepts of others as well: angiotensin is a chemical, too.
_ALSO = {"chemical": frozenset({"protein"})}
#: Types whose names are looked for by their stems when they are not found as they are written.
_BENT = frozenset({"disease"})
#: Types whose names may be those of a salt or an isomer.
_SUBSTANCES = frozenset({"chemical"})
#: What fewer documents say of a name does not overrule the vocabularies.
#: Source: ours, by cross-validation on the training sets.
TOLD = 1


#: Names with their types -> concepts of those that are known.
LookUp = Callable[[Sequence[tuple[str, str]]], Mapping[tuple[str, str], Concept]]


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
        self._rows = _rows_of(index, [one for ids in names.curies for one in ids])
        self._annotated = AnnotatedNames(names, types, self._named)
        self._similar: dict[str, tuple[Similar, Broad, Ints]] = {}
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
            shorts = self._annotated.find(new, are_short=True)
            for one in new:
                told = shorts.get(one)
                self._concepts[one] = told.concept if told else self._resolved(*one)
        return [self._concepts[one] for one in wanted]

    def annotated(self, wanted: Sequence[Asked]) -> list[Told | None]:
        """Return what annotators said of each pair of name and type, if they did.

        An abbreviation must not be asked for where its document says what it stands for.
        """
        different = list(dict.fromkeys(wanted))
        known = self._annotated.find(different, are_short=True)
        known.update(self._annotated.find(different, are_short=False))
        return [known.get(one) for one in wanted]

    def together(self, name: str, type_: str) -> Concept | None:
        """Return the concept of the first part of a coordinated name with the ids of the others.

        None if it is none, if a part is unknown, or if all parts are one concept.
        """
        if type_ not in _BENT:
            return None
        for parts in written_out(name):
            asked = [(part, type_) for part in parts]
            self._learn(asked)
            found = [self._forms.get(one) or self._by_stems(*one) for one in asked]
            known = [one for one in found if one and is_indexed(one, type_)]
            if len(known) == len(parts) and len({one.curie for one in known}) > 1:
                first, *others = known
                for other in others:
                    first = filed(first, other, type_)
                return first
        return None

    def _by_stems(self, name: str, type_: str) -> Concept | None:
        if type_ not in _BENT:
            return None
        told = self._annotated.by_stems(name, type_)
        return told.concept if told else self._nearest(name, type_, SAME)

    def former(self, curie: str) -> tuple[str, ...]:
        """Return the ids that a concept had when the training documents were annotated."""
        return self._former.get(curie, ())

    def _resolved(self, name: str, type_: str) -> Concept | None:
        """Return the concept of a name whose forms are known."""
        whole = self._forms.get((name, type_))
        if whole is not None and is_indexed(whole, type_):
            return whole
        if (together := self.together(name, type_)) is not None:
            return together if whole is None else filed(whole, together, type_)
        found = [c for form in variants(name, type_) if (c := self._forms.get((form, type_)))]
        indexed = self._by_stems(name, type_)
        if indexed is None:
            indexed = next((one for one in found if is_indexed(one, type_)), None)
        if indexed is None and type_ in _BENT:
            indexed = self._nearest(name, type_, NEAR) or self._broadly(name, type_)
        if not found or indexed is None or found[0] is indexed:
            return found[0] if found else indexed
        return filed(found[0], indexed, type_)

    def _nearest(self, name: str, type_: str, least: float) -> Concept | None:
        similar, _, rows = self._indexed(type_)
        found = similar.find(name, least)
        return None if found is None else self._concept(int(rows[found]))

    def _broadly(self, name: str, type_: str) -> Concept | None:
        _, broad, rows = self._indexed(type_)
        found = broad.find(name)
        return None if found is None else self._concept(int(rows[found]))

    def _indexed(self, type_: str) -> tuple[Similar, Broad, Ints]:
        if type_ not in self._similar:
            names, rows = self._indexed_names(type_)
            self._similar[type_] = Similar(names), Broad(names), rows
        return self._similar[type_]

    def _indexed_names(self, type_: str) -> tuple[list[str], Ints]:
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
        return names, rows[np.array(keep, np.bool_)].astype(np.int64)

    def _learn(self, forms: Sequence[tuple[str, str]]) -> None:
        new = [one for one in dict.fromkeys(forms) if one not in self._forms]
        if not new:
            return
        self._forms.update(self._in_vocabularies(new))
        for one, told in self._annotated.find(new, are_short=False).items():
            if one not in self._forms or told.n_given >= TOLD:
                self._forms[one] = told.concept

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

    def _named(self, curies: tuple[str, ...]) -> Concept:
        """Return the concept of an id, with the ids of those that are named with it."""
        concepts = [
            Concept(curie) if (row := self._rows.get(curie)) is None else self._concept(row)
            for curie in curies
        ]
        first, *others = concepts
        ids = [one for other in others for one in (other.curie, *other.alt_curies)]
        return replace(first, alt_curies=tuple(dict.fromkeys([*first.alt_curies, *ids])))

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


def _rows_of(index: Index, curies: Sequence[str]) -> dict[str, int]:
    """Return a row of the index's terms for each of the ids that has one."""
    wanted = pa.array(sorted(set(curies)), pa.string())
    found = pc.index_in(wanted, value_set=index.terms["curie"].combine_chunks())
    return {
        curie: row
        for curie, row in zip(wanted.to_pylist(), found.to_pylist(), strict=True)
        if row is not None
    }
