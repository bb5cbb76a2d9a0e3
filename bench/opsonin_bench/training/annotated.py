"""Reads annotated references: the words of each with their labels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt

from opsonin_bench.training.restyling import restyled
from opsonin_plugins.taggers.citations.labelling import LABELS
from opsonin_plugins.taggers.citations.tokens import tokenize

#: Label and words.
Fields = Sequence[tuple[str, str]]
_FOLDS = 5
#: So many times each article is written anew.
_COPIES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """An annotated reference.

    Attributes:
        text: The reference.
        labels: Number of the label of each of its tokens.
    """

    text: str
    labels: npt.NDArray[np.int64]


def read(path: Path) -> list[list[tuple[str, str]]]:
    """Read references of an annotation in AnyStyle's XML as pairs of label and words."""
    root = ET.parse(path).getroot()  # noqa: S314 - the operator's own file
    return [
        [
            (field.tag, " ".join((field.text or "").split()))
            for field in one
            if (field.text or "").strip()
        ]
        for one in root
    ]


def folds(references: Sequence[Fields]) -> list[list[int]]:
    """Return the places of references in five parts.

    References stand in the file in the order of the papers that they come from, as far as one can
    see. Each part is one stretch of it, so that no paper but those at the ends gives references
    to two parts. Equal references go to the part of the first.
    """
    parts: list[list[int]] = [[] for _ in range(_FOLDS)]
    first_of: dict[str, int] = {}
    for place, one in enumerate(references):
        words = " ".join(words for _, words in one).lower()
        part = first_of.setdefault(words, place * _FOLDS // len(references))
        parts[part].append(place)
    return parts


def written(fields: Fields, *, is_glued: bool = False) -> Reference:
    """Return a reference whose fields stand one after the other.

    Args:
        fields: Label and words of each.
        is_glued: Whether year, volume and pages stand without blanks between them.
    """
    text, ends = "", []
    for place, (label, words) in enumerate(fields):
        before = fields[place - 1][0] if place else ""
        sticks = is_glued and before in ("date", "volume") and label in ("date", "volume", "pages")
        if sticks and text[-1:] in ",.":
            sticks = False
        text += words if sticks or not text else f" {words}"
        ends.append((len(text), LABELS.index(label)))
    labels = [next(label for end, label in ends if start < end) for start, _ in tokenize(text)]
    return Reference(text, np.array(labels, np.int64))


def training_set(references: Sequence[Fields], seed: int = 0) -> list[Reference]:
    """Return references as they are, and those that can be in styles of biomedicine too."""
    chance = Random(seed)  # noqa: S311 - a choice of styles, not a secret
    found = [written(one) for one in references]
    for one in [*references] * _COPIES:
        anew = restyled(one, chance)
        if anew is not None:
            found.append(written(anew[0], is_glued=anew[1]))
    return found


def digest(fields: Fields) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a reference's fields."""
    lines = "\n".join(f"{label}\t{words}" for label, words in fields)
    return hashlib.sha256(lines.encode()).hexdigest()[:16]
