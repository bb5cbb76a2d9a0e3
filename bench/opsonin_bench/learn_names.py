"""Learn which names of the vocabularies mostly mean something else, from annotated abstracts.

Usage: ``python -m opsonin_bench.learn_names --gold DIR --out FILE``. The list that stands is not
used. Only counts of the vocabularies' own names leave the corpora; documents
of the development sets are left out.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from opsonin_bench.quality.sets.ner import TYPES, Abstract, load
from opsonin_bench.quality.spans import Stretch, overlaps
from opsonin_plugins.taggers.matching.index import index_of
from opsonin_plugins.taggers.matching.search import Searcher
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.vocabularies.resource import core_vocabularies

#: Corpora, and the types that each annotates wherever they are named.
CORPORA = {
    "ncbi_disease": ("disease",),
    "bc5cdr": ("disease", "chemical"),
    "biored": ("disease", "chemical", "gene", "organism"),
}
#: Types of which also general words are annotated: a name without an annotation is a wrong one.
#: Where genes and organisms are meant, classes such as antibodies and viruses go unannotated,
#: and findings such as low birth weight are no diseases.
_EXHAUSTIVE = frozenset({"disease", "chemical"})
#: Biologicals are chemicals here and none in the guidelines of the corpora.
_BIOLOGICALS = frozenset(
    ("adjuvant", "allergen", "antigen", "antitoxin", "autoantigen", "toxin", "toxoid", "vaccine")
)
#: A name is left out when it was wrong so often, and right in at most this share of all.
#: Source: largest F1 on the development sets among 1 to 3 and .25 to .5.
_LEAST_WRONG = 2
_LARGEST_SHARE_RIGHT = 0.25
#: Shorter names are mostly acronyms, and acronyms that were wrong once will be again.
_LONGEST_ACRONYM = 5


@dataclass(slots=True)
class Evidence:
    """How often a name was right and wrong, and where.

    Attributes:
        written: The name as it was first met.
        right: Annotated with the type.
        wrong: Annotated with another one, around other names, or not at all.
        corpora: Where it was wrong.
    """

    written: str
    right: int = 0
    wrong: int = 0
    corpora: set[str] = field(default_factory=set)


def main() -> None:
    """Read the training sets, write the list and its account."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder with ner/*.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="TSV file to write")
    arguments = parser.parse_args()
    evidence = learn(arguments.gold / "ner")
    write(evidence, arguments.gold / "ner", arguments.out)


def learn(folder: Path) -> Mapping[tuple[int, str], Evidence]:
    """Return what the training sets say of each name, by the hash of its form and its type."""
    held_out = {case.item.key for name in CORPORA for case in load(folder / f"{name}.dev.jsonl")}
    searcher = Searcher(index_of(core_vocabularies(), None, with_learnt=False))
    found: dict[tuple[int, str], Evidence] = {}
    seen: set[tuple[str, str]] = set()
    for corpus, types in CORPORA.items():
        for case in load(folder / f"{corpus}.train.jsonl"):
            fresh = [type_ for type_ in types if (case.item.key, type_) not in seen]
            seen.update((case.item.key, type_) for type_ in types)
            if case.item.key in held_out:
                continue
            for written, type_, is_right in _judged(case.item.content, case.gold, fresh, searcher):
                key = int(term_keys([written])[0][0]), type_
                entry = found.setdefault(key, Evidence(written))
                entry.right += is_right
                entry.wrong += not is_right
                if not is_right:
                    entry.corpora.add(corpus)
    return found


def _judged(
    text: str | bytes, gold: Abstract, types: list[str], searcher: Searcher
) -> Iterator[tuple[str, str, bool]]:
    """Yield the names in one text with their types, and whether they were annotated so."""
    text = str(text)
    spans: dict[str, list[Stretch]] = defaultdict(list)
    for start, end, annotated in gold.spans:
        spans[annotated].append((start, end))
    hits = searcher.search(text)
    meanings = searcher.meanings.known
    columns = zip(hits.start.tolist(), hits.end.tolist(), hits.meaning.tolist(), strict=True)
    for start, end, type_ in sorted({(a, b, meanings[number].type) for a, b, number in columns}):
        kind = TYPES.get(type_, "")
        if kind not in types:
            continue
        near = [span for span in spans[kind] if overlaps(span, (start, end))]
        if (start, end) in near:
            yield text[start:end], type_, True
        elif all(start <= a and b <= end for a, b in near):
            others = [span for name, found in spans.items() if name != kind for span in found]
            if near or type_ in _EXHAUSTIVE or (start, end) in others:
                yield text[start:end], type_, False


def write(evidence: Mapping[tuple[int, str], Evidence], folder: Path, out: Path) -> None:
    """Write the names that are to be left out, and beside them what they were learnt from."""
    rows = sorted(
        (entry.written, type_, f"right {entry.right}, wrong {entry.wrong}", sorted(entry.corpora))
        for (_, type_), entry in evidence.items()
        if entry.wrong >= (1 if len(entry.written) <= _LONGEST_ACRONYM else _LEAST_WRONG)
        and entry.written.lower().rstrip("s") not in _BIOLOGICALS
        and entry.right <= _LARGEST_SHARE_RIGHT * (entry.right + entry.wrong)
    )
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["term", "type", "reason", "corpora"])
        writer.writerows((*row[:3], " ".join(row[3])) for row in rows)
    account = {
        "command": "python -m opsonin_bench.learn_names",
        "names": len(rows),
        "corpora": {
            name: hashlib.sha256((folder / f"{name}.train.jsonl").read_bytes()).hexdigest()
            for name in CORPORA
        },
        "vocabularies": {one.name: one.sha256 for one in core_vocabularies()},
    }
    out.with_suffix(".json").write_text(json.dumps(account, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
