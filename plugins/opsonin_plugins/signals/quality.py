"""Tagger ``quality``: says which documents lie beyond which thresholds.

It reads the measures that cleaner ``signals`` remembers, so that a new threshold costs neither a
measure nor any other component's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np
import pyarrow as pa

from opsonin import ComponentRows, Context, Documents, Tagger, column
from opsonin.tables.arrow import Float32, String
from opsonin_plugins.signals.rules import Mark, Rule, Thresholds, rules_of


class Quality(ComponentRows, name="quality", stage="tag"):
    """Why a document may be of low quality: one row for every measure beyond its threshold."""

    mark: String = column("What is wrong with the text", isin=get_args(Mark))
    measure: String = column("Column of signals", pattern="[a-z][a-z0-9_]*")
    value: Float32 = column("What was measured")
    threshold: Float32 = column("The least or greatest value that is not marked")


_MARKED = pa.schema(
    {
        "doc_id": pa.string(),
        "mark": pa.string(),
        "measure": pa.string(),
        "value": pa.float32(),
        "threshold": pa.float32(),
    }
)


def marked(signals: pa.Table, rules: Sequence[Rule]) -> pa.Table:
    """Return the measures that lie beyond their thresholds.

    Args:
        signals: Documents x table ``signals``.
        rules: Which thresholds hold.

    Returns:
        Rows x (``doc_id``, ``mark``, ``measure``, ``value``, ``threshold``), rule by rule.
    """
    found = [_MARKED.empty_table()]
    for rule in rules:
        values = signals[rule.measure].to_numpy()
        places = np.flatnonzero(rule.breaks(values))
        columns = [
            signals["doc_id"].take(pa.array(places)),
            pa.repeat(pa.scalar(rule.mark), len(places)),
            pa.repeat(pa.scalar(rule.measure), len(places)),
            pa.array(values[places], pa.float32()),
            pa.repeat(pa.scalar(rule.threshold, pa.float32()), len(places)),
        ]
        found.append(pa.table(columns, schema=_MARKED))
    return pa.concat_tables(found)


def tag(documents: Documents, context: Context[Thresholds]) -> Mapping[str, pa.Table]:
    """Return the rows of table ``quality``; a document that nothing is wrong with has none."""
    return {"quality": marked(documents.table("signals"), list(rules_of(context.options)))}


QUALITY: Tagger[Thresholds] = Tagger(
    name="quality",
    version="1",
    tag=tag,
    fills=("quality",),
    needs=("signals",),
    options=Thresholds,
)
