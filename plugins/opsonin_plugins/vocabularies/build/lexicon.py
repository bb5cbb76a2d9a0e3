"""Read the small curated lexicon that stands beside this module."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.taggers.matching.translated import translated_rows
from opsonin_plugins.vocabularies.build.concepts import Concept

_FILE = Path(__file__).with_name("lexicon.tsv")
_DERIVED = Path(__file__).with_name("derived.tsv")


def read_lexicon() -> list[Concept]:
    """Return words of general knowledge that the vocabularies lack.

    Everyday words, and what machine translation and thesauri make of the names of diseases. Each
    line of the two files gives its reason.
    """
    with _FILE.open(encoding="utf-8", newline="") as lines:
        everyday = list(csv.DictReader(lines, delimiter="\t"))
    rows = sorted([*everyday, *translated_rows()], key=_identity)
    return [
        Concept(curie, label, kind, tuple(row["term"] for row in group), (alt,) if alt else ())
        for (curie, label, kind, alt), group in groupby(rows, key=_identity)
    ]


def read_derived(concepts: Iterable[Concept]) -> list[Concept]:
    """Return diseases and phenotypes under adjectives and clinical wordings of their names.

    Each line of the file names the noun; the first concept that has it, by its preferred name
    or else by another one, gets the word. A noun that no concept has gives nothing.

    Args:
        concepts: Diseases and phenotypes, in order of preference.
    """
    concepts = list(concepts)
    with _DERIVED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    labels = _first_by_name((concept, (concept.label,)) for concept in concepts)
    names = labels | {
        key: concept
        for key, concept in _first_by_name((c, c.terms) for c in concepts).items()
        if key not in labels
    }
    words: dict[Concept, list[str]] = defaultdict(list)
    for row, key in zip(rows, term_keys([row["noun"] for row in rows])[0].tolist(), strict=True):
        if key in names:
            words[names[key]].append(row["term"])
    return [replace(concept, terms=tuple(terms)) for concept, terms in words.items()]


def _first_by_name(named: Iterable[tuple[Concept, tuple[str, ...]]]) -> dict[int, Concept]:
    pairs = [(concept, name) for concept, names in named for name in names]
    keys = term_keys([name for _, name in pairs])[0].tolist()
    found: dict[int, Concept] = {}
    for (concept, _), key in zip(pairs, keys, strict=True):
        found.setdefault(key, concept)
    return found


def _identity(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["curie"], row["label"], row["type"], row["alt_curies"]
