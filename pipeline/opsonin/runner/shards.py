"""Carries out the task of one shard, in whatever process it finds itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from opsonin.errors import StageError, TableError
from opsonin.manager.config import Settings
from opsonin.manager.fingerprint import ENGINE_VERSION
from opsonin.manager.options import content_of
from opsonin.manager.pipeline import Installed, Pipeline, build_pipeline
from opsonin.runner.isolation.isolation import isolated_cleaner, isolated_tagger
from opsonin.runner.memory import use_system_pool
from opsonin.runner.tasks import Manifest, Task, stage_merge, treated
from opsonin.runner.writing import write_file
from opsonin.runner.written import FileRows
from opsonin.stages.calling import TRANSIENT, Failure
from opsonin.stages.cleaning import CleanStep, clean_documents
from opsonin.stages.describing import blame
from opsonin.stages.output import StageOutput
from opsonin.stages.tagging import Ground, TagStep, tag_documents
from opsonin.stages.timing import Clock
from opsonin.store.durability import use_durability
from opsonin.store.store import Store
from opsonin.tables.contract import INTERNAL
from opsonin.tables.internal import Edits
from opsonin.tables.model import Table, arrow_schema, info_of
from opsonin.tables.parts import part_name, part_schema
from opsonin.tables.picking import rows_of

#: Tables of the clean stage that hold every document's coordinates.
_GROUND = ("documents", "alignment", "segments")
CLEAN_TABLES = ("documents", "fields", "alignment", "removed", "segments", "flags", "signals")


def run_shard(task_json: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out one task and return its manifest, both as JSON values.

    A shard that was finished before, by a run that did not live to commit it, is adopted, unless
    something in it failed for now: limits may have been raised since.

    Raises:
        TableError: A required component breaks the contract of a table.
        StageError: This worker has other components than the run that sent the task.
        StoreError: The store cannot be read or written.
    """
    task = Task(**task_json)
    pipeline = pipeline_of(task.settings)
    store = Store(pipeline.settings.data, {**pipeline.tables, **INTERNAL})
    finished = store.finished_shard(task.key)
    if finished is not None and not _is_to_be_tried_again(finished):
        return finished
    _check_versions(task, pipeline)
    clock = Clock()
    with clock.phase("arrange"):
        carry_out = _clean if task.stage == "clean" else _tag
        output = carry_out(task, pipeline, store, clock)
        manifest = _write(task, output, pipeline, store, clock).to_json()
    store.finish_shard(task.key, manifest)
    return manifest


def _is_to_be_tried_again(finished: Mapping[str, Any]) -> bool:
    return any(
        reason in TRANSIENT for one in finished["results"] for reason in one["rejected"].values()
    )


def pipeline_of(settings: Mapping[str, object]) -> Pipeline:
    """Return the pipeline of these settings (JSON), built anew if a file of an option changed."""
    told = orjson.dumps(settings, option=orjson.OPT_SORT_KEYS)
    pipeline = open_pipeline(told)
    use_durability(pipeline.settings.durability)
    if any(content_of(path) != content for path, content in pipeline.option_files.items()):
        open_pipeline.cache_clear()
        pipeline = open_pipeline(told)
    return pipeline


@lru_cache(maxsize=4)
def open_pipeline(settings: bytes) -> Pipeline:
    """Build the pipeline of these settings (JSON), once in each process."""
    use_system_pool()
    return build_pipeline(Settings.from_json(orjson.loads(settings)))


def prepare_worker(settings: bytes) -> None:
    """Load the components of a run in this process, before there is a task."""
    open_pipeline(settings)


def _check_versions(task: Task, pipeline: Pipeline) -> None:
    installed = pipeline.cleaners if task.stage == "clean" else pipeline.taggers
    here = {one.name: one.fingerprint for one in installed}
    for name, expected in task.fingerprints.items():
        if here.get(name) != expected:
            raise StageError(
                f"Component {name} is not the one that the run was planned with.",
                where=f"stage {task.stage}",
                remedy="Install the same versions for the run and all of its workers, and leave "
                "the files that options name as they are until it has ended.",
            )


def read_extract(store: Store, name: str, extract: Mapping[str, Sequence[str]]) -> list[pa.Table]:
    """Read the rows of certain documents from certain files."""
    return [
        rows_of(store.read(name, file), "doc_id", documents) for file, documents in extract.items()
    ]


def _read(store: Store, task: Task, table: type[Table]) -> pa.Table:
    name = info_of(table).name
    found = read_extract(store, name, task.reads.get(name, {}))
    return pa.concat_tables([arrow_schema(table).empty_table(), *found])


def _cached(store: Store, task: Task, component: str, tables: Mapping[str, Any]) -> dict[str, Any]:
    rows = {}
    for name, extract in task.cached.get(component, {}).items():
        found = [
            table.filter(pc.equal(table["part"], component))
            for table in read_extract(store, part_name(name), extract)
        ]
        rows[name] = pa.concat_tables([part_schema(tables[name]).empty_table(), *found])
    return rows


def _clean(task: Task, pipeline: Pipeline, store: Store, clock: Clock) -> StageOutput:
    tables = {**pipeline.tables, "edits": Edits}
    steps = [
        CleanStep(
            isolated_cleaner(one, task.settings),
            one.context,
            one.fingerprint,
            one.is_required,
            None if one.name in task.compute else _cached(store, task, one.name, tables),
        )
        for one in pipeline.cleaners
    ]
    with clock.phase("read"):
        raw = _read(store, task, pipeline.tables["raw"])
    uris = pa.array([task.uris[doc_id] for doc_id in raw["doc_id"].to_pylist()], pa.string())
    position = raw.schema.get_field_index("source_uri")
    raw = raw.set_column(position, raw.schema.field(position), uris)
    return clean_documents(raw, steps, version=ENGINE_VERSION, clock=clock)


def _tag(task: Task, pipeline: Pipeline, store: Store, clock: Clock) -> StageOutput:
    with clock.phase("read"):
        cleaned = {name: _read(store, task, pipeline.tables[name]) for name in _GROUND}
    known = {name: cleaned[name] for name in ("segments", "alignment")}
    load = Loader(store, task, pipeline, known, clock)
    ground = Ground.of(cleaned, task.uris, load, pipeline.tables)
    steps = [_tag_step(task, one, pipeline, store) for one in pipeline.taggers]
    return tag_documents(ground, steps, task.touched, clock=clock)


@dataclass(frozen=True, slots=True)
class Loader:
    """Reads the tables that taggers need, each once for all of them."""

    store: Store
    task: Task
    pipeline: Pipeline
    known: dict[str, pa.Table]
    clock: Clock

    def __call__(self, name: str) -> pa.Table:
        """Return the rows of a table for the documents of the shard."""
        if name not in self.known:
            with self.clock.phase("read"):
                self.known[name] = _read(self.store, self.task, self.pipeline.tables[name])
        return self.known[name]


def _tag_step(task: Task, one: Installed[Any], pipeline: Pipeline, store: Store) -> TagStep:
    rejected = {
        doc_id: Failure(doc_id, *reject)
        for doc_id, reject in task.rejected.get(one.name, {}).items()
    }
    cached = None
    if one.name not in task.compute:
        cached = _cached(store, task, one.name, pipeline.tables)
    return TagStep(
        isolated_tagger(one, task.settings),
        one.context,
        one.fingerprint,
        one.is_required,
        cached,
        rejected,
        one.limits.max_characters,
    )


def _write(
    task: Task, output: StageOutput, pipeline: Pipeline, store: Store, clock: Clock
) -> Manifest:
    """Check and write every table of a shard."""
    tables: dict[str, list[dict[str, object]]] = {}
    parts: dict[str, list[dict[str, object]]] = {}
    index: list[FileRows] = []
    for name, rows in sorted(output.tables.items()):
        try:
            found = write_file(name, rows, pipeline, store, clock)
        except TableError as error:
            raise _blamed(error, output) from error
        if found is not None:
            written, whose = found
            tables[name] = [dict(written.to_json())]
            index += [whose] if whose is not None else []
    internal = {**pipeline.tables, "edits": Edits}
    for name, rows in sorted(output.parts.items()):
        with clock.phase("write"):
            ref = store.write(part_name(name), rows, part_schema(internal[name]))
        if ref is not None:
            parts[part_name(name)] = [dict(ref.to_json())]
    touched = CLEAN_TABLES if task.stage == "clean" else task.touched
    merge = stage_merge(task.stage, pipeline)
    return Manifest(
        key=task.key,
        stage=task.stage,
        documents=task.documents,
        tables=tables,
        parts=parts,
        index=index,
        results=treated(output, task, merge),
        counts={name: asdict(counts) for name, counts in output.counts.items()},
        seconds=clock.seconds,
        touched=sorted({*touched, "rejects"} & {*pipeline.tables}),
    )


def _blamed(error: TableError, output: StageOutput) -> TableError:
    fields = output.tables.get("fields")
    return error if fields is None else blame(error, fields)
