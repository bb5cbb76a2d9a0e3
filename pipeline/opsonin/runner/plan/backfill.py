"""Chooses the documents of a backfill: they stand in the store, and lack what taggers give now.

No input is read. What is chosen goes through the same planning, account and commit as the
documents of any run, so that schedules go on meanwhile: whoever commits second plans anew.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from opsonin.errors import ConfigError, did_you_mean
from opsonin.manager.period import day_of
from opsonin.manager.pipeline import Pipeline
from opsonin.runner.ingest.ingested import Ingested
from opsonin.runner.plan.planning import plan_clean, plan_tag
from opsonin.runner.plan.staged import Staged
from opsonin.store.store import Store

_LOG = logging.getLogger("opsonin")


def is_backfill(pipeline: Pipeline) -> bool:
    """Tell whether a run reads no inputs."""
    return pipeline.settings.only != "all"


def choose_documents(pipeline: Pipeline, store: Store) -> Ingested:
    """Return the documents of a backfill in the place of what a run has read.

    Args:
        pipeline: The components, and the settings that say what is wanted.
        store: The commit that they stand in.

    Raises:
        ConfigError: A tagger is unknown or of corpus scope, or the documents that lack it lack
            others as well, which are not named.
    """
    wanted = pipeline.settings.only_components
    _check_names(wanted, pipeline)
    base = store.head()
    uris = _in_period(pipeline, store)
    standing = plan_clean(pipeline, store, Ingested(base=base, uris=uris))
    ready = {doc_id: uri for doc_id, uri in uris.items() if doc_id in standing.settled}
    if len(ready) < len(uris):
        _LOG.warning(
            "%d documents have to be cleaned anew before they are tagged: a run over their inputs "
            "does both, this one leaves them out.",
            len(uris) - len(ready),
        )
    chosen = Ingested(base=base, uris=ready)
    if wanted:
        lacking = _lacking(wanted, pipeline, store, chosen)
        chosen = Ingested(base=base, uris={one: ready[one] for one in sorted(lacking)})
    return chosen


def _check_names(wanted: Collection[str], pipeline: Pipeline) -> None:
    for name in wanted:
        if name in {one.name for one in pipeline.corpus_taggers}:
            raise ConfigError(
                f"{name!r} is a tagger of the whole corpus.",
                where="--component",
                remedy="Every run that commits brings it up to date: leave it out.",
            )
        known = [one.name for one in pipeline.taggers]
        if name not in known:
            raise ConfigError(
                f"There is no tagger {name!r}.",
                where="--component",
                remedy=did_you_mean(name, known),
            )


def _in_period(pipeline: Pipeline, store: Store) -> dict[str, str]:
    """Return the documents of the period with a clean text, and the place that each is known by."""
    settings = pipeline.settings
    since, until = day_of(settings.since, "--since"), day_of(settings.until, "--until")
    rows = store.scan("documents", ["doc_id", "source_uri", "published_at"])
    doc_ids, uris, published = (rows[name].to_pylist() for name in rows.column_names)
    if since is None and until is None:
        return dict(zip(doc_ids, uris, strict=True))
    days: Mapping[str, date | None] = dict(zip(doc_ids, published, strict=True))
    if settings.period_by == "fetched":
        days = _fetched(store)
    first, last = since or date.min, until or date.max
    found = {}
    n_undated = 0
    for doc_id, uri in zip(doc_ids, uris, strict=True):
        day = days.get(doc_id)
        n_undated += day is None
        if day is not None and first <= day <= last:
            found[doc_id] = uri
    if n_undated:
        _LOG.warning("%d documents have no day, and are in no period.", n_undated)
    return found


def _fetched(store: Store) -> dict[str, date | None]:
    """Return the day, UTC, on which the run began that brought each document last."""
    began = {
        int(run["snapshot"]): datetime.fromisoformat(str(run["started_at"])).date()
        for run in store.runs()
        if run.get("status") == "committed"
    }
    rows = store.scan("changes", ["snapshot", "doc_id", "change"]).sort_by("snapshot")
    columns = (rows[name].to_pylist() for name in rows.column_names)
    return {
        doc_id: began.get(snapshot)
        for snapshot, doc_id, change in zip(*columns, strict=True)
        if change != "removed"
    }


def _lacking(
    wanted: Collection[str], pipeline: Pipeline, store: Store, chosen: Ingested
) -> AbstractSet[str]:
    """Return the documents for which one of some taggers would be called.

    Raises:
        ConfigError: Others would be called for them that do not rest on those.
    """
    cleaned = Staged(plan_clean(pipeline, store, chosen), ())
    tasks = plan_tag(pipeline, store, chosen, cleaned).tasks
    concerned = [task for task in tasks if not set(wanted).isdisjoint(task.compute)]
    others = {name for task in concerned for name in task.compute} - _resting_on(wanted, pipeline)
    if others:
        raise ConfigError(
            f"The documents that lack {', '.join(wanted)} also lack {', '.join(sorted(others))}.",
            where="--component",
            remedy="Rows of a document come from one configuration: name these too, with "
            "--component for each, or leave --component out.",
        )
    return {doc_id for task in concerned for doc_id in task.documents}


def _resting_on(wanted: Collection[str], pipeline: Pipeline) -> AbstractSet[str]:
    """Return some taggers and all that read what these fill or change."""
    found: set[str] = set()
    renewed: set[str] = set()
    for one in pipeline.taggers:
        tagger = one.component
        if one.name in wanted or renewed & {*tagger.needs, *tagger.refines}:
            found.add(one.name)
            renewed |= {*tagger.fills, *tagger.refines}
    return found
