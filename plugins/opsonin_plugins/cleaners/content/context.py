"""Features of a block's place among the others, and of the page as a whole."""

from __future__ import annotations

from collections import Counter

import numpy as np

from opsonin_plugins.cleaners.content.measures import Floats, Measures, sums_before
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.structured import article_body, page_kinds
from opsonin_plugins.cleaners.content.surroundings import Containers, Ints, numbered

#: Elements by the number they have as a feature.
_TAGS = {
    tag: number
    for number, tag in enumerate(
        [
            "p",
            "li",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "td",
            "th",
            "div",
            "span",
            "dt",
            "dd",
            "pre",
            "blockquote",
            "figcaption",
            "button",
            "label",
            "section",
            "article",
            "caption",
            "summary",
            "header",
            "footer",
            "nav",
            "aside",
            "main",
            "form",
            "legend",
            "center",
            "address",
            "body",
        ],
        start=1,
    )
}
_H1, _H6 = _TAGS["h1"], _TAGS["h6"]
_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
_WINDOWS = (4, 10)
_NONE, _NO_HEADING = -999.0, 99.0
#: A block stands in the article's text if this many of its first characters do.
_PREFIX = 50
_MAX_BODY = 5.0


def tag_numbers(outline: Outline) -> Ints:
    """Return the number of each block's element."""
    return np.array([_TAGS.get(block.tag, 0) for block in outline.blocks])


def neighbours(rows: dict[str, Floats], tags: Ints) -> dict[str, Floats]:
    """Return some features of the blocks before and after each, and means around it."""
    names = ("words", "link", "function_share", "weight_mean", "path_sum", "is_closed")
    values = np.stack([*(rows[name] for name in names), tags.astype(np.float64)])
    n = values.shape[1]
    reach = max(_NEIGHBOURS)
    padded = np.full((len(values), n + 2 * reach), -1.0)
    padded[:, reach : reach + n] = values
    found = {
        f"{name}{step:+d}": padded[k, reach + step : reach + step + n]
        for step in _NEIGHBOURS
        for k, name in enumerate((*names, "tag"))
        if abs(step) < reach or name not in ("is_closed", "tag")
    }
    at = np.arange(n)
    words, linked, function, weight, path = (
        sums_before(one)
        for one in (
            rows["words"],
            rows["link"] * rows["words"],
            rows["function_words"],
            rows["weight"],
            rows["path_sum"],
        )
    )
    for reach in _WINDOWS:
        low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, n)
        size = high - low
        total = words[high] - words[low]
        some = np.maximum(total, 1)
        found[f"window{reach}_words"] = total / size
        found[f"window{reach}_link"] = (linked[high] - linked[low]) / some
        found[f"window{reach}_function"] = (function[high] - function[low]) / some
        found[f"window{reach}_weight"] = (weight[high] - weight[low]) / size
        found[f"window{reach}_path"] = rows["path_sum"] - (path[high] - path[low]) / size
    return found


def place(outline: Outline, measures: Measures, tags: Ints, found: Containers) -> dict[str, Floats]:
    """Return where a block stands on the page, and how many others are like it."""
    n = len(tags)
    at = np.arange(n)
    words, prose = sums_before(measures.words)[:-1], sums_before(measures.prose)[:-1]
    total = max(1.0, measures.words.sum())
    texts = numbered(block.text for block in outline.blocks)
    is_first = np.zeros(n, dtype=bool)
    is_first[np.unique(texts, return_index=True)[1]] = True
    kinds = numbered(
        zip(tags.tolist(), found.kind[[b.container for b in outline.blocks]].tolist(), strict=True)
    )
    n_alike = np.bincount(kinds)
    words_alike = np.bincount(kinds, weights=measures.words)
    chars_alike = np.bincount(kinds, weights=measures.chars)
    linked_alike = np.bincount(kinds, weights=measures.link * measures.chars)
    rows = {
        "tag": tags.astype(np.float64),
        "position": at / n,
        "words_before": words / total,
        "prose_before": prose / max(1.0, measures.prose.sum()),
        "copies": np.bincount(texts)[texts].astype(np.float64),
        "is_copy": (~is_first).astype(np.float64),
        "alike": n_alike[kinds].astype(np.float64),
        "alike_words": words_alike[kinds] / total,
        "alike_mean_words": (words_alike / n_alike)[kinds],
        "alike_link": (linked_alike / np.maximum(chars_alike, 1))[kinds],
    }
    return rows | _from_headings(measures, tags, at, words)


def _from_headings(measures: Measures, tags: Ints, at: Ints, words: Floats) -> dict[str, Floats]:
    """Return how far a block stands from the page's headline and from the heading above it."""
    n = len(at)
    headlines = np.flatnonzero(tags == _H1)
    rows = {
        "headlines": np.full(n, float(len(headlines))),
        "from_headline": np.full(n, _NONE),
        "words_from_headline": np.full(n, -1.0),
    }
    if len(headlines):
        headline = headlines[np.argmax(measures.title[headlines])]
        rows["from_headline"] = (at - headline).astype(np.float64)
        rows["words_from_headline"] = words - words[headline]
    is_heading = (tags >= _H1) & (tags <= _H6)
    heading = np.maximum.accumulate(np.where(is_heading, at, -1))
    has_heading, above = heading >= 0, np.maximum(heading, 0)
    weight = measures.weight[above]
    rows["from_heading"] = np.where(has_heading, at - heading, _NO_HEADING)
    rows["heading_weight"] = np.where(has_heading, weight, 0.0)
    rows["heading_weight_mean"] = np.where(
        has_heading, weight / np.maximum(measures.words[above], 1), 0.0
    )
    rows["heading_tag"] = np.where(has_heading, tags[above], 0.0)
    return rows


def whole_page(outline: Outline, measures: Measures, path_sum: Floats) -> dict[str, Floats]:
    """Return features that all blocks share, and how a block differs from the mean."""
    n = len(path_sum)
    words, chars = max(1.0, measures.words.sum()), max(1.0, measures.chars.sum())
    tags = Counter(one.tag for one in outline.containers)
    values = {
        "page_words": words,
        "page_link": (measures.link * measures.chars).sum() / chars,
        "page_prose": measures.prose.sum() / words,
        "page_blocks": float(n),
        "page_longest": measures.words.max(),
        "page_articles": float(tags["article"]),
        "page_forms": float(tags["form"]),
        "page_mains": float(tags["main"]),
    }
    kinds = page_kinds(outline.data_scripts, (meta for _, meta in outline.metas))
    values |= {f"page_kind{k}": kind for k, kind in enumerate(kinds)}
    body = article_body(outline.data_scripts)
    values["page_body"] = min(_MAX_BODY, len(body) / chars)
    rows = {name: np.full(n, value) for name, value in values.items()}
    rows["in_body"] = np.zeros(n)
    if body:
        is_in = [block.text[:_PREFIX] in body for block in outline.blocks]
        rows["in_body"] = np.where(is_in, 1.0, -1.0)
    mean = np.average(path_sum, weights=np.maximum(measures.words, 1))
    rows["path_from_mean"] = path_sum - mean
    return rows
