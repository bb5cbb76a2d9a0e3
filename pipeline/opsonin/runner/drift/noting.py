"""Compares what a run has brought with the runs before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opsonin.manager.drift import drift_options
from opsonin.runner.drift.band import Drift, drifts
from opsonin.runner.drift.measures import Measures, measure
from opsonin.runner.plan.staged import Draft
from opsonin.store.store import Store

#: Key of the measures in the record of a run.
PUBLISHERS = "publishers"


@dataclass(frozen=True, slots=True)
class Observed:
    """What a run says of publishers.

    Attributes:
        publishers: What the new documents of each are like.
        drift: What has left its band.
    """

    publishers: tuple[Measures, ...] = ()
    drift: tuple[Drift, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what the record of the run says of it: nothing where nothing was measured."""
        if not self.publishers:
            return {}
        return {
            PUBLISHERS: [one.to_json() for one in self.publishers],
            "drift": [str(one) for one in self.drift],
        }


def observe(store: Store, draft: Draft, stated: Mapping[str, object]) -> Observed:
    """Measure the documents that a run has added or changed, and compare them.

    Documents that it has only treated anew are left out: what a new version of a component does
    to them is no news of their publisher.

    Args:
        store: The data folder, in which the run is committed.
        draft: What it has committed.
        stated: The table ``[drift]``.
    """
    options = drift_options(stated)
    if not options.enabled:
        return Observed()
    known = draft.cleaned.plan.results
    manifests = draft.cleaned.manifests
    came = {doc_id for one in manifests for doc_id in one.owners("documents") - known.keys()}
    refused = draft.ingested.written.owners("rejects") | {
        draft.ingested.uris[doc_id]
        for manifest in manifests
        for one in manifest.results
        for doc_id in one.rejected
        if doc_id not in known
    }
    if len(came) + len(refused) < options.min_documents:
        return Observed()
    before = [values for record in store.runs() for values in record.get(PUBLISHERS, ())]
    now = measure(store, came, refused, _publishers_at(before), min_documents=options.min_documents)
    return Observed(tuple(now), drifts(now, before, options))


def _publishers_at(before: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Return the publishers that were seen at each site."""
    found: dict[str, set[str]] = defaultdict(set)
    for values in before:
        for site in values["sites"]:
            if site != values["publisher"]:
                found[site].add(values["publisher"])
    return found
