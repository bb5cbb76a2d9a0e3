"""Which blocks to keep, given how probably each is main content."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Pages on which less is expected have no main content at all more often than not: they are
#: challenges of a bot protection, or shells that a script fills. Source: cross-validation on WCXB,
#: where 6 of 8 such pages have an empty reference.
LEAST_F1: Final = 0.25
#: What recall counts against precision where the body of an article is wanted. Source:
#: cross-validation, see ``docs/content.md``: what stands around an article costs more than its
#: last paragraph.
ARTICLE_BETA: Final = 0.8


class Selection(NamedTuple):
    """Which blocks are kept.

    Attributes:
        is_kept: One flag a block.
        expected_f1: F of words that this choice is expected to have.
    """

    is_kept: NDArray[np.bool_]
    expected_f1: float

    @property
    def is_main(self) -> NDArray[np.bool_]:
        """The blocks that are main content; none where that is more probable."""
        return self.is_kept & (self.expected_f1 >= LEAST_F1)


def best_selection(
    chances: NDArray[np.float64], words: NDArray[np.float64], beta: float = 1.0
) -> Selection:
    """Choose the blocks whose expected F of words is highest.

    For the most probable k blocks F1 is about 2 * expected words of main content among them /
    (their words + all expected words of main content); the best k sets the threshold of the page.
    Source: Lipton, Elkan and Naryanaswamy 2014, Optimal thresholding of classifiers to maximize
    F1 measure, https://arxiv.org/abs/1402.1892.

    Args:
        chances: Probability of each block.
        words: Its number of words.
        beta: What recall counts against precision.
    """
    if not len(chances):
        return Selection(np.zeros(0, dtype=np.bool_), 0.0)
    order = np.argsort(-chances, kind="stable")
    expected = chances * words
    found = np.cumsum(expected[order])
    size = np.cumsum(words[order])
    recall = beta * beta
    scores = (1 + recall) * found / np.maximum(size + recall * expected.sum(), 1)
    best = int(np.argmax(scores))
    return Selection(chances >= chances[order][best], float(scores[best]))
