"""Puts a cleaner or tagger under test through the stage that a run would put it through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from opsonin.components.component import Cleaner, Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import TableError
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.order import taggers_before
from opsonin.manager.pipeline import Installed
from opsonin.stages.calling import Counts
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.linking import CorpusStep, tag_corpus
from opsonin.stages.output import StageOutput
from opsonin.stages.tagging import TagStep, tag_documents
from opsonin.tables.model import arrow_schema
from opsonin.testing.failing import NotApplicable
from opsonin.testing.samples import Numbered
from opsonin.testing.subject import Record, Subject
from opsonin.testing.upstream import (
    changes,
    clean_step,
    clean_tables,
    coordinates_in,
    ground_for,
    needs_cleaning,
    of_documents,
    part_of_ground,
    parts_of,
    raw_table,
    tag_step,
    upstream_cleaners,
    upstream_taggers,
)

Function = Callable[[Documents, Context[Any]], Any]
_NONE: Mapping[str, pa.Table] = MappingProxyType({})
#: Replaces the function of a component by one that looks on.
Spy = Callable[[Function], Function]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a component is called; see `treat`."""

    is_required: bool
    is_twice: bool
    is_alone: bool


@dataclass(frozen=True, slots=True)
class TreatedSamples:
    """What came of documents in a stage with one component under test.

    Attributes:
        tables: The tables of the stage by name, merged, as they would be written.
        given: The rows that the component gave, by table name, in the coordinates of its input;
            a cleaner's edits under ``edits``.
        rejects: Rows of table ``rejects`` that are about the component.
        counts: Its account.
    """

    tables: Mapping[str, pa.Table]
    given: Mapping[str, pa.Table]
    rejects: tuple[Mapping[str, Any], ...]
    counts: Counts

    @property
    def n_given(self) -> int:
        """Number of rows and edits."""
        return sum(rows.num_rows for rows in self.given.values())


def treat(
    subject: Subject,
    documents: Numbered,
    *,
    among: Numbered | None = None,
    spy: Spy | None = None,
    is_required: bool = False,
    is_twice: bool = False,
    is_alone: bool = False,
    earlier: Mapping[str, pa.Table] = _NONE,
) -> TreatedSamples:
    """Put documents through the stage of a cleaner or tagger.

    All cleaners that a run would call before it have been called, and the taggers that it needs.

    Args:
        subject: The cleaner or tagger.
        documents: The documents by id.
        among: All documents that what comes before is computed for, once; ``documents`` when
            left out.
        spy: Looks on while the component works.
        is_required: Whether broken rows raise, as those of a selected component do in a run;
            else they become rejects.
        is_twice: Whether a refiner runs a second time after itself.
        is_alone: Whether a component that needs no table gets the texts as they are, such as
            awkward ones that a cleaner before it would mend.
        earlier: Rows by table name that a corpus tagger gave in an earlier run.

    Raises:
        TableError: Broken rows of a required component, or of a corpus tagger.
        StageError: A corpus tagger raised.
    """
    way = _Way(is_required=True, is_twice=is_twice, is_alone=is_alone)
    try:
        # Rows of required components are judged together, which is much cheaper.
        return _treated_once(subject, documents, among, spy, earlier, way)
    except TableError:
        if is_required or getattr(subject.component, "scope", "") == "corpus":
            raise
    optional = replace(way, is_required=False)
    return _treated_once(subject, documents, among, spy, earlier, optional)


def _treated_once(
    subject: Subject,
    documents: Numbered,
    among: Numbered | None,
    spy: Spy | None,
    earlier: Mapping[str, pa.Table],
    way: _Way,
) -> TreatedSamples:
    component = spied(subject.component, spy)
    everything = documents if among is None else among
    if isinstance(component, Cleaner):
        step = clean_step(subject.installed, component, is_required=way.is_required)
        before = () if way.is_alone and not component.needs else cleaners_before(subject)
        return _cleaned(subject, step, before, documents, everything)
    if isinstance(component, Tagger) and component.scope == "corpus":
        return _linked(subject, component, documents, earlier)
    if isinstance(component, Tagger):
        tagging = tag_step(subject.installed, component, is_required=way.is_required)
        own = [tagging] * (2 if way.is_twice else 1)
        return _tagged(subject, own, documents, everything, is_alone=way.is_alone)
    raise NotApplicable(f"A {subject.kind} has no stage on texts.")


def cleaners_before(subject: Subject) -> tuple[Installed[Cleaner[Any]], ...]:
    """Return the cleaners that a run calls before the one under test."""
    cleaners = subject.pipeline.cleaners
    here = next(at for at, one in enumerate(cleaners) if one.name == subject.name)
    return cleaners[:here]


def cleaners_ahead(subject: Subject) -> tuple[Installed[Cleaner[Any]], ...]:
    """Return the cleaners that a run calls before a cleaner or tagger."""
    if isinstance(subject.component, Cleaner):
        return cleaners_before(subject)
    return subject.pipeline.cleaners


@lru_cache(maxsize=64)
def at_the_end(subject: Subject, documents: Numbered) -> TreatedSamples:
    """Return what is left of a cleaner's rows when all cleaners have run."""
    names = tuple(one.name for one in subject.pipeline.cleaners)
    return _treated(upstream_cleaners(subject.origin, names, documents), subject.name)


def _cleaned(
    subject: Subject,
    step: CleanStep,
    before: Sequence[Installed[Cleaner[Any]]],
    documents: Numbered,
    everything: Numbered,
) -> TreatedSamples:
    earlier = upstream_cleaners(subject.origin, tuple(one.name for one in before), everything)
    steps = [clean_step(one, cached=parts_of(earlier, one.name)) for one in before]
    output = clean_documents(
        raw_table(documents), [*steps, step], version=ENGINE_VERSION, keeps_blank=True
    )
    return _treated(output, subject.name)


def _tagged(
    subject: Subject,
    own: Sequence[TagStep],
    documents: Numbered,
    everything: Numbered,
    *,
    is_alone: bool,
) -> TreatedSamples:
    before = taggers_before(own[0].tagger, subject.pipeline.taggers)
    names = tuple(one.name for one in before)
    is_cleaned = not is_alone or needs_cleaning(own[0].tagger, before, subject.pipeline)
    ground = ground_for(subject.origin, is_cleaned, everything)
    earlier = upstream_taggers(subject.origin, names, is_cleaned, everything)
    if documents != everything:
        ids = [doc_id for doc_id, _ in documents]
        ground = part_of_ground(subject.origin, is_cleaned, everything, ids)
        earlier = of_documents(earlier, ids)
    steps = [tag_step(one, cached=parts_of(earlier, one.name)) for one in before]
    touched = {name for one in (*steps, *own) for name in changes(one.tagger)}
    return _treated(tag_documents(ground, [*steps, *own], touched), subject.name)


def _linked(
    subject: Subject,
    component: Tagger[Any],
    documents: Numbered,
    earlier_rows: Mapping[str, pa.Table],
) -> TreatedSamples:
    pipeline = subject.pipeline
    names = tuple(one.name for one in taggers_before(component, pipeline.taggers))
    ground = ground_for(subject.origin, True, documents)  # noqa: FBT003 - a key
    earlier = upstream_taggers(subject.origin, names, True, documents).tables  # noqa: FBT003 - a key
    own = {name: arrow_schema(pipeline.tables[name]).empty_table() for name in component.fills}
    known = {**earlier, **own}

    def load(name: str) -> pa.Table:
        return known[name] if name in known else ground.load(name)

    reads = dict.fromkeys((*component.needs, *component.fills))
    everything = Documents(ground.documents, {name: partial(load, name) for name in reads})
    step = CorpusStep(component, subject.installed.context, earlier=earlier_rows)
    tables = clean_tables(subject.origin, True, documents)  # noqa: FBT003 - a key
    given = tag_corpus(everything, [step], lambda ids: coordinates_in(tables, ids), pipeline.tables)
    own = {name: given.tables[name] for name in component.fills}
    return TreatedSamples(own, own, (), given.counts[subject.name])


def idle(_documents: Documents, _context: Context[Any]) -> Any:
    """Do nothing, in the place of a component's function."""
    return {}


def spied(component: Record, spy: Spy | None) -> Record:
    """Return a cleaner or tagger with an onlooker."""
    if spy is not None and isinstance(component, Cleaner):
        return replace(component, clean=spy(component.clean))
    if spy is not None and isinstance(component, Tagger):
        return replace(component, tag=spy(component.tag))
    return component


def _treated(output: StageOutput, name: str) -> TreatedSamples:
    rejects = output.tables["rejects"].to_pylist()
    return TreatedSamples(
        output.tables,
        parts_of(output, name),
        tuple(row for row in rejects if row["component"] == name),
        output.counts[name],
    )
