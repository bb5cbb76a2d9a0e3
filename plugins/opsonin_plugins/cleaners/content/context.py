"""Features of a block's place among the others, and of the page as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from opsonin_plugins.cleaners.content.lexicon import PARTS
from opsonin_plugins.cleaners.content.measures import Measures
from opsonin_plugins.cleaners.content.outline import Outline
from opsonin_plugins.cleaners.content.pages import Floats, Ints, Pages, sums_before, whole
from opsonin_plugins.cleaners.content.structured import article_body, page_kinds
from opsonin_plugins.cleaners.content.surroundings import Elements

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
#: Parts of a word that sums over blocks are exact to.
_WORD_PARTS = 1 << 10


def tag_numbers(pages: Pages) -> Ints:
    """Return the number of each block's element."""
    return np.array([_TAGS.get(block.tag, 0) for block in pages.blocks])


def neighbours(pages: Pages, rows: dict[str, Floats], tags: Ints) -> dict[str, Floats]:
    """Return some features of the blocks before and after each, and means around it."""
    names = ("words", "link", "function_share", "weight_mean", "path_sum", "is_closed")
    values = np.stack([*(rows[name] for name in names), tags.astype(np.float64)])
    found = {
        f"{name}{step:+d}": near[k]
        for step, near in beside(pages, values, _NEIGHBOURS, nothing=-1.0)
        for k, name in enumerate((*names, "tag"))
        if abs(step) < max(_NEIGHBOURS) or name not in ("is_closed", "tag")
    }
    words, linked, function, weight, path = (
        sums_before(one)
        for one in (
            rows["words"],
            whole(rows["link"] * rows["words"], _WORD_PARTS),
            whole(rows["function_words"], _WORD_PARTS),
            np.rint(rows["weight"] * PARTS),
            np.rint(rows["path_sum"] * PARTS),
        )
    )
    for reach in _WINDOWS:
        low, high = pages.window(reach)
        size = high - low
        total = words[high] - words[low]
        some = np.maximum(total, 1)
        found[f"window{reach}_words"] = total / size
        found[f"window{reach}_link"] = (linked[high] - linked[low]) / some
        found[f"window{reach}_function"] = (function[high] - function[low]) / some
        found[f"window{reach}_weight"] = (weight[high] - weight[low]) / PARTS / size
        found[f"window{reach}_path"] = rows["path_sum"] - (path[high] - path[low]) / PARTS / size
    return found


def beside(
    pages: Pages, values: Floats, steps: Sequence[int], nothing: float
) -> Iterator[tuple[int, Floats]]:
    """Yield each step with what the blocks so far from each have.

    Args:
        pages: The pages.
        values: What blocks have, one row a property.
        steps: How far to look.
        nothing: What stands for blocks beyond the page.
    """
    reach = max(steps)
    # Between two pages stand so many that none sees the other.
    place = pages.place + reach * (pages.of + 1)
    padded = np.full((len(values), int(place[-1]) + reach + 1), nothing)
    padded[:, place] = values
    for step in steps:
        yield step, padded[:, place + step]


def place(pages: Pages, measures: Measures, tags: Ints, found: Elements) -> dict[str, Floats]:
    """Return where a block stands on the page, and how many others are like it."""
    words, prose = pages.before(measures.words), pages.before(measures.prose)
    page_words, page_prose = pages.total(measures.words), pages.total(measures.prose)
    total = np.maximum(1.0, page_words)[pages.of]
    texts: dict[tuple[int, str], int] = {}
    numbers = np.array(
        [
            texts.setdefault(one, len(texts))
            for one in zip(pages.of.tolist(), (block.text for block in pages.blocks), strict=True)
        ]
    )
    # New texts get the next number.
    is_first = np.diff(np.maximum.accumulate(numbers), prepend=-1) > 0
    kind = (pages.of * (len(_TAGS) + 1) + tags) * (found.kind.max() + 1) + found.kind[pages.at]
    kinds = np.unique(kind, return_inverse=True)[1]
    n_alike = np.bincount(kinds)
    words_alike = np.bincount(kinds, weights=measures.words)
    chars_alike = np.bincount(kinds, weights=measures.chars)
    linked_alike = np.bincount(kinds, weights=measures.linked)
    rows = {
        "tag": tags.astype(np.float64),
        "position": (pages.place - pages.first) / pages.counts[pages.of],
        "words_before": words / total,
        "prose_before": prose / np.maximum(1.0, page_prose)[pages.of],
        "copies": np.bincount(numbers)[numbers].astype(np.float64),
        "is_copy": (~is_first).astype(np.float64),
        "alike": n_alike[kinds].astype(np.float64),
        "alike_words": words_alike[kinds] / total,
        "alike_mean_words": (words_alike / n_alike)[kinds],
        "alike_link": (linked_alike / np.maximum(chars_alike, 1))[kinds],
    }
    return rows | _from_headings(pages, measures, tags, words)


def _from_headings(
    pages: Pages, measures: Measures, tags: Ints, words: Floats
) -> dict[str, Floats]:
    """Return how far a block stands from the page's headline and from the heading above it."""
    is_headline = tags == _H1
    headlines = pages.total(is_headline)
    # Of the headlines with most of the title the first; -1 for other blocks.
    share = np.where(is_headline, measures.title, -1.0)
    most = np.maximum.reduceat(share, pages.starts)[pages.of]
    last = len(tags)
    number = np.where(is_headline & (share == most), pages.place, last)
    headline = np.minimum.reduceat(number, pages.starts)[pages.of]
    has_headline, headline = headline < last, np.minimum(headline, last - 1)
    rows = {
        "headlines": headlines[pages.of],
        "from_headline": np.where(has_headline, pages.place - headline, _NONE),
        "words_from_headline": np.where(has_headline, words - words[headline], -1.0),
    }
    is_heading = (tags >= _H1) & (tags <= _H6)
    heading = np.maximum.accumulate(np.where(is_heading, pages.place, -1))
    has_heading, above = heading >= pages.first, np.maximum(heading, 0)
    weight = measures.weight[above]
    rows["from_heading"] = np.where(has_heading, pages.place - heading, _NO_HEADING)
    rows["heading_weight"] = np.where(has_heading, weight, 0.0)
    rows["heading_weight_mean"] = np.where(
        has_heading, weight / np.maximum(measures.words[above], 1), 0.0
    )
    rows["heading_tag"] = np.where(has_heading, tags[above], 0.0)
    return rows


def whole_page(pages: Pages, measures: Measures, path_sum: Floats) -> dict[str, Floats]:
    """Return features that all blocks share, and how a block differs from the mean."""
    of = pages.of
    words = np.maximum(1.0, pages.total(measures.words))
    chars = np.maximum(1.0, pages.total(measures.chars))
    tags = [Counter(outline.containers.tags) for outline in pages.outlines]
    values: dict[str, Floats] = {
        "page_words": words,
        "page_link": pages.total(measures.linked) / chars,
        "page_prose": pages.total(measures.prose) / words,
        "page_blocks": pages.counts.astype(np.float64),
        "page_longest": np.maximum.reduceat(measures.words, pages.starts),
        "page_articles": np.array([float(counts["article"]) for counts in tags]),
        "page_forms": np.array([float(counts["form"]) for counts in tags]),
        "page_mains": np.array([float(counts["main"]) for counts in tags]),
    }
    kinds = np.array([_kinds(outline) for outline in pages.outlines]).T
    values |= {f"page_kind{k}": kind for k, kind in enumerate(kinds)}
    bodies = [article_body(outline.data_scripts) for outline in pages.outlines]
    values["page_body"] = np.minimum(_MAX_BODY, np.array([len(body) for body in bodies]) / chars)
    rows = {name: value[of] for name, value in values.items()}
    rows["in_body"] = np.zeros(len(of))
    for outline, body, start in zip(pages.outlines, bodies, pages.starts.tolist(), strict=True):
        if body:
            is_in = [block.text[:_PREFIX] in body for block in outline.blocks]
            rows["in_body"][start : start + len(is_in)] = np.where(is_in, 1.0, -1.0)
    counted = np.maximum(measures.words, 1)
    mean = pages.total(np.rint(path_sum * PARTS) * counted) / pages.total(counted) / PARTS
    rows["path_from_mean"] = path_sum - mean[of]
    return rows


def _kinds(outline: Outline) -> list[float]:
    return page_kinds(outline.data_scripts, (meta for _, meta in outline.metas))
