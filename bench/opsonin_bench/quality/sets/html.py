"""Main text of HTML pages: WCXB, trafilatura's own pages, ScrapingHub's articles."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted
from opsonin_bench.unpacking import unpacked

_WORD = re.compile(r"\w+")
#: Words of a shingle. Source: ScrapingHub's article extraction benchmark, 2019.
_SHINGLE = 4


@dataclass(frozen=True, slots=True)
class Page:
    """A page of WCXB: its kind and its main text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Chunks:
    """Pieces of text that the main text of a page must hold, and such as it must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def load_wcxb(path: Path) -> Sequence[Case[Page]]:
    """Read pages with main text and kind; the two without a main text are left out."""
    root = unpacked(path) / "wcxb-dev"
    cases = []
    for file in sorted((root / "ground-truth").glob("*.json")):
        entry = json.loads(file.read_text("utf-8"))
        text = entry["ground_truth"].get("main_content")
        if text is not None:
            content = gzip.decompress((root / "html" / f"{file.stem}.html.gz").read_bytes())
            kind = entry["_internal"]["page_type"]["primary"]
            cases.append(Case(Item(file.stem, content, ".html"), Page(kind, text)))
    return cases


def score_wcxb(gold: Mapping[str, Page], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return word F1, mean over pages, of all and of each kind of page."""
    scores: dict[str, list[float]] = {}
    for key, page in gold.items():
        text = predicted[key].main_text() if key in predicted else ""
        scores.setdefault(page.kind, []).append(word_f1(text, page.text))
    every = [one for kind in scores.values() for one in kind]
    return [
        Figure("word F1, mean over pages", _mean(every), len(every)),
        *(
            Figure(f"word F1, {kind} pages", _mean(scores[kind]), len(scores[kind]))
            for kind in sorted(scores)
        ),
    ]


def word_f1(found: str, expected: str) -> float:
    """Return F1 of the words of two texts as multisets; 1 when both have none."""
    counts = counts_of(_words(found), _words(expected))
    return 1.0 if counts.f1 is None else counts.f1


def load_trafilatura(path: Path) -> Sequence[Case[Chunks]]:
    """Read pages with pieces of text that must or must not be found."""
    root = unpacked(path) / "trafilatura-dev"
    entries = json.loads((root / "evaldata.json").read_text("utf-8"))
    return [
        Case(
            Item(key, (root / "html" / entry["file"]).read_bytes(), ".html"),
            Chunks(tuple(entry["with"]), tuple(entry["without"])),
        )
        for key, entry in entries.items()
    ]


def score_trafilatura(
    gold: Mapping[str, Chunks], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision, recall and F1 of the pieces, white space aside."""
    counts = Counts()
    for key, chunks in gold.items():
        text = _spaced(predicted[key].main_text()) if key in predicted else ""
        right = sum(_spaced(one) in text for one in chunks.wanted)
        wrong = sum(_spaced(one) in text for one in chunks.unwanted)
        counts += Counts(right, right + wrong, len(chunks.wanted))
    return f1_figures("pieces of text", counts)


def load_scrapinghub(path: Path) -> Sequence[Case[str]]:
    """Read articles with their body."""
    root = unpacked(path) / "scrapinghub-dev"
    entries = json.loads((root / "ground-truth.json").read_text("utf-8"))
    return [
        Case(
            Item(key, gzip.decompress((root / "html" / f"{key}.html.gz").read_bytes()), ".html"),
            entry["articleBody"],
        )
        for key, entry in entries.items()
    ]


def score_scrapinghub(gold: Mapping[str, str], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 of shingles, every article weighing the same.

    Source: ScrapingHub's article extraction benchmark, 2019.
    """
    right = found = expected = 0.0
    for key, body in gold.items():
        text = predicted[key].main_text() if key in predicted else ""
        counts = counts_of(shingles(text).elements(), shingles(body).elements())
        weight = counts.found + counts.expected - counts.right
        if weight:
            right += counts.right / weight
            found += counts.found / weight
            expected += counts.expected / weight
    n = len(gold)
    return [
        Figure("shingles: precision", right / found if found else None, n),
        Figure("shingles: recall", right / expected if expected else None, n),
        Figure("shingles: F1", 2 * right / (found + expected) if found + expected else None, n),
    ]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words; one run of all words when there are fewer."""
    words = _WORD.findall(text)
    if not words:
        return Counter()
    last = max(len(words) - _SHINGLE, 0)
    return Counter(tuple(words[n : n + _SHINGLE]) for n in range(last + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


#: These sets have the body of an article as their reference, not all that is main content.
_ARTICLE: Mapping[str, Mapping[str, object]] = {"html": {"mode": "article"}}

GOLD_SETS = (
    GoldSet(
        name="WCXB, dev",
        path="html/wcxb-dev.tar.xz",
        tables=("segments",),
        load=load_wcxb,
        score=score_wcxb,
        sample=200,
    ),
    GoldSet(
        name="trafilatura pages, dev",
        path="html/trafilatura-dev.tar.xz",
        tables=("segments",),
        options=_ARTICLE,
        load=load_trafilatura,
        score=score_trafilatura,
        sample=200,
    ),
    GoldSet(
        name="ScrapingHub articles, dev",
        path="html/scrapinghub-dev.tar.xz",
        tables=("segments",),
        options=_ARTICLE,
        load=load_scrapinghub,
        score=score_scrapinghub,
    ),
)
