"""The kind of documents of the bench corpus, labelled by us."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted
from opsonin_bench.unpacking import unpacked

LABELS = Path(__file__).parents[1] / "doc_types.json"


def load(path: Path) -> Sequence[Case[str]]:
    """Read the documents that have a label, and their labels."""
    labels = json.loads(LABELS.read_text("utf-8"))["labels"]
    found = dict(_documents(unpacked(path) / "corpus"))
    return [Case(found[name], label) for name, label in labels.items() if name in found]


def _documents(folder: Path) -> Iterator[tuple[str, Item]]:
    for file in sorted(folder.glob("*/*.jsonl")):
        for line in file.read_text("utf-8").rstrip("\n").split("\n"):
            one = json.loads(line)
            is_page = file.parent.name == "html"
            content = one["text"].encode() if is_page else one["text"]
            yield one["id"], Item(one["id"], content, ".html" if is_page else "")


def score(gold: Mapping[str, str], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return the share of right kinds, of all and by kind, and what was taken for what."""
    pairs = [
        (label, predicted[name].rows["documents"][0]["doc_type"] if name in predicted else None)
        for name, label in gold.items()
    ]
    sizes = Counter(label for label, _ in pairs)
    right = Counter(label for label, found in pairs if label == found)
    wrong = Counter((label, found) for label, found in pairs if label != found)
    figures = [Figure("kind right", right.total() / len(pairs) if pairs else None, len(pairs))]
    figures += [Figure(f"{kind}: right", right[kind] / n, n) for kind, n in sorted(sizes.items())]
    figures += [
        Figure(f"{label} taken for {found}", n, sizes[label])
        for (label, found), n in sorted(wrong.items(), key=str)
    ]
    return figures


GOLD_SETS = (
    GoldSet(
        name="doc types",
        path="corpus.tar.xz",
        home="bench",
        tables=("documents",),
        load=load,
        score=score,
    ),
)
