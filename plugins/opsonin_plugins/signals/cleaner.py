"""Cleaner ``signals``: measures the quality of every clean text, and changes and judges nothing.

It has no options, so that its results are remembered whatever thresholds are in force; those
belong to tagger ``quality`` and cleaner ``quality_gate``, which read the measures.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Cleaner, Context, Documents, NoOptions
from opsonin_plugins.signals.measures import measure
from opsonin_plugins.signals.sums import ratio

_FLAGS_PER_CODE_POINTS = 1_000


def signals_of(documents: Documents) -> Mapping[str, npt.NDArray[np.float32]]:
    """Return all columns of table ``signals`` for a batch, one value a document."""
    texts = documents.arrow.column("text")
    lengths = np.asarray(pc.utf8_length(texts), np.int64)
    ids = documents.arrow.column("doc_id")
    n_flags = np.bincount(_places(ids, documents.table("flags")), minlength=len(ids))
    n_repeated = _repeated_chars(ids, documents.table("fields"))
    return {
        **measure(documents.analysis, texts),
        "removed_repeat_char_fraction": ratio(n_repeated, n_repeated + lengths),
        "flag_density": ratio(n_flags * _FLAGS_PER_CODE_POINTS, lengths),
    }


def _places(doc_ids: pa.Array, rows: pa.Table) -> npt.NDArray[np.int64]:
    """Return the position of the document of each row."""
    return np.asarray(pc.index_in(rows["doc_id"], value_set=doc_ids).to_numpy(), np.int64)


def _repeated_chars(doc_ids: pa.Array, fields: pa.Table) -> npt.NDArray[np.int64]:
    """Return for each document how many characters went as repeats of lines."""
    rows = fields.filter(pc.equal(fields["field"], "repeated_chars"))
    # Anybody may give a field of this name; what is no number counts for nothing.
    rows = rows.filter(pc.match_substring_regex(rows["value"], r"^[0-9]{1,9}$"))
    numbers = rows["value"].cast(pa.int64()).to_numpy()
    found = np.bincount(_places(doc_ids, rows), weights=numbers, minlength=len(doc_ids))
    return found.astype(np.int64)


def clean(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    """Return one row of table ``signals`` for each document."""
    columns = {"doc_id": documents.arrow.column("doc_id"), **signals_of(documents)}
    return {"signals": pa.table(columns)}


SIGNALS: Cleaner[NoOptions] = Cleaner(
    name="signals",
    version="2",
    phase="segment",
    clean=clean,
    fills=("signals",),
    needs=("flags", "fields"),
)
