"""Which concept a name that the model found stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from opsonin_plugins.taggers.matching.index import Index
from opsonin_plugins.taggers.matching.search import Searcher
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.model import Names

#: Types that name the same thing from two sides.
KIN = {"phenotype": "disease", "protein": "gene"}
#: Stands between names that are looked up together; no name holds it.
_BETWEEN = "\0\n"
#: So many words in front of a name may be mere modifiers: "severe chronic lupus nephritis".
_MOST_MODIFIERS = 4
#: In front of a single word only these are: a bladder inflammation is no inflammation as such.
#: Source: ours, from the development set of the NCBI disease corpus.
_MODIFIERS = frozenset(
    {
        "acute", "advanced", "bilateral", "chronic", "classic", "classical", "common",
        "congenital", "early", "familial", "fatal", "hereditary", "human", "idiopathic",
        "inherited", "isolated", "juvenile", "late", "metastatic", "mild", "moderate",
        "persistent", "primary", "progressive", "rare", "recurrent", "secondary", "severe",
        "sporadic", "symptomatic", "transient", "typical", "unilateral",
    }
)  # fmt: skip


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


def variants(name: str) -> Iterator[str]:
    """Yield a name, then what is left of it without modifiers in front.

    >>> list(variants("severe lupus nephritis")), list(variants("chronic asthma"))
    (['severe lupus nephritis', 'lupus nephritis'], ['chronic asthma', 'asthma'])
    """
    yield name
    words = name.split()
    for dropped in range(1, min(len(words), _MOST_MODIFIERS + 1)):
        is_single = dropped == len(words) - 1
        if not is_single or _MODIFIERS.issuperset(one.lower() for one in words[:dropped]):
            yield " ".join(words[dropped:])


class Linker:
    """Looks names up: first those of annotated documents, then those of the vocabularies.

    Not to be shared among threads.

    Args:
        index: The terms of the selected vocabularies.
        names: Names of annotated documents.
        types: The types that the numbers of ``names`` mean.
    """

    def __init__(self, index: Index, names: Names, types: Sequence[str]) -> None:
        self._searcher = Searcher(index)
        self._names = names
        self._types = types
        self._concepts: dict[tuple[str, str], Concept | None] = {}
        self._rows = _rows_of(index, names.curies)

    def concepts(self, wanted: Sequence[tuple[str, str]]) -> list[Concept | None]:
        """Return the concept of each pair of name and type; None for unknown ones.

        Args:
            wanted: Pairs of name and type.
        """
        every = [(form, type_) for name, type_ in dict.fromkeys(wanted) for form in variants(name)]
        self._learn([one for one in dict.fromkeys(every) if one not in self._concepts])
        return [
            next((c for form in variants(name) if (c := self._concepts[form, type_])), None)
            for name, type_ in wanted
        ]

    def annotated(self, wanted: Sequence[tuple[str, str]]) -> list[Concept | None]:
        """Return the concept that annotators gave each pair of name and type, if they did."""
        known = dict(self._in_names(list(dict.fromkeys(wanted))))
        return [known.get(one) for one in wanted]

    def _learn(self, new: Sequence[tuple[str, str]]) -> None:
        if not new:
            return
        self._concepts.update(dict.fromkeys(new))
        for one, concept in (*self._in_vocabularies(new), *self._in_names(new)):
            self._concepts[one] = concept

    def _in_names(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, str], Concept]]:
        keys = self._names.keys
        if not len(keys):
            return
        hashes, _ = term_keys([name for name, _ in wanted])
        firsts = np.searchsorted(keys, hashes).tolist()
        ends = np.searchsorted(keys, hashes, side="right").tolist()
        for one, first, end in zip(wanted, firsts, ends, strict=True):
            for at in range(first, end):
                if self._types[self._names.types[at]] == one[1]:
                    curie = self._names.curies[at]
                    row = self._rows.get(curie)
                    yield one, Concept(curie) if row is None else self._concept(row)

    def _in_vocabularies(
        self, wanted: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[tuple[str, str], Concept]]:
        names = [name for name, _ in wanted]
        starts = np.cumsum([0, *(len(name) + len(_BETWEEN) for name in names)])
        self._searcher.forget()
        hits = self._searcher.search(_BETWEEN.join(names))
        which = np.searchsorted(starts, hits.start, side="right") - 1
        sizes = np.array([len(name) for name in names])
        is_whole = (hits.start == starts[which]) & (hits.end == starts[which] + sizes[which])
        known = self._searcher.meanings.known
        for place, number in zip(
            which[is_whole].tolist(), hits.meaning[is_whole].tolist(), strict=True
        ):
            meaning = known[number]
            if kin_of(meaning.type) == wanted[place][1]:
                yield wanted[place], self._concept(meaning.row)

    def _concept(self, row: int) -> Concept:
        index = self._searcher.index
        (entry,) = index.terms.slice(row, 1).to_pylist()
        home, version = index.vocabularies[entry["vocabulary"]]
        prefix = entry["curie"].partition(":")[0].lower()
        versions = dict(index.vocabularies)
        if prefix in versions:
            home, version = prefix, versions[prefix]
        alt = tuple(entry["alt_curies"] or ())
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
