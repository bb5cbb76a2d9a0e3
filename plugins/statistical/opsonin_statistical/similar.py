"""Finds the name of a vocabulary that has nearly the words of another, however bent and ordered.

"Impaired memory" has the words of "memory impairment", "cancer of the fallopian tube" those of
"fallopian tube neoplasms".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from opsonin_plugins.taggers.word_lists import word_set

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]

#: From this cosine on names are taken for the same. Source: ours, by cross-validation on the
#: training set of the NCBI disease corpus with annotated spans: .6 finds more ids, fewer of them
#: right.
NEAR = 0.75
_WORD = re.compile(r"[a-z]+|\d+")
_EMPTY = word_set("a an and as at by for from in into is of on or the to with without due type")
_NUMERALS = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
#: Endings by which the forms of one word differ, longest first. Source: ours, English derivation.
_ENDINGS = tuple(
    sorted(
        word_set(
            "ation ition tion tions sion ization isation ment ments ness ity ities ency ancy ence"
            " ance ent ant able ible ated ates ate ing ings ive ous ious eous ical ically ic al ial"
            " ual ary ed es s ia ias ism is um us ae a e i o y"
        ),
        key=lambda ending: (-len(ending), ending),
    )
)
_SHORTEST_STEM = 4
#: What nearly every name may have; a name of nothing else is near to none.
_GENERAL = frozenset({"disorder"})
#: Words that names of one concept exchange. Source: ours; MeSH's entry terms exchange them, and so
#: do the names that the training sets give one id.
_EXCHANGED = {
    word: first
    for first, others in {
        "tumor": "tumour tumors tumours neoplasm neoplasms neoplasia neoplastic cancer cancers"
        " malignancy malignancies malignant carcinoma carcinomas",
        "hereditary": "inherited familial genetic",
        "disorder": "disorders disease diseases syndrome syndromes condition conditions",
        "absence": "lack loss",
        "defect": "defects abnormality abnormalities abnormal anomaly anomalies malformation"
        " malformations aberration aberrations",
        "impaired": "impairment impairments dysfunction dysfunctions disturbance disturbances"
        " deficit deficits",
        "enlarged": "enlargement dilated",
        "kidney": "kidneys renal",
        "liver": "hepatic",
        "heart": "cardiac",
        "lung": "lungs pulmonary",
        "brain": "cerebral",
        "skin": "cutaneous",
        "eye": "eyes ocular",
        "muscle": "muscles muscular",
        "breast": "mammary",
        "stomach": "gastric",
    }.items()
    for word in (first, *others.split())
}


def stem(word: str) -> str:
    """Return what the forms of a word share, or the word that it is exchanged with.

    >>> stem("deficiency"), stem("deficient"), stem("renal")
    ('defici', 'defici', 'kidney')
    """
    if word in _EXCHANGED:
        return _EXCHANGED[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


class Similar:
    """Names by their stems.

    A name is as near to another as the cosine of their stems, weighed by how rare each is.

    Source: Leaman, Islamaj Dogan and Lu (2013), DNorm: disease name normalization with pairwise
    learning to rank, for names as vectors of stems; without its learnt matrix.

    Args:
        names: The names, in order of preference among equals.
    """

    def __init__(self, names: Sequence[str]) -> None:
        known: dict[str, str] = {}
        stems = [_stems(name, known) for name in names]
        self._numbers: dict[str, int] = {}
        columns = np.array(
            [self._numbers.setdefault(one, len(self._numbers)) for own in stems for one in own],
            np.int64,
        )
        rows = np.repeat(np.arange(len(stems)), [len(own) for own in stems])
        counts = np.bincount(columns, minlength=len(self._numbers))
        self._rarest = float(np.log1p(len(names))) ** 2
        self._weights: Doubles = np.log1p(len(names) / np.maximum(counts, 1)) ** 2
        self._norms: Doubles = np.bincount(
            rows, weights=self._weights[columns], minlength=len(names)
        ).astype(np.float64)
        order = np.argsort(columns, kind="stable")
        self._rows: Ints = rows[order]
        self._bounds: Ints = np.concatenate([[0], np.cumsum(counts)])

    def find(self, name: str, least: float = NEAR) -> int | None:
        """Return the place of the nearest name; None if none is near.

        Args:
            name: A name.
            least: Cosine from which on a name is near.
        """
        own = _stems(name, {})
        numbers = [self._numbers[one] for one in own if one in self._numbers]
        numbers.sort(key=lambda number: -self._weights[number])
        weights = self._weights[numbers]
        whole = float(weights.sum()) + (len(own) - len(numbers)) * self._rarest
        # The cosine is at most the root of the share of the weight that is common to both.
        behind = float(weights.sum()) - np.cumsum(weights)
        n_needed = int(np.searchsorted(-behind, -(least**2) * whole, side="right")) + 1
        if not numbers or weights.sum() < least**2 * whole:
            return None
        rows = np.unique(np.concatenate([self._having(one) for one in numbers[:n_needed]]))
        common = np.zeros(len(rows))
        for number, weight in zip(numbers, weights, strict=True):
            having = self._having(number)
            at = np.minimum(np.searchsorted(having, rows), len(having) - 1)
            common += weight * (having[at] == rows)
        cosines = common / np.sqrt(whole * self._norms[rows])
        best = int(cosines.argmax())
        return int(rows[best]) if cosines[best] >= least else None

    def _having(self, number: int) -> Ints:
        """Return the places of the names with a stem, in order."""
        return self._rows[self._bounds[number] : self._bounds[number + 1]]


def _stems(name: str, known: dict[str, str]) -> list[str]:
    """Return the different stems of a name, sorted; none if all of them are general."""
    words: Iterable[str] = _WORD.findall(name.lower())
    found = set()
    for word in words:
        if word not in _EMPTY:
            if word not in known:
                known[word] = stem(_NUMERALS.get(word, word))
            found.add(known[word])
    return sorted(found) if found - _GENERAL else []
