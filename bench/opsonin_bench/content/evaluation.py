"""Figures of the cross-validation: the measures of the sets, on domains that were not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opsonin_bench.content.pages import LabelledPage
from opsonin_bench.content.training import Example
from opsonin_bench.quality.figures import Figure
from opsonin_bench.quality.predicting import Predicted
from opsonin_bench.quality.sets.html import (
    Chunks,
    Page,
    score_scrapinghub,
    score_trafilatura,
    score_wcxb,
)
from opsonin_plugins.cleaners.content.selection import ARTICLE_BETA, best_selection


def main_texts(pages: Sequence[LabelledPage], examples: Sequence[Example]) -> dict[str, str]:
    """Return the main text of each page by set and key; pages without blocks have none."""
    texts = {_key(page): "" for page in pages}
    for example in examples:
        beta = 1.0 if example.page.is_page else ARTICLE_BETA
        chosen = best_selection(example.chances, example.words, beta)
        texts[_key(example.page)] = example.page.text(chosen.is_main.tolist())
    return texts


def figures(pages: Sequence[LabelledPage], texts: Mapping[str, str]) -> list[tuple[str, Figure]]:
    """Return the figures of each set."""
    wcxb: dict[str, Page] = {}
    chunks: dict[str, Chunks] = {}
    articles: dict[str, str] = {}
    for page in pages:
        if isinstance(page.gold, Page):
            wcxb[_key(page)] = page.gold
        elif isinstance(page.gold, Chunks):
            chunks[_key(page)] = page.gold
        else:
            articles[_key(page)] = page.gold
    predicted = {key: _predicted(text) for key, text in texts.items()}
    return [
        *(("WCXB", figure) for figure in score_wcxb(wcxb, predicted)),
        *(("trafilatura", figure) for figure in score_trafilatura(chunks, predicted)),
        *(("ScrapingHub", figure) for figure in score_scrapinghub(articles, predicted)),
    ]


def _predicted(text: str) -> Predicted:
    row = {"kind": "paragraph", "is_main": True, "clean_start": 0, "clean_end": len(text)}
    return Predicted("", text, {"segments": [row]})


def _key(page: LabelledPage) -> str:
    return f"{page.set_name} {page.key}"
