"""Coordinates of texts that a test makes up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from opsonin.spans.alignments import Alignments
from opsonin.spans.edit import Edit
from opsonin.stages.coordinates import Coordinates, Segments


def placed(
    texts: Mapping[str, str],
    edits: Mapping[str, Sequence[Edit]] = MappingProxyType({}),
    segments: Segments | None = None,
) -> Coordinates:
    """Return where spans stand in texts that edits have made of others."""
    ids = sorted(texts)
    given = [(at, edit) for at, one in enumerate(ids) for edit in edits.get(one, ())]
    documents = np.array([at for at, _ in given], np.int64)
    starts = np.array([edit.start for _, edit in given], np.int64)
    ends = np.array([edit.end for _, edit in given], np.int64)
    sizes = np.array([len(edit.replacement) for _, edit in given], np.int64)
    growth = np.zeros(len(ids), np.int64)
    np.add.at(growth, documents, sizes - (ends - starts))
    lengths = np.array([len(texts[one]) for one in ids], np.int64) - growth
    alignments = Alignments.from_edits(documents, starts, ends, sizes, lengths)
    given_texts = pa.array([texts[one] for one in ids], pa.string())
    return Coordinates(pa.array(ids, pa.string()), given_texts, alignments, segments)
