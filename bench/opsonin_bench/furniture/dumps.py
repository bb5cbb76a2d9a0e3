"""The development pages as dumps without markup: lines, with labels."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opsonin_bench.content.pages import LabelledPage
from opsonin_bench.quality.sets.html import Page

#: Kinds of pages of WCXB that dumps of news, journals and blogs are like.
_KINDS = ("article", "documentation")
_LEAST_LINES, _MOST_LINES, _TITLE_WORDS = 4, 400, 3
_WORD = re.compile(r"\w+")
_TEXT = 0.5
#: A trimmed dump has so much of its page's furniture.
_KEPT = (0.05, 0.7)


@dataclass(frozen=True, slots=True)
class Dump:
    """A page as it looks without its markup.

    Attributes:
        set_name: The set it comes from.
        domain: The registered domain it comes from.
        fold: The part of the cross-validation it belongs to.
        lines: Its lines.
        labels: For each the share that is main content; NaN where nobody says.
    """

    set_name: str
    domain: str
    fold: int
    lines: list[str]
    labels: NDArray[np.float64]

    def trimmed(self, seed: int) -> Dump:
        """Return the dump with part of its furniture: others have cleaned before us."""
        chance = random.Random(f"{seed} {self.lines[0]}")  # noqa: S311 - no secret
        kept = chance.uniform(*_KEPT)
        chosen = [
            at
            for at, label in enumerate(self.labels.tolist())
            if not label < _TEXT or chance.random() < kept
        ]
        return Dump(
            self.set_name,
            self.domain,
            self.fold,
            [self.lines[at] for at in chosen],
            self.labels[chosen],
        )


def dumps_of(pages: Iterable[LabelledPage]) -> Iterator[Dump]:
    """Yield the pages that are articles and the like as dumps.

    A page's title counts as text wherever it stands; references leave it out as often as not.
    """
    for page in pages:
        if isinstance(page.gold, Page) and page.gold.kind not in _KINDS:
            continue
        title = " ".join(_words(page.outline.title))
        lines, labels = [], []
        for block, label in zip(page.outline.blocks, page.labels.tolist(), strict=True):
            words = _words(block.text)
            if not words:
                continue
            is_title = len(words) >= _TITLE_WORDS and " ".join(words) in title
            lines.append(block.text.strip())
            labels.append(1.0 if is_title else label)
        if len(lines) >= _LEAST_LINES:
            kept = slice(_MOST_LINES)
            yield Dump(page.set_name, page.domain, page.fold, lines[kept], np.array(labels[kept]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
