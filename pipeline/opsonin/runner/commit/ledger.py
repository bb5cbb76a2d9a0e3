"""The account of a run: what went into every component and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import pyarrow.compute as pc

from opsonin.errors import StageError
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.commit.arrivals import Arrivals
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.tasks import Manifest
from opsonin.stages.calling import Counts
from opsonin.store.store import Store
from opsonin.tables.accounts import WHOLE_STAGE
from opsonin.tables.model import ENGINE

#: Tables whose rows the engine makes: they are nobody's to emit.
_ENGINE_TABLES = frozenset({"documents", "alignment", "removed", "rejects", "raw", "sources"})


@dataclass(slots=True, kw_only=True)
class Account:
    """One line of the ledger."""

    stage: str
    component: str
    component_version: str = ""
    distribution_version: str = ""
    fingerprint: str = ""
    documents_in: int = 0
    documents_out: int = 0
    documents_rejected: int = 0
    documents_dropped: int = 0
    documents_cached: int = 0
    rows_emitted: int = 0
    rows_written: int = 0
    rows_rejected: int = 0
    rows_refined: int = 0
    rows_changed: int = 0
    seconds: float = 0.0

    def check(self) -> None:
        """Check the sums.

        Raises:
            StageError: A document or row is unaccounted for.
        """
        ended = self.documents_out + self.documents_rejected + self.documents_dropped
        if self.documents_in != ended:
            self._off("documents", self.documents_in, ended)
        ended = self.rows_written + self.rows_rejected + self.rows_refined
        if self.rows_emitted != ended:
            self._off("rows", self.rows_emitted, ended)

    def _off(self, what: str, given: int, ended: int) -> None:
        raise StageError(
            f"The account does not balance: {given} {what} in, {ended} accounted for.",
            where=f"stage {self.stage}, component {self.component}",
            remedy="Nothing was committed. This is an error of opsonin: please report it.",
        )


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How every component ended on the documents of a run, counted from what was written.

    Attributes:
        done: Component -> documents that it is done with.
        rejected: Component -> documents in ``rejects``.
        n_unseen: Documents that the engine rejected before any component saw them.
    """

    done: Mapping[str, int]
    rejected: Mapping[str, int]
    n_unseen: int


def ingest_accounts(ingested: Ingested, pipeline: Pipeline, arrivals: Arrivals) -> list[Account]:
    """Return the lines of the ingest stage.

    Args:
        ingested: What was read.
        pipeline: The sources.
        arrivals: What became of it, counted by the rows of table ``raw``.
    """
    seen = ingested.seen
    refused = Counter(item.component for item in seen.refused)
    lines = [
        Account(
            stage="ingest",
            component=WHOLE_STAGE,
            component_version=ENGINE,
            documents_in=seen.n_items,
            documents_out=arrivals.out.total(),
            documents_rejected=refused.total(),
            documents_dropped=seen.n_dropped,
            documents_cached=ingested.n_cached,
            seconds=sum(one.seconds for one in seen.counts.values()),
        )
    ]
    for one in pipeline.sources:
        counts = seen.counts.get(one.name)
        if counts is not None:
            line = _line("ingest", one)
            line.documents_in = counts.documents_in
            line.documents_rejected = refused[one.name]
            line.documents_out = arrivals.out[one.name]
            line.documents_dropped = arrivals.dropped[one.name]
            line.seconds = counts.seconds
            lines.append(line)
    return lines


def stage_accounts(
    stage: str,
    components: Sequence[Installed[Any]],
    passed: tuple[int, int, int],
    outcomes: Outcomes,
    counts: Mapping[str, Counts],
    written: Mapping[str, int],
) -> list[Account]:
    """Return the lines of the clean or tag stage.

    Args:
        stage: ``clean`` or ``tag``.
        components: The stage's components in their order.
        passed: Documents that entered the stage, that left it, and that it had nothing to do for,
            each counted on its own.
        outcomes: How components ended, counted from results and rejects.
        counts: What the workers counted.
        written: Component -> rows in the files of this run.
    """
    entering, leaving, settled = passed
    removed = sum(outcomes.rejected.values()) if stage == "clean" else 0
    whole = Account(
        stage=stage,
        component=WHOLE_STAGE,
        component_version=ENGINE,
        documents_in=entering,
        documents_out=leaving,
        documents_rejected=removed,
        documents_cached=settled,
        seconds=sum(given.seconds for given in counts.values()),
    )
    lines = [whole]
    entering -= outcomes.n_unseen
    for one in components:
        given = counts.get(one.name, Counts())
        line = _line(stage, one)
        line.documents_in = entering
        line.documents_out = outcomes.done.get(one.name, 0)
        line.documents_rejected = outcomes.rejected.get(one.name, 0)
        line.documents_cached = entering - given.documents_in + given.documents_cached
        line.rows_emitted = given.rows_emitted
        line.rows_rejected = given.rows_rejected
        line.rows_refined = given.rows_refined
        line.rows_changed = given.rows_changed
        line.rows_written = written.get(one.name, 0)
        line.seconds = given.seconds
        lines.append(line)
        if stage == "clean":
            entering = line.documents_out
    return lines


def _line(stage: str, one: Installed[Any]) -> Account:
    return Account(
        stage=stage,
        component=one.name,
        component_version=one.version,
        distribution_version=one.distribution,
        fingerprint=one.fingerprint,
    )


def summed_counts(manifests: Sequence[Manifest]) -> dict[str, Counts]:
    """Add up what the workers counted, by component."""
    total: dict[str, Counts] = {}
    for manifest in manifests:
        for name, counts in manifest.counts.items():
            account = total.setdefault(name, Counts())
            for field in fields(Counts):
                value = getattr(account, field.name) + counts[field.name]
                setattr(account, field.name, value)
    return total


def written_rows(manifests: Sequence[Manifest], store: Store) -> Counter[str]:
    """Count the rows of every component in the files that the shards have written."""
    written: Counter[str] = Counter()
    for manifest in manifests:
        for name, refs in manifest.table_files.items():
            if name in _ENGINE_TABLES:
                continue
            for ref in refs:
                column = store.read(name, ref.file, ["component"])["component"]
                for entry in pc.value_counts(column).to_pylist():
                    written[entry["values"]] += entry["counts"]
    return written


def ledger_rows(run_id: str, accounts: Sequence[Account]) -> list[dict[str, object]]:
    """Return the lines as rows of table ``ledger``."""
    return [{"run_id": run_id, **asdict(line)} for line in accounts]
