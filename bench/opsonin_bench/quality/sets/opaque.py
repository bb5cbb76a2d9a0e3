"""Texts of cleaners that return only a string: whether their words are led back to their own place.

The text of an extractor is compared with the page as `opsonin.edits_between` does it for every
cleaner that is made from a string, and judged by `opsonin_bench.quality.tracing`. The same pages go
through the pipeline with that extractor, where what is kept has to equal the raw text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from opsonin import Edit, Reject, edits_between
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.html import load_wcxb
from opsonin_bench.quality.tracing import Traced, traced
from opsonin_plugins.cleaners.extractor import EXTRACTORS
from opsonin_plugins.sources.decode import decode

#: Each page is extracted about a dozen times; the longest would take most of the time.
_MOST_CHARACTERS = 400_000
_PAGES = 60


def load_markups(path: Path) -> Sequence[Case[str]]:
    """Read pages of WCXB; the gold is their markup as the source decodes it."""
    cases = []
    for case in load_wcxb(path):
        content = case.item.content
        decoded = decode(content if isinstance(content, bytes) else content.encode())
        if not isinstance(decoded, Reject) and len(decoded.text) <= _MOST_CHARACTERS:
            cases.append(Case(case.item, decoded.text))
    return cases


def score_traced(
    gold: Mapping[str, str], predicted: Mapping[str, Predicted], *, extractor: str
) -> list[Figure]:
    """Return how many letters are led back, how many of these rightly, and what is kept rightly."""
    sums = traced_texts(gold.values(), _text_of(extractor), _edits)
    right, kept = 0, 0
    for key, one in predicted.items():
        for row in one.rows["alignment"]:
            if row["op"] == "keep":
                ours = one.text[row["clean_start"] : row["clean_end"]]
                raw = gold[key][row["raw_start"] : row["raw_end"]]
                kept += len(ours)
                right += len(ours) if ours == raw else 0
    return [
        Figure("kept characters equal to the raw ones", _share(right, kept), kept),
        Figure("letters led back", _share(sums.covered, sums.letters), sums.letters),
        Figure("of these, to their own word", _share(sums.right, sums.covered), sums.covered),
        Figure("led to another word", sums.covered - sums.right, sums.covered),
        Figure("texts that cannot be traced", sums.left_out, len(gold)),
    ]


def traced_texts(
    markups: Iterable[str],
    extract: Callable[[str], str],
    compare: Callable[[str, str], Sequence[Edit]],
) -> Traced:
    """Return the sums over pages."""
    sums = Traced()
    for markup in markups:
        sums += traced(markup, extract, compare)
    return sums


def _text_of(extractor: str) -> Callable[[str], str]:
    """Return what gives the text that an extractor finds in a page; empty where it fails."""

    def extract(markup: str) -> str:
        found = EXTRACTORS[extractor](markup)
        return "" if found is None else found.text

    return extract


def _edits(markup: str, text: str) -> Sequence[Edit]:
    return edits_between(markup, text, reason="extracted")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


GOLD_SETS = tuple(
    GoldSet(
        name=f"{extractor}'s texts, traced",
        path="html/wcxb-dev.tar.xz",
        tables=("alignment",),
        options={"html": {"extractor": extractor}},
        load=load_markups,
        score=partial(score_traced, extractor=extractor),
        sample=_PAGES,
    )
    for extractor in ("trafilatura", "resiliparse")
)
