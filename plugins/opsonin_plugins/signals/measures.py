"""All measures of text quality of a batch, in one pass over the shared analysis."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Analysis
from opsonin_plugins.signals.block import Block, blocks
from opsonin_plugins.signals.lines import measure_lines
from opsonin_plugins.signals.repetition import measure_repetition
from opsonin_plugins.signals.words import measure_words

Floats = npt.NDArray[np.float32]


def measure(analysis: Analysis, texts: pa.Array | pa.ChunkedArray) -> Mapping[str, Floats]:
    """Measure the quality of texts as Gopher, C4 and FineWeb do.

    Args:
        analysis: Of these texts.
        texts: Strings, none of them null.

    Returns:
        One array for each column of table ``signals`` but ``flag_density``, one value a document.
    """
    lengths = np.asarray(pc.utf8_length(texts), np.int64)
    parts = [_measure_block(block) for block in blocks(analysis, lengths)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _measure_block(block: Block) -> Mapping[str, Floats]:
    return {**measure_words(block), **measure_lines(block), **measure_repetition(block)}
