"""What would be removed at a threshold: shares of the furniture, and of the text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from opsonin_bench.furniture.training import Judged

_THRESHOLDS = (0.03, 0.05, 0.1, 0.15, 0.2)
_TEXT = 0.5


def figures(judged: Sequence[Judged]) -> list[tuple[str, ...]]:
    """Return for each threshold the shares of lines and words that would go, in per cent."""
    labels = np.concatenate([one.dump.labels for one in judged])
    chances = np.concatenate([one.chances for one in judged])
    words = np.array([len(line.split()) for one in judged for line in one.dump.lines])
    is_text, is_furniture = labels >= _TEXT, labels < _TEXT
    rows = []
    for threshold in _THRESHOLDS:
        goes = chances < threshold
        shares = [
            (counts * (is_kind & goes)).sum() / max((counts * is_kind).sum(), 1)
            for is_kind in (is_furniture, is_text)
            for counts in (np.ones(len(words)), words)
        ]
        rows.append((f"{threshold:g}", *(f"{100 * share:.2f}" for share in shares)))
    return rows
