"""Cleaner ``quality_gate``: rejects documents of low quality, if the configuration says so.

Its thresholds are its own, so that a corpus can be marked strictly and rejected leniently. As it
comes it rejects nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsonin import Cleaned, Cleaner, Context, Documents, Reject
from opsonin_plugins.signals.quality import marked
from opsonin_plugins.signals.rules import Mark, Thresholds, rules_of


# Options are flat, as tables of TOML are, so that the thresholds can only be inherited.
@dataclass(frozen=True, slots=True)
class GateOptions(Thresholds):
    """Which documents are rejected.

    Attributes:
        drop: Documents with one of these marks are rejected with reason ``quality``.
    """

    drop: tuple[Mark, ...] = ()


def clean(documents: Documents, context: Context[GateOptions]) -> Sequence[Cleaned | Reject]:
    """Return a reject for each document with a mark that is to be dropped, else no change."""
    rules = [rule for rule in rules_of(context.options) if rule.mark in context.options.drop]
    reasons: dict[str, list[str]] = {}
    if rules:
        for row in marked(documents.table("signals"), rules).to_pylist():
            reason = "{mark}: {measure} is {value:.4g}, threshold {threshold:.4g}".format(**row)
            reasons.setdefault(row["doc_id"], []).append(reason)
    return [
        Reject("quality", "; ".join(reasons[doc_id])) if doc_id in reasons else Cleaned()
        for doc_id in documents.ids
    ]


GATE: Cleaner[GateOptions] = Cleaner(
    name="quality_gate",
    version="1",
    phase="segment",
    clean=clean,
    needs=("signals",),
    options=GateOptions,
)
