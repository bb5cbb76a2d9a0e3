"""Forgets documents: out of the tables, the history, the snapshots, and for good.

Every step can be repeated. What is to be forgotten is noted before the first one and struck off
after the last, so that a take-down that was cut off is finished by the next.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from opsonin.errors import StoreError
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import CACHE, Pipeline
from opsonin.runner.commit.committing import commit_run
from opsonin.runner.erasing import erased_rows
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.isolation.isolation import isolated
from opsonin.runner.plan.staged import Draft, Plan, Staged
from opsonin.runner.publishing import publish
from opsonin.runner.shards import pipeline_of
from opsonin.runner.working import takedown_at_work
from opsonin.runner.writing import write_rows
from opsonin.runner.written import Written
from opsonin.store.files import remove_folder
from opsonin.store.store import Store
from opsonin.store.takedown import Marks
from opsonin.store.tombstones import note_done, note_pending
from opsonin.store.upkeep import check_forgettable, erase
from opsonin.tables.contract import INTERNAL

_NOTHING = Plan((), frozenset(), {})


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a take-down has erased, or would.

    Attributes:
        doc_ids: The documents.
        places: Where they were seen.
        rows: Rows of them by table, those of earlier snapshots not counted.
        snapshot: Number of the snapshot without them; 0 for a dry run.
        export: Where exporters have put it.
    """

    doc_ids: tuple[str, ...]
    places: tuple[str, ...]
    rows: Mapping[str, int]
    snapshot: int = 0
    export: tuple[str, ...] = ()


def known_documents(store: Store) -> set[str]:
    """Return all documents that the data folder holds traces of, also in its history."""
    changed = store.scan("changes", ["doc_id"])["doc_id"].to_pylist()
    return {*store.all_owners("raw"), *changed, *store.tombstones().pending}


def look_up(store: Store, doc_ids: Sequence[str]) -> Forgotten:
    """Return what forgetting documents would erase."""
    wanted = sorted(set(doc_ids))
    places = set().union(*_places(store, wanted).values())
    return Forgotten(tuple(wanted), tuple(sorted(places)), erased_rows(store, wanted))


def forget_documents(settings: Settings, doc_ids: Sequence[str]) -> Forgotten:
    """Erase documents from the data folder, and finish take-downs that were cut off.

    The tables are then what a run over all other documents gives. A later run over the same input
    leaves them out.

    Args:
        settings: As for a run; the inputs are not read.
        doc_ids: The documents.

    Raises:
        ConfigError: The settings name something that does not exist.
        StoreError: The data folder is damaged, runs are at work on it all the time, or an exporter
            could not replace what it has published.
    """
    opened = pipeline_of(settings.to_json())
    pipeline = isolated(opened)
    store = Store(settings.data, {**pipeline.tables, **INTERNAL})
    with takedown_at_work(store):
        return _forgotten(pipeline, store, doc_ids)


def _forgotten(pipeline: Pipeline, store: Store, doc_ids: Sequence[str]) -> Forgotten:
    wanted = sorted({*doc_ids, *store.tombstones().pending})
    check_forgettable(store, frozenset(wanted))
    found = look_up(store, wanted)
    pending = note_pending(store.layout, _places(store, wanted)).pending
    _remove(pipeline, store, wanted)
    marks = Marks(frozenset(wanted), _places_of_none(store, pending))
    erase(store, marks)
    published = publish(pipeline, store)
    if published.failures:
        raise StoreError(
            f"The take-down is not finished: {'; '.join(published.failures)}.",
            remedy="What was published before may still hold the documents. Mend that and run "
            "`opsonin forget` again.",
        )
    _empty_cache(store.root)
    note_done(store.layout, wanted)
    return Forgotten(
        found.doc_ids,
        tuple(sorted(set().union(*pending.values()))),
        found.rows,
        store.head(),
        published.places,
    )


def _empty_cache(data: Path) -> None:
    """Remove what components keep for themselves, such as pages as servers sent them."""
    # Also what an earlier take-down had set aside when it was cut off.
    for place in (data / CACHE, *sorted(data.glob(f"*{CACHE}*.tmp"))):
        if place.is_dir():
            remove_folder(place)


def _remove(pipeline: Pipeline, store: Store, doc_ids: Sequence[str]) -> None:
    """Commit that documents are gone, and what follows from that for the links of others."""

    def draft() -> Draft:
        return Draft(_without(pipeline, store, doc_ids), Staged(_NOTHING), Staged(_NOTHING))

    first = draft()
    if not first.ingested.gone:
        return
    # It reads none, whatever a run would.
    settings = replace(pipeline.settings, inputs=())
    record = {
        "run_id": uuid.uuid4().hex,
        "started_at": datetime.now(UTC).isoformat(),
        "engine": "local",
        "configuration": replace(pipeline, settings=settings).describe(),
    }
    commit_run(pipeline, store, first, lambda _earlier: draft(), record)


def _without(pipeline: Pipeline, store: Store, doc_ids: Sequence[str]) -> Ingested:
    """Return what it means for the store that documents are gone."""
    base = store.head()
    here = {*store.results(doc_ids), *store.places_of(doc_ids)}
    for name in store.tables_with_rows():
        here |= store.owners(name, doc_ids).keys() & {*doc_ids}
    places = sorted(set().union(*(uris for uris in store.places_of(sorted(here)).values())))
    rest = [
        row for row in store.read_rows("sources", places).to_pylist() if row["doc_id"] not in here
    ]
    written = Written()
    write_rows(written, "sources", _with_current(rest), pipeline, store)
    emptied = set(places) - {str(row["source_uri"]) for row in rest}
    written.replaced.setdefault("sources", set()).update(emptied)
    return Ingested(base=base, gone=here, written=written)


def _with_current(rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return rows of places, sorted by place, each place with a current one: the last if need be.

    Which of several was seen last is told by what feeds state, else by nothing; a run that reads
    the place again sets it right.
    """
    found: list[dict[str, object]] = []
    for _, group in groupby(rows, key=lambda row: row["source_uri"]):
        mine = [dict(row) for row in group]
        if not any(row["is_current"] for row in mine):
            mine.sort(key=lambda row: (str(row["observed_at"] or ""), str(row["doc_id"])))
            mine[-1]["is_current"] = True
        found += mine
    return found


def _places(store: Store, doc_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return where each document was seen, now or before."""
    found: dict[str, set[str]] = {doc_id: set() for doc_id in doc_ids}
    for doc_id, uris in store.places_of(doc_ids).items():
        found[doc_id].update(uris)
    for row in store.scan("changes", ["doc_id", "source_uri"]).to_pylist():
        if row["doc_id"] in found and row["source_uri"]:
            found[row["doc_id"]].add(row["source_uri"])
    for name in ("raw", "documents", "rejects"):
        for row in store.read_rows(name, doc_ids).select(["doc_id", "source_uri"]).to_pylist():
            found[row["doc_id"]].add(row["source_uri"])
    return {doc_id: frozenset(uris) for doc_id, uris in found.items()}


def _places_of_none(store: Store, pending: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the places at which nothing stands any more."""
    places = sorted(set().union(*pending.values()))
    taken = {*store.places(places), *store.owners("rejects", places)}
    return frozenset(places) - taken
