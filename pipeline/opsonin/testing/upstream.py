"""What comes before a component under test: other components, computed once, and their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.component import Cleaner, Tagger
from opsonin.errors import TableError
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.coordinates import Coordinates, read_coordinates
from opsonin.stages.merging import rows_of
from opsonin.stages.output import StageOutput
from opsonin.stages.tagging import Ground, TagStep, tag_documents
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import arrow_schema, info_of
from opsonin.testing.samples import Numbered
from opsonin.testing.subject import Origin


def raw_table(documents: Numbered) -> pa.Table:
    """Return rows of table ``raw``."""
    rows = [
        {
            "doc_id": doc_id,
            "component": "testing",
            "component_version": "1",
            "source_uri": f"{doc_id}.txt",
            "media_type": one.media_type,
            "encoding": "utf-8",
            "size_bytes": len(one.text.encode()),
            "text": one.text,
            "metadata": one.metadata,
        }
        for doc_id, one in documents
    ]
    return pa.Table.from_pylist(rows, schema=arrow_schema(CONTRACT["raw"]))


def parts_of(output: StageOutput, name: str) -> dict[str, pa.Table]:
    """Return the rows and edits that one component gave, by table name."""
    return {
        table: rows.filter(pc.equal(rows["part"], name)) for table, rows in output.parts.items()
    }


def clean_step(
    one: Installed[Cleaner[Any]],
    component: Cleaner[Any] | None = None,
    *,
    cached: Mapping[str, pa.Table] | None = None,
    is_required: bool = False,
) -> CleanStep:
    """Return a cleaner, or another in its place, ready to be called or remembered."""
    return CleanStep(component or one.component, one.context, "0" * 32, is_required, cached)


def tag_step(
    one: Installed[Tagger[Any]],
    component: Tagger[Any] | None = None,
    *,
    cached: Mapping[str, pa.Table] | None = None,
    is_required: bool = False,
) -> TagStep:
    """Return a tagger, or another in its place, ready to be called or remembered."""
    return TagStep(component or one.component, one.context, "0" * 32, is_required, cached)


def changes(component: Tagger[Any]) -> tuple[str, ...]:
    """Return the tables that a tagger fills or refines."""
    return (*component.fills, *component.refines)


def of_documents(output: StageOutput, ids: Sequence[str]) -> StageOutput:
    """Return the parts of some documents."""
    return StageOutput(
        parts={name: rows_of(rows, "doc_id", ids) for name, rows in output.parts.items()}
    )


def needs_cleaning(
    component: Tagger[Any], before: Sequence[Installed[Tagger[Any]]], pipeline: Pipeline
) -> bool:
    """Tell whether a tagger, or one before it, reads a table of the clean stage."""
    reads = {name for one in (component, *(b.component for b in before)) for name in one.needs}
    return any(info_of(pipeline.tables[name]).stage == "clean" for name in reads)


@lru_cache(maxsize=64)
def upstream_cleaners(origin: Origin, names: tuple[str, ...], documents: Numbered) -> StageOutput:
    """Run cleaners, the first of the pipeline, over documents; each of them is called once."""
    cleaners = [one for one in origin.pipeline.cleaners if one.name in names]
    known: list[CleanStep] = []
    if names:
        earlier = upstream_cleaners(origin, names[:-1], documents)
        known = [clean_step(one, cached=parts_of(earlier, one.name)) for one in cleaners[:-1]]

    def run(*, is_required: bool) -> StageOutput:
        last = [clean_step(one, is_required=is_required) for one in cleaners[-1:]]
        steps = [*known, *last]
        raw = raw_table(documents)
        return clean_documents(raw, steps, version=ENGINE_VERSION, keeps_blank=True)

    return _whatever_others_break(run)


@lru_cache(maxsize=32)
def upstream_taggers(
    origin: Origin,
    names: tuple[str, ...],
    is_cleaned: bool,  # noqa: FBT001 - a key
    documents: Numbered,
) -> StageOutput:
    """Run the taggers of these names over documents."""
    before = [one for one in origin.pipeline.taggers if one.name in names]
    if not before:
        return StageOutput()
    touched = {name for one in before for name in changes(one.component)}
    ground = ground_for(origin, is_cleaned, documents)

    def run(*, is_required: bool) -> StageOutput:
        steps = [tag_step(one, is_required=is_required) for one in before]
        return tag_documents(ground, steps, touched)

    return _whatever_others_break(run)


def _whatever_others_break(run: Callable[..., StageOutput]) -> StageOutput:
    """Run components that come before the one under test; their faults are not its own."""
    try:
        return run(is_required=True)
    except TableError:
        return run(is_required=False)


def clean_tables(
    origin: Origin,
    is_cleaned: bool,  # noqa: FBT001 - a key
    documents: Numbered,
) -> Mapping[str, pa.Table]:
    """Return the tables of the clean stage, with all cleaners or with none."""
    names = tuple(one.name for one in origin.pipeline.cleaners) if is_cleaned else ()
    return upstream_cleaners(origin, names, documents).tables


def coordinates_in(tables: Mapping[str, pa.Table], ids: Sequence[str]) -> Coordinates:
    """Return texts, alignments and segments of some documents."""
    documents, alignment, segments = (
        rows_of(tables[name], "doc_id", ids) for name in ("documents", "alignment", "segments")
    )
    return read_coordinates(documents, alignment, segments)


@lru_cache(maxsize=32)
def ground_for(origin: Origin, is_cleaned: bool, documents: Numbered) -> Ground:  # noqa: FBT001 - a key
    """Return what taggers stand on: cleaned documents, or the texts as they are."""
    return _ground_of(origin, clean_tables(origin, is_cleaned, documents))


def part_of_ground(
    origin: Origin,
    is_cleaned: bool,  # noqa: FBT001 - a key
    everything: Numbered,
    ids: Sequence[str],
) -> Ground:
    """Return what taggers stand on, for some of the documents."""
    tables = clean_tables(origin, is_cleaned, everything)
    return _ground_of(
        origin,
        {name: rows_of(rows, "doc_id", ids) for name, rows in tables.items() if name != "rejects"},
    )


def _ground_of(origin: Origin, tables: Mapping[str, pa.Table]) -> Ground:
    models = origin.pipeline.tables

    def load(name: str) -> pa.Table:
        return tables[name] if name in tables else arrow_schema(models[name]).empty_table()

    ids = tables["documents"]["doc_id"].to_pylist()
    return Ground.of(tables, {doc_id: f"{doc_id}.txt" for doc_id in ids}, load, models)
