"""Runs the corpus taggers whose input or version has changed."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.ingesting import write_rows
from opsonin.runner.news import News, overlay
from opsonin.stages.calling import Counts
from opsonin.stages.linking import CorpusStep, tag_corpus
from opsonin.store.store import Store


def link(
    news: News, pipeline: Pipeline, store: Store, base: int
) -> tuple[dict[str, str], dict[str, Counts]]:
    """Run the corpus taggers whose input or version has changed.

    Returns:
        Corpus tagger -> fingerprint of what stands in its tables; and the account of each.
    """
    key = {one.name: one.fingerprint for one in pipeline.corpus_taggers}
    known = store.commit_info(base)["versions"].get("corpus", {}) if base else {}
    fills = {name for one in pipeline.corpus_taggers for name in one.component.fills}
    dirty = {
        one.name
        for one in pipeline.corpus_taggers
        if known.get(one.name) != one.fingerprint
        or {*one.component.needs, "documents"} & set(news.written.replaced)
    }
    for one in pipeline.corpus_taggers:
        filled = {
            name
            for other in pipeline.corpus_taggers
            if other.name in dirty
            for name in other.component.fills
        }
        if filled & {*one.component.needs}:
            dirty.add(one.name)
    if not dirty and key == known:
        return key, {}
    state = overlay(news, pipeline, store)
    reads = {name for one in pipeline.corpus_taggers for name in one.component.needs}
    steps = [
        CorpusStep(
            one.component,
            one.context,
            None if one.name in dirty else _rows_of(one, store),
        )
        for one in pipeline.corpus_taggers
    ]
    tables, counts = tag_corpus(
        state.documents(sorted(reads)), steps, state.coordinates, pipeline.tables
    )
    for name in sorted(fills | {"links", "link_evidence"}):
        news.written.replaced.setdefault(name, set()).update(store.all_owners(name))
        if name in tables:
            write_rows(news.written, name, tables[name].to_pylist(), pipeline, store)
    return key, counts


def _rows_of(one: Installed[Any], store: Store) -> dict[str, pa.Table]:
    found = {}
    for name in one.component.fills:
        rows = store.read_rows(name, store.all_owners(name))
        found[name] = rows.filter(pc.equal(rows["component"], one.name))
    return found
