"""Where the time of a run went: components, and what the engine does around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsonin.runner.commit.ledger import Account, summed_counts
from opsonin.runner.tasks import Manifest
from opsonin.stages.calling import Counts
from opsonin.stages.timing import COMPONENTS, Clock
from opsonin.tables.accounts import WHOLE_STAGE

#: What the engine does around the components: in the run, and in each of its shards.
PHASES = {
    "ingest": "documents identified, compared with the store, and written",
    "plan": "what has to be computed for which document",
    "read": "tables read",
    "arrange": "edits composed; rows carried, placed, merged and numbered",
    "validate": "Pandera",
    "write": "tables written",
    "digest": "digests of the rows",
    "commit": "links, account, commit and state",
    "publish": "snapshot and exporters",
    "drift": "publishers measured, and compared with earlier runs",
}
_IN_RUN = {
    "ingest": ("ingest", "ingest"),
    # Of all that the run's own process writes, only raw documents are told to its clock.
    "validate": ("ingest", "validate"),
    "write": ("ingest", "write"),
    "digest": ("ingest", "digest"),
    "commit": ("export", "commit"),
    "publish": ("export", "publish"),
    "drift": ("export", "drift"),
}


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One line of a profile.

    Attributes:
        stage: Stage of the run.
        component: A component, or one of `PHASES`.
        is_engine: Whether it is one of `PHASES`.
        seconds: Wall seconds, added up over all workers.
        documents: Documents that it was called with in this run.
        rows: Rows that it gave.
        size_bytes: Size of these rows in memory; of documents as they were read.
    """

    stage: str
    component: str
    is_engine: bool
    seconds: float
    documents: int = 0
    rows: int = 0
    size_bytes: int = 0


def profile(
    clock: Clock,
    sizes: Mapping[str, int],
    manifests: Mapping[str, Sequence[Manifest]],
    accounts: Sequence[Account],
) -> tuple[ProfileLine, ...]:
    """Return where the time of a run went, the costliest first.

    Args:
        clock: Phases of the run's own process.
        sizes: Source -> bytes of the new documents that it read.
        manifests: Stage -> its shards.
        accounts: The run's ledger.
    """
    counts = {stage: summed_counts(done) for stage, done in manifests.items()}
    lines = []
    for account in accounts:
        if account.component == WHOLE_STAGE:
            continue
        given = counts.get(account.stage, {}).get(account.component, Counts())
        lines.append(
            ProfileLine(
                account.stage,
                account.component,
                is_engine=False,
                seconds=account.seconds,
                documents=account.documents_in - account.documents_cached,
                rows=account.rows_emitted,
                size_bytes=given.bytes_emitted or sizes.get(account.component, 0),
            )
        )
    lines += _phases(clock, manifests, lines)
    return tuple(sorted(lines, key=lambda line: -line.seconds))


def _phases(
    clock: Clock, manifests: Mapping[str, Sequence[Manifest]], components: Sequence[ProfileLine]
) -> Iterator[ProfileLine]:
    """Yield what the engine did, without the components that were at work inside it."""
    inside: defaultdict[str, float] = defaultdict(float)
    shards = {component for done in manifests.values() for one in done for component in one.counts}
    for line in components:
        if line.stage == "ingest":
            inside["ingest"] += line.seconds
        elif line.component not in shards:
            inside["commit"] += line.seconds
    for name, seconds in clock.seconds.items():
        stage, phase = _IN_RUN.get(name, ("all", name))
        yield ProfileLine(stage, phase, is_engine=True, seconds=max(0.0, seconds - inside[name]))
    for stage, done in manifests.items():
        for name in dict.fromkeys(name for manifest in done for name in manifest.seconds):
            if name != COMPONENTS:
                seconds = sum(manifest.seconds.get(name, 0.0) for manifest in done)
                yield ProfileLine(stage, name, is_engine=True, seconds=seconds)
