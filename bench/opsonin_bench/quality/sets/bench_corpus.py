"""The bench corpus says of each document what was done to it: copied, altered, repeated, cut."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted
from opsonin_bench.unpacking import unpacked


@dataclass(frozen=True, slots=True)
class Made:
    """How a document of the corpus was made.

    Attributes:
        kind: plain, wrapped, near_dup, exact_dup, repetitive, short or nolines.
        origin: What it was made of; documents of one origin are copies of each other.
        text: Its text.
    """

    kind: str
    origin: tuple[str, int]
    text: str


def load(path: Path) -> Sequence[Case[Made]]:
    """Read all documents of the corpus."""
    cases: list[Case[Made]] = []
    for file in sorted((unpacked(path) / "corpus" / "jsonl").glob("*.jsonl")):
        for line in file.read_text("utf-8").rstrip("\n").split("\n"):
            one = json.loads(line)
            made = Made(one["kind"], (one["source"], one["part"]), one["text"])
            cases.append(Case(Item(f"{file.stem} {one['id']} {len(cases)}", one["text"]), made))
    return cases


def score_duplicates(gold: Mapping[str, Made], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return recall of pairs of one origin, exact and altered, and precision of all links."""
    keys = {found.doc_id: key for key, found in predicted.items()}
    linked = {
        frozenset((key, keys[row["to_doc_id"]]))
        for key, found in predicted.items()
        for row in found.rows["links"]
        if row["kind"] in {"duplicate", "near_duplicate"} and row["to_doc_id"] in keys
    }
    group_of = _groups(linked)
    same: dict[bool, list[bool]] = {True: [], False: []}
    for members in _by_origin(gold):
        for n, one in enumerate(members):
            for other in members[n + 1 :]:
                is_found = one in group_of and group_of[one] == group_of.get(other)
                same[gold[one].text == gold[other].text].append(is_found)
    right = [len({gold[key].origin for key in pair}) == 1 for pair in linked]
    return [
        Figure("exact duplicates: recall", _share(same[True]), len(same[True])),
        Figure("near duplicates: recall", _share(same[False]), len(same[False])),
        Figure("links between copies of one text: precision", _share(right), len(right)),
    ]


#: Kinds of documents that are ordinary text -> nothing; damaged ones -> the mark they deserve.
_DESERVED = {
    "plain": None,
    "wrapped": None,
    "near_dup": None,
    "nolines": None,
    "repetitive": "repetitive",
    "short": "short",
}


_LINE_START = re.compile(r"^(?=\S)", re.MULTILINE)
_MIN_LINE_CHARS, _BEGINNING_CHARS = 20, 120


def score_marks(gold: Mapping[str, Made], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return the share of ordinary documents without a mark, and of damaged ones with theirs."""
    right: dict[str, list[bool]] = {kind: [] for kind in _DESERVED}
    shown: list[bool] = []
    for key, made in gold.items():
        if made.kind not in right:
            continue
        deserved, found = _DESERVED[made.kind], predicted.get(key)
        marks = {row["mark"] for row in found.rows["quality"]} if found else {"rejected"}
        right[made.kind].append(deserved in marks if deserved else not marks)
        if made.kind == "repetitive" and holds_repeat(made.text):
            shown.append(deserved in marks)
    return [
        Figure(
            f"{kind} documents {'marked' if _DESERVED[kind] else 'without a mark'}",
            _share(ones),
            len(ones),
        )
        for kind, ones in right.items()
    ] + [Figure("repetitive documents with a repeat in them marked", _share(shown), len(shown))]


def holds_repeat(text: str) -> bool:
    """Tell whether a line, or the beginning of a long one, stands in a text again.

    The corpus cuts its documents at 6,000 characters, some before anything was repeated.
    """
    places = (match.start() for match in _LINE_START.finditer(text))
    return any(_repeats(text, at) for at in places)


def _repeats(text: str, at: int) -> bool:
    end = text.find("\n", at)
    line = text[at : end if end >= 0 else len(text)][:_BEGINNING_CHARS]
    return len(line) >= _MIN_LINE_CHARS and line in text[at + len(line) :]


def _by_origin(gold: Mapping[str, Made]) -> list[list[str]]:
    members: dict[tuple[str, int], list[str]] = defaultdict(list)
    for key, made in gold.items():
        members[made.origin].append(key)
    return list(members.values())


def _groups(linked: set[frozenset[str]]) -> dict[str, str]:
    """Return a representative for each linked document: copies hang together through others."""
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while parents.setdefault(key, key) != key:
            key = parents[key]
        return key

    for pair in linked:
        one, other = (root(key) for key in sorted(pair))
        parents[other] = one
    return {key: root(key) for key in list(parents)}


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None


GOLD_SETS = (
    GoldSet(
        name="bench corpus, duplicates",
        path="corpus.tar.xz",
        home="bench",
        tables=("links",),
        load=load,
        score=score_duplicates,
    ),
    GoldSet(
        name="bench corpus, signals",
        path="corpus.tar.xz",
        home="bench",
        tables=("quality",),
        load=load,
        score=score_marks,
        sample=1000,
    ),
)
