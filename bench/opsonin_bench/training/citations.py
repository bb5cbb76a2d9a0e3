"""``python -m opsonin_bench.training.citations``: trains the model that takes references apart.

An averaged perceptron over the annotated references of AnyStyle, and over the same references
written in the styles of biomedicine, which are rare among them.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import numpy as np


from opsonin_plugins.taggers.citing.model import LABELS, Model, best_path
from opsonin_plugins.taggers.citing.tokens import features, tokenize

_EPOCHS, _FOLDS = 6, 5
#: Features with smaller weights are left out.
_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """An annotated reference: its text, and the label of each of its tokens."""

    text: str
    labels: tuple[int, ...]


def read(path: Path) -> list[list[tuple[str, str]]]:
    """Read annotated references as pairs of label and words."""
    root = ET.parse(path).getroot()  # noqa: S314 - the operator's own file
    return [
        [(field.tag, " ".join((field.text or "").split())) for field in one if (field.text or "").strip()]
        for one in root
    ]


def joined(fields: Sequence[tuple[str, str]]) -> Reference:
    """Return a reference whose fields stand one after the other, with blanks between them."""
    text, ends = "", []
    for label, words in fields:
        text += words if not text or not words[0].isalnum() and text[-1:] in "(:;" else f" {words}"
        ends.append((len(text), LABELS.index(label)))
    labels = []
    for start, _ in tokenize(text):
        labels.append(next(label for end, label in ends if start < end))
    return Reference(text, tuple(labels))


def restyled(fields: Sequence[tuple[str, str]], chance: random.Random) -> Reference | None:
    """Write an article in a style of biomedicine; None for what is no article of a journal."""
    given = dict(fields)
    if not {"author", "title", "journal", "volume", "pages"} <= given.keys():
        return None
    authors = _authors(given["author"], chance)
    title = given["title"].strip(" .,\u201c\u201d\"")
    journal = given["journal"].strip(" .,;")
    volume, _, issue = (*re.findall(r"\d+", given["volume"]), "", "")[:1] + ("", chance.choice(["", f"({chance.randint(1, 12)})"]))
    pages = given["pages"].strip(" .,;:").removeprefix("pp").removeprefix("p").strip(" .")
    if chance.random() < 0.1:
        pages = f"e{chance.randint(1000, 99999)}" if chance.random() < 0.5 else f"eab{chance.choice('abcdefg')}{chance.randint(1000, 9999)}"
    year = str(chance.randint(1975, 2024))
    if not volume or not pages or not title:
        return None
    month = chance.choice(["", "", f" {chance.choice('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split())}"])
    day = f" {chance.randint(1, 28)}" if month and chance.random() < 0.3 else ""
    style = chance.randrange(5)
    number = chance.choice([[], [], [("citation-number", chance.choice(["{}.", "[{}]", "{}", "({})"]).format(chance.randint(1, 99)))]])
    doi = _doi(chance)
    if style <= 1:
        body = [("author", f"{authors}."), ("title", f"{title}."), ("journal", f"{journal}."),
                ("date", f"{year}{month}{day};"), ("volume", f"{volume}{issue}:"), ("pages", f"{pages}.")]
        glued = chance.random() < 0.8
    elif style == 2:
        body = [("author", authors), ("title", f"{title}."), ("journal", journal), ("volume", f"{volume},"),
                ("pages", pages), ("date", f"({year}).")]
        glued = False
    elif style == 3:
        body = [("author", f"{authors}."), ("title", f"{title}."), ("journal", journal), ("date", f"({year})"),
                ("volume", f"{volume}{issue}:"), ("pages", f"{pages}.")]
        glued = chance.random() < 0.7
    else:
        body = [("author", authors), ("date", f"({year})."), ("title", f"{title}."), ("journal", f"{journal},"),
                ("volume", f"{volume}{issue},"), ("pages", f"{pages}.")]
        glued = False
    tail = [("doi", doi)] if chance.random() < 0.6 else []
    if chance.random() < 0.25:
        tail.append(("note", chance.choice([f"PMID: {chance.randint(10**6, 4 * 10**7)}.", f"Epub {year} Jun 3.", "- DOI - PMC - PubMed", "[PubMed] [Google Scholar]", "[CrossRef]"])))
    return _styled([*number, *body, *tail], glued=glued)


def _styled(fields: Sequence[tuple[str, str]], *, glued: bool) -> Reference:
    text, ends = "", []
    for place, (label, words) in enumerate(fields):
        sticks = glued and place and fields[place - 1][0] in ("date", "volume") and label in ("volume", "pages")
        text += words if not text or sticks else f" {words}"
        ends.append((len(text), LABELS.index(label)))
    labels = [next(label for end, label in ends if start < end) for start, _ in tokenize(text)]
    return Reference(text, tuple(labels))


def _doi(chance: random.Random) -> str:
    suffix = "".join(chance.choice("abcdefghjkmnrs0123456789.-") for _ in range(chance.randint(6, 18))).strip(".-")
    bare = f"10.{chance.randint(1000, 9999)}/{suffix}"
    return chance.choice(["doi: {}.", "doi:{}", "https://doi.org/{}", "DOI: {}", "{}."]).format(bare)


def _authors(stated: str, chance: random.Random) -> str:
    names = [one for one in re.findall(r"[A-Z][\w\u2019'-]{2,}", stated) if one.lower() not in ("and", "the")]
    names = names[: chance.choice([1, 2, 3, 6])] or [stated.strip(" .,")]
    initials = lambda: "".join(chance.choice("ABCDEFGHJKLMNPRSTW") for _ in range(chance.randint(1, 2)))
    dotted = chance.random() < 0.3
    written = [f"{one}, {'. '.join(initials())}." if dotted else f"{one} {initials()}" for one in names]
    et_al = chance.choice(["", ", et al", " et al", ", et al."]) if len(written) != 2 else ""
    return ", ".join(written) + et_al


def train(references: Sequence[Reference], seed: int = 0) -> Model:
    """Return a model of these references: an averaged perceptron, the same for the same seed."""
    rows: dict[str, int] = {}
    known = [
        np.array(
            [[rows.setdefault(one, len(rows)) for one in about] for about in features(ref.text, tokenize(ref.text))],
            np.int32,
        )
        for ref in references
    ]
    shape = len(rows) + 1, len(LABELS)
    weights = [np.zeros(shape), np.zeros((shape[1],) * 2), np.zeros(shape[1])]
    sums = [np.zeros_like(one) for one in weights]
    order = list(range(len(references)))
    chance = random.Random(seed)  # noqa: S311 - an order, no secret
    step = 1
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for place in order:
            about, gold = known[place], references[place].labels
            found = best_path(weights[0][about].sum(axis=1), weights[1], weights[2])
            if tuple(found) != gold:
                _correct(weights, sums, about, (gold, found), step)
            step += 1
    mean = [one - total / step for one, total in zip(weights, sums, strict=True)]
    return _pruned(rows, *mean)


def _correct(weights: Sequence[np.ndarray], sums: Sequence[np.ndarray], about: np.ndarray, paths: tuple[Sequence[int], Sequence[int]], step: int) -> None:
    gold, found = paths
    for parts, by in ((weights, 1.0), (sums, float(step))):
        for labels, sign in ((gold, by), (found, -by)):
            np.add.at(parts[0], (about, np.array(labels)[:, None]), sign)
            np.add.at(parts[1], (np.array(labels[:-1], int), np.array(labels[1:], int)), sign)
            parts[2][labels[0]] += sign


def _pruned(rows: Mapping[str, int], emissions: np.ndarray, transitions: np.ndarray, starts: np.ndarray) -> Model:
    large = np.abs(emissions).max(axis=1) >= _LEAST
    kept = [name for name, row in rows.items() if large[row]]
    chosen = emissions[[rows[name] for name in kept]]
    return Model(
        {name: row for row, name in enumerate(kept)},
        np.vstack([chosen, np.zeros((1, emissions.shape[1]))]).astype(np.float32),
        transitions.astype(np.float32),
        starts.astype(np.float32),
    )


def training_set(raw: Sequence[Sequence[tuple[str, str]]], seed: int = 0) -> list[Reference]:
    """Return references as they are, and those that can be in styles of biomedicine, too."""
    chance = random.Random(seed)  # noqa: S311 - as above
    plain = [joined(one) for one in raw]
    styled = [restyled(one, chance) for one in raw]
    return plain + [one for one in styled if one is not None]
