"""The judgement on a document: which measures lie beyond which thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import numpy.typing as npt

Mark = Literal["short", "long", "repetitive", "list", "symbols", "not_prose", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds of the measures in table ``signals``; a document beyond one of them is marked.

    Each name is that of a column with ``min`` or ``max`` before it; a threshold of nothing is no
    rule. The papers' own thresholds were made for the web and for words that keep their signs;
    where they would mark more than a few of a thousand papers, abstracts or news, the default
    is moved to where hardly any of those is marked, and the published one stands behind it.

    Source: Rae et al. (Gopher), arXiv:2112.11446, appendix A.1 and table A1; Raffel et al. (C4),
    JMLR 21:140, section 2.2, and its published code; Penedo et al. (FineWeb), arXiv:2406.17557.

    Attributes:
        min_*: Documents with a lower value in that column of ``signals`` are marked.
        max_*: Documents with a higher value in that column of ``signals`` are marked.
    """

    # Gopher.
    min_n_words: float | None = 50.0
    max_n_words: float | None = 100_000.0
    min_mean_word_length: float | None = 2.2  # published: 3; tables have many short numbers
    max_mean_word_length: float | None = 10.0
    min_alphabetic_word_fraction: float | None = 0.25  # published: 0.8; signs counted as words
    min_n_stop_words: float | None = 2.0  # of English
    max_hash_word_ratio: float | None = 0.1
    max_ellipsis_word_ratio: float | None = 0.1
    max_bullet_line_fraction: float | None = 0.9
    max_ellipsis_line_fraction: float | None = 0.3
    max_duplicate_line_fraction: float | None = 0.6  # published: 0.3; cells of tables repeat
    max_duplicate_line_char_fraction: float | None = 0.2
    max_duplicate_paragraph_fraction: float | None = 0.35  # published: 0.3
    max_duplicate_paragraph_char_fraction: float | None = 0.2
    max_top_2gram_char_fraction: float | None = 0.2
    max_top_3gram_char_fraction: float | None = 0.22  # published: 0.18
    max_top_4gram_char_fraction: float | None = 0.22  # published: 0.16
    max_duplicate_5gram_char_fraction: float | None = 0.40  # published: 0.15
    max_duplicate_6gram_char_fraction: float | None = 0.36  # published: 0.14
    max_duplicate_7gram_char_fraction: float | None = 0.32  # published: 0.13
    max_duplicate_8gram_char_fraction: float | None = 0.28  # published: 0.12
    max_duplicate_9gram_char_fraction: float | None = 0.26  # published: 0.11
    max_duplicate_10gram_char_fraction: float | None = 0.25  # published: 0.10
    max_duplicate_40gram_char_fraction: float | None = 0.06  # ours
    max_removed_repeat_char_fraction: float | None = 0.2  # ours, as for what still stands there
    # C4. It drops lines that do not end in punctuation or have few words, not documents.
    min_n_sentences: float | None = None  # published: 5; a short abstract has three
    max_unterminated_line_fraction: float | None = None
    max_few_word_line_fraction: float | None = None
    max_javascript_line_fraction: float | None = 0.3
    max_policy_line_fraction: float | None = 0.3
    max_longest_word_length: float | None = 5_000.0  # published: 1,000; sequences are longer
    max_n_lorem_ipsum: float | None = 0.0
    max_curly_bracket_word_ratio: float | None = 0.1  # published: 0; papers quote code and TeX
    # FineWeb.
    min_punctuated_line_fraction: float | None = None  # published: 0.12; hard line breaks
    max_short_line_fraction: float | None = 0.98  # published: 0.67; tables are text here
    max_duplicate_char_fraction: float | None = 0.2  # published: 0.01
    max_newline_word_ratio: float | None = 0.6  # published: 0.3

    def __post_init__(self) -> None:
        """Refuse a pair of bounds that no document can keep."""
        for column in ("n_words", "mean_word_length"):
            low, high = getattr(self, f"min_{column}"), getattr(self, f"max_{column}")
            if low is not None and high is not None and low > high:
                raise ValueError(f"min_{column} {low:g} is greater than max_{column} {high:g}")


#: What a document is called whose measure lies beyond its threshold, by the start of its option.
_MARKS: Mapping[str, Mark] = {
    "min_n_words": "short",
    "min_n_sentences": "short",
    "max_n_words": "long",
    "max_duplicate_": "repetitive",
    "max_top_": "repetitive",
    "max_removed_repeat_": "repetitive",
    "max_bullet_": "list",
    "max_short_line_": "list",
    "max_few_word_line_": "list",
    "max_newline_": "list",
    "max_ellipsis_line_": "list",
    "max_unterminated_": "list",
    "min_punctuated_": "list",
    "max_hash_": "symbols",
    "max_ellipsis_word_": "symbols",
    "max_curly_": "symbols",
    "max_mean_word_": "not_prose",
    "min_mean_word_": "not_prose",
    "max_longest_": "not_prose",
    "min_alphabetic_": "not_prose",
    "min_n_stop_": "not_prose",
    "max_javascript_": "boilerplate",
    "max_policy_": "boilerplate",
    "max_n_lorem_": "boilerplate",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A bound of one measure.

    Attributes:
        measure: A column of table ``signals``.
        bound: Whether the threshold is the least or the greatest value allowed.
        threshold: The value.
        mark: What a document beyond it is called.
    """

    measure: str
    bound: Literal["min", "max"]
    threshold: float
    mark: Mark

    def breaks(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        """Tell which values lie beyond the threshold, compared as the table stores them."""
        threshold = np.float32(self.threshold)
        return values < threshold if self.bound == "min" else values > threshold


def rules_of(thresholds: Thresholds) -> Iterator[Rule]:
    """Yield a rule for every threshold that is set, in the order of the options."""
    for field in fields(thresholds):
        if not field.name.startswith(("min_", "max_")):
            continue
        threshold = getattr(thresholds, field.name)
        if threshold is not None:
            mark = next(mark for start, mark in _MARKS.items() if field.name.startswith(start))
            bound: Literal["min", "max"] = "min" if field.name.startswith("min_") else "max"
            yield Rule(field.name[len("min_") :], bound, threshold, mark)
