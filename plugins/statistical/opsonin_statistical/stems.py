"""What the words of a name share with other forms of it: stems, and words that names exchange."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from opsonin_plugins.taggers.word_lists import word_set

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
_DISORDER = "disorder"
#: What nearly every name may have; a name of nothing else is near to none.
_GENERAL = frozenset({_DISORDER})
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


#: Words for something being wrong, which corpora file under the disorders of the same organ.
#: Source: ours, from the names that the training sets give one id.
_WRONG = word_set(
    "abnormality complication complications damage damaged defect deficit deterioration disturbance"
    " dysfunction impairment injury injuries injured insult insults involvement involvements lesion"
    " lesions malfunction malfunctions problem problems symptom symptoms toxicity toxicities"
    " toxicosis"
)


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


#: Their stems -> that of disorder; "function" says nothing beside one of them.
_BROAD = {stem(word): _DISORDER for word in sorted(_WRONG)}
_DROPPED = stem("function")


def stems_of(name: str, known: dict[str, str]) -> list[str]:
    """Return the different stems of a name, sorted; none if all of them are general.

    Args:
        name: A name.
        known: Stems of words, which is added to.
    """
    words: Iterable[str] = _WORD.findall(name.lower())
    found = set()
    for word in words:
        if word not in _EMPTY:
            if word not in known:
                known[word] = stem(_NUMERALS.get(word, word))
            found.add(known[word])
    return sorted(found) if found - _GENERAL else []


def bag_of(name: str, known: dict[str, str], *, is_broad: bool = False) -> int:
    """Return a 64-bit hash of a name's stems in whatever order; 0 for a name without any.

    Args:
        name: A name.
        known: Stems of words, which is added to.
        is_broad: Whether all words for something being wrong are one: damage, defect, lesion.

    >>> bag_of("memory impairment", {}) == bag_of("impaired memory", {})
    True
    >>> bag_of("cardiac lesions", {}, is_broad=True) == bag_of("heart disease", {}, is_broad=True)
    True
    """
    stems = stems_of(name, known)
    if is_broad:
        stems = sorted({_BROAD.get(one, one) for one in stems} - {_DROPPED})
        if stems == [_DISORDER]:
            return 0
    if not stems:
        return 0
    digest = hashlib.blake2b(" ".join(stems).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
