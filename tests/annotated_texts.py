"""Annotated sentences written for tests: enough to train a small model in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import numpy as np

from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_statistical.model import Names
from opsonin_statistical.stems import bag_of
from opsonin_statistical.training.corpora import Annotated, Annotation

#: No vocabulary knows these; they end like diseases do.
_DISEASES = (
    "quillarian dystrophy", "severe marsh harbour fever", "brindle cell anaemia", "ostrow syndrome",
    "C7 deficiency", "familial tarn neuropathy", "glendale carcinoma", "hereditary fenland ataxia",
)  # fmt: skip
_SENTENCES = (
    "We studied 12 patients with {} in two hospitals.",
    "In this study {} was found in three brothers.",
    "The gene is mutated in {} and in nothing else.",
    "We report a family with {}, who lived at the coast.",
    "Our results show that {} is rare (p < 0.05).",
    "Mutations cause {}.",
)
_OTHERS = (
    "We measured the temperature in two rooms.",
    "The hospital has a garden and a library.",
    "Our results show that rooms differ (p < 0.05).",
)


def annotated() -> list[Annotated]:
    """Return one document for each disease and sentence."""
    return list(_documents())


def _documents() -> Iterator[Annotated]:
    for number, (disease, sentence) in enumerate(product(_DISEASES, _SENTENCES)):
        text = f"{_OTHERS[number % len(_OTHERS)]} {sentence.format(disease)}"
        start = text.index(disease)
        mention = Annotation(start, start + len(disease), "disease", ("MESH:D000001",))
        yield Annotated("made", f"{number}", text, frozenset({"disease"}), (mention,))


def given(ids: Mapping[str, tuple[str, ...]]) -> Names:
    """Return names of diseases with the ids that annotators gave them."""
    keys, _ = term_keys(list(ids))
    order = np.argsort(keys)
    names = [list(ids)[at] for at in order.tolist()]
    return Names(
        keys[order],
        np.array([bag_of(name, {}) for name in names], np.uint64),
        np.zeros(len(names), np.int64),
        tuple(ids[name] for name in names),
        np.ones(len(names), np.int64),
        np.zeros(len(names), np.bool_),
    )


def write(path: Path, documents: list[Annotated]) -> Path:
    """Write documents as a corpus in JSON Lines."""
    lines = [
        json.dumps(
            {
                "doc_id": one.doc_id,
                "text": one.text,
                "mentions": [
                    {"start": m.start, "end": m.end, "type": m.type, "ids": list(m.ids)}
                    for m in one.mentions
                ],
            }
        )
        for one in documents
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
