"""Runs the corpus taggers whose input or version has changed."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StageError
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.commit.news import News, overlay
from opsonin.runner.writing import write_table
from opsonin.stages.calling import Counts, failure
from opsonin.stages.keeping import Kept
from opsonin.stages.linking import CorpusStep, tag_corpus
from opsonin.stages.uniting import Standing
from opsonin.store.store import Store
from opsonin.tables.digest import owner_column
from opsonin.tables.model import info_of
from opsonin.tables.naming import naming_none
from opsonin.tables.picking import rows_without

_LOG = logging.getLogger("opsonin")

#: Tables that spans of documents stand on.
GROUND = ("documents", "alignment", "segments")
#: Stands for the fingerprint of a tagger whose rows are cached under none: it has failed.
NONE = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """What came of the corpus taggers.

    Attributes:
        fingerprints: Corpus tagger -> fingerprint of what stands in its tables, or `NONE`.
        counts: The account of each that was looked at.
        failures: Those that failed, each with the reason. The next run calls them again.
        rows: Component -> rows in the tables of corpus taggers as they will stand, counted there.
        n_documents: Documents that will stand, counted in the files of their table.
    """

    fingerprints: Mapping[str, str]
    counts: Mapping[str, Counts] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    n_documents: int = 0


def link(news: News, pipeline: Pipeline, store: Store, base: int) -> Linked:
    """Run the corpus taggers whose input or version has changed.

    Where only an alignment or segments are new, what stands is placed anew. Rows of taggers that
    are not selected any more go. One of a third party that fails costs the update of its own rows:
    what stood of them stays, but for the rows of owners that name a document which has changed or
    gone.

    Raises:
        StageError: A built-in tagger raised.
        TableError: A built-in tagger breaks the contract of a table.
    """
    key = {one.name: one.fingerprint for one in pipeline.corpus_taggers}
    known = store.commit_info(base)["versions"].get("corpus", {}) if base else {}
    moved = _moved(news, pipeline, store)
    dirty = _dirty(moved, pipeline, known)
    filled = _filled(pipeline, store, known.keys() - key.keys())
    shifted = frozenset[str]().union(*(moved[name] for name in GROUND))
    if not (dirty or shifted or key != known or _has_orphans(filled, pipeline, store)):
        return Linked(key)
    standing = Standing(
        {name: store.read_rows(name, store.all_owners(name)) for name in filled}, shifted
    )
    steps = [
        _step(one, standing, moved, pipeline, known if one.name in dirty else None)
        for one in pipeline.corpus_taggers
    ]
    state = overlay(news, pipeline, store)
    reads = {name for one in pipeline.corpus_taggers for name in one.component.needs}
    documents = state.documents(sorted(reads))
    given = tag_corpus(documents, steps, state.coordinates, pipeline.tables, standing, state.count)
    for name in filled:
        gone = given.owners & {*store.all_owners(name)}
        news.written.replaced.setdefault(name, set()).update(gone)
        write_table(news.written, name, given.tables[name], pipeline, store)
    for name in given.failures:
        # What an older version gave of a corpus that is as it was then is still just that.
        is_whole = not dirty[name] and not standing.changed
        key[name] = known.get(name, NONE) if is_whole else NONE
    return Linked(
        key,
        dict(given.counts),
        _told(given.failures, pipeline),
        _rows_left(standing, news, pipeline, store),
        _n_documents(news, store),
    )


def _rows_left(standing: Standing, news: News, pipeline: Pipeline, store: Store) -> dict[str, int]:
    """Count the rows of each component in the files that were written, and in what stays."""
    found: Counter[str] = Counter()
    for name, rows in standing.tables.items():
        owners = owner_column(rows, info_of(pipeline.tables[name]).keys)
        stays = rows_without(rows, owners, news.written.replaced.get(name, ()))
        found.update(stays["component"].to_pylist())
        for ref in news.written.files.get(name, ()):
            found.update(store.read(name, ref.file, ["component"])["component"].to_pylist())
    return dict(found)


def _n_documents(news: News, store: Store) -> int:
    """Count the rows of table ``documents``: those that stay, and those in new files."""
    void = store.owners("documents", sorted(news.written.replaced.get("documents", ())))
    return store.counts()["documents"] - len(void) + len(news.written.owners("documents"))


def _filled(pipeline: Pipeline, store: Store, left: AbstractSet[str]) -> list[str]:
    """Return the tables that corpus taggers fill, also those that none of today's does.

    Args:
        pipeline: The taggers and the tables.
        store: Has the rows of taggers that are gone.
        left: Corpus taggers of the last commit that are not selected any more.
    """
    fills = {name for one in pipeline.corpus_taggers for name in one.component.fills}
    by_document = {
        name for one in pipeline.taggers for name in (*one.component.fills, *one.component.refines)
    }
    for name, model in pipeline.tables.items():
        info = info_of(model)
        if info.stage != "tag" or not info.keys or name in by_document:
            continue
        # A corpus tagger may fill a table by document too; then only its rows tell.
        if info.keys != ("doc_id",) or (left and left & _makers(name, store)):
            fills.add(name)
    return sorted(fills)


def _makers(name: str, store: Store) -> set[str]:
    """Return the components that rows of a table are from."""
    return set(pc.unique(store.scan(name, ["component"])["component"]).to_pylist())


def _has_orphans(filled: Sequence[str], pipeline: Pipeline, store: Store) -> bool:
    """Tell whether a table has rows though no corpus tagger fills it any more."""
    fills = {name for one in pipeline.corpus_taggers for name in one.component.fills}
    return any(store.all_owners(name) for name in filled if name not in fills)


def _step(
    one: Installed[Any],
    standing: Standing,
    moved: Mapping[str, AbstractSet[str]],
    pipeline: Pipeline,
    known: Mapping[str, str] | None,
) -> CorpusStep:
    """Return what to do with a tagger: call it, or nothing where ``known`` is None."""
    rows = _rows_of(one, standing)
    mine = {name: rows[name] for name in one.component.fills}
    if known is None:
        return CorpusStep(one.component, one.context, cached=mine)
    changed = standing.changed | _changed(one, moved, pipeline)
    is_known = known.get(one.name) == one.fingerprint
    earlier = {name: naming_none(mine[name], changed) for name in mine if is_known}
    kept = Kept(rows, changed) if _may_fail(one) else None
    since = changed if is_known else None
    return CorpusStep(one.component, one.context, earlier=earlier, changed=since, kept=kept)


def strict(pipeline: Pipeline) -> Pipeline:
    """Return a pipeline in which a corpus tagger that fails ends the run, whoever made it."""
    taggers = tuple(replace(one, plugin=None) for one in pipeline.corpus_taggers)
    return replace(pipeline, corpus_taggers=taggers)


def _may_fail(one: Installed[Any]) -> bool:
    """Tell whether a tagger is another's: a built-in one that fails is a fault of opsonin."""
    return one.plugin is not None and not one.plugin.is_builtin


def _told(failures: Mapping[str, Exception], pipeline: Pipeline) -> tuple[str, ...]:
    """Say of each tagger that it failed, and why; the log, which goes anywhere, is not told why."""
    told = []
    for one in pipeline.corpus_taggers:
        if one.name in failures:
            error: BaseException = failures[one.name]
            if isinstance(error, StageError):
                error = error.__cause__ or error
            who = f"{one.name} {one.version} of {one.distribution} failed"
            _LOG.warning("corpus tagger %s: %s", who, type(error).__name__)
            told.append(f"{who}: {failure('', error).detail}")
    return tuple(told)


def _moved(news: News, pipeline: Pipeline, store: Store) -> dict[str, set[str]]:
    """Return, for each table that a corpus tagger reads, whose rows are not as they were.

    A table is written anew wherever one of its components was called; most of its rows mostly
    come out as before.
    """
    needs = {name for one in pipeline.corpus_taggers for name in one.component.needs}
    moved = {}
    for name in {*GROUND, *needs}:
        replaced = news.written.replaced.get(name, set())
        now = {
            owner: digest
            for rows in news.written.index
            if rows.table == name
            for owner, digest in zip(rows.owners, rows.digests, strict=True)
        }
        before = store.owners(name, sorted(replaced))
        was = {owner: rows.digest for owner, rows in before.items()}
        # Whatever the store holds of those that have rows now is replaced.
        new = now.keys() - was.keys()
        moved[name] = new | {owner for owner in was if now.get(owner) != was[owner]}
    return moved


def _dirty(
    moved: Mapping[str, AbstractSet[str]], pipeline: Pipeline, known: Mapping[str, str]
) -> dict[str, bool]:
    """Return the taggers that have to be called, and whether input of theirs may have changed.

    If it has not, only their version has.
    """
    dirty: dict[str, bool] = {}
    for one in pipeline.corpus_taggers:
        filled = {
            name
            for other in pipeline.corpus_taggers
            if other.name in dirty
            for name in other.component.fills
        }
        touched = filled | {name for name, owners in moved.items() if owners}
        is_touched = bool({*one.component.needs, "documents"} & touched)
        if known.get(one.name) != one.fingerprint or is_touched:
            dirty[one.name] = is_touched
    return dirty


def _rows_of(one: Installed[Any], standing: Standing) -> dict[str, pa.Table]:
    """Return the rows of a tagger in all tables, also in those that it no longer fills."""
    return {
        name: rows.filter(pc.equal(rows["component"], one.name))
        for name, rows in standing.tables.items()
    }


def _changed(
    one: Installed[Any], moved: Mapping[str, AbstractSet[str]], pipeline: Pipeline
) -> set[str]:
    """Return the documents that have other rows in a table that the tagger needs."""
    return {
        doc_id
        for name in one.component.needs
        if info_of(pipeline.tables[name]).keys == ("doc_id",)
        for doc_id in moved[name]
    }
