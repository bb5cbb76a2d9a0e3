"""Runs the corpus taggers whose input or version has changed."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.news import News, overlay
from opsonin.runner.writing import write_table
from opsonin.stages.calling import Counts
from opsonin.stages.linking import CorpusStep, Standing, tag_corpus
from opsonin.store.store import Store
from opsonin.tables.model import info_of

#: Tables that spans of documents stand on.
GROUND = ("documents", "alignment", "segments")


def link(
    news: News, pipeline: Pipeline, store: Store, base: int
) -> tuple[dict[str, str], dict[str, Counts]]:
    """Run the corpus taggers whose input or version has changed.

    Returns:
        Corpus tagger -> fingerprint of what stands in its tables; and the account of each.
    """
    key = {one.name: one.fingerprint for one in pipeline.corpus_taggers}
    known = store.commit_info(base)["versions"].get("corpus", {}) if base else {}
    moved = _moved(news, pipeline, store)
    dirty = _dirty(moved, pipeline, known)
    if not dirty and key == known:
        return key, {}
    fills = {name for one in pipeline.corpus_taggers for name in one.component.fills}
    filled = sorted(fills | {"links", "link_evidence"})
    standing = Standing(
        {name: store.read_rows(name, store.all_owners(name)) for name in filled},
        frozenset().union(*(moved[name] for name in GROUND)),
    )
    steps = []
    for one in pipeline.corpus_taggers:
        rows = _rows_of(one, standing)
        if one.name not in dirty:
            steps.append(CorpusStep(one.component, one.context, cached=rows))
            continue
        changed = standing.changed | _changed(one, moved, pipeline)
        is_known = known.get(one.name) == one.fingerprint
        earlier = {name: _unchanged(rows[name], changed) for name in rows if is_known}
        steps.append(CorpusStep(one.component, one.context, earlier=earlier))
    state = overlay(news, pipeline, store)
    reads = {name for one in pipeline.corpus_taggers for name in one.component.needs}
    documents = state.documents(sorted(reads))
    given = tag_corpus(documents, steps, state.coordinates, pipeline.tables, standing)
    for name in filled:
        gone = given.owners & {*store.all_owners(name)}
        news.written.replaced.setdefault(name, set()).update(gone)
        write_table(news.written, name, given.tables[name], pipeline, store)
    return key, dict(given.counts)


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
        moved[name] = {owner for owner in replaced if now.get(owner) != was.get(owner)}
    return moved


def _dirty(
    moved: Mapping[str, AbstractSet[str]], pipeline: Pipeline, known: Mapping[str, str]
) -> set[str]:
    """Return the taggers whose version or input has changed."""
    dirty: set[str] = set()
    for one in pipeline.corpus_taggers:
        filled = {
            name
            for other in pipeline.corpus_taggers
            if other.name in dirty
            for name in other.component.fills
        }
        touched = filled | {name for name, owners in moved.items() if owners}
        if known.get(one.name) != one.fingerprint or {*one.component.needs, "documents"} & touched:
            dirty.add(one.name)
    return dirty


def _rows_of(one: Installed[Any], standing: Standing) -> dict[str, pa.Table]:
    tables = {name: standing.tables[name] for name in one.component.fills}
    return {
        name: rows.filter(pc.equal(rows["component"], one.name)) for name, rows in tables.items()
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


def _unchanged(rows: pa.Table, changed: AbstractSet[str]) -> pa.Table:
    """Return the rows that name no document that has changed."""
    gone = pa.array(sorted(changed), pa.string())
    for name in rows.column_names:
        if name == "doc_id" or name.endswith("_doc_id"):
            rows = rows.filter(pc.invert(pc.is_in(rows[name], value_set=gone)))
    return rows
