"""Puts components into worker processes: calls are sent there, and what they give comes back.

Native parsers and other people's code can crash, hang and swallow memory, and no signal
interrupts them. The worker rebuilds the component from name, version and options; nothing is
pickled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import orjson
import pyarrow as pa

from opsonin.components.component import Cleaner, Exporter, Reject, Source, Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.components.rows import Cleaned
from opsonin.components.snapshot import Snapshot
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.runner.isolation.confining import missing
from opsonin.runner.isolation.conversation import Conversation
from opsonin.runner.isolation.failures import WorkerError
from opsonin.runner.isolation.frames import pack_tables
from opsonin.runner.isolation.patience import be_patient_again
from opsonin.runner.isolation.pool import call_worker
from opsonin.runner.isolation.results import unpack_cleaned, unpack_given
from opsonin.runner.isolation.wire import pack_documents, pack_resource, pack_snapshot
from opsonin.runner.isolation.workers import Order, Taken

_LOG = logging.getLogger("opsonin")
T = TypeVar("T")

#: A corpus tagger has its time limit for every so many documents.
CORPUS_BATCH = 16


def isolated(pipeline: Pipeline) -> Pipeline:
    """Return a pipeline whose sources, corpus taggers and exporters run where they should.

    Cleaners and taggers of single documents are put into workers by whoever calls them, in
    whatever process that is.

    Args:
        pipeline: The pipeline of a run that begins.
    """
    be_patient_again()
    _warn_of_what_is_missing(pipeline)
    settings = pipeline.settings.to_json()
    return replace(
        pipeline,
        sources=tuple(
            replace(one, component=isolated_source(one, settings)) for one in pipeline.sources
        ),
        corpus_taggers=tuple(
            replace(one, component=isolated_corpus_tagger(one, settings))
            for one in pipeline.corpus_taggers
        ),
        exporters=tuple(
            replace(one, component=isolated_exporter(one, settings)) for one in pipeline.exporters
        ),
    )


def order_of(one: Installed[Any], settings: Mapping[str, object]) -> Order:
    """Return what a worker has to be told to hold a component."""
    component = one.component
    # These work with more than their own plugin offers: vocabularies, or all tables.
    is_small = not isinstance(component, Exporter)
    if isinstance(component, Tagger):
        is_small = component.scope == "document" and not component.uses_vocabularies
    plugin = one.plugin.key if one.plugin is not None and is_small else ""
    return Order.of(one.name, plugin, settings, one.limits, one.fingerprint, _taken(component))


def _taken(component: object) -> Taken:
    """Return what a worker that holds a component needs for nothing it is there for."""
    if isinstance(component, Tagger) and component.scope == "corpus":
        # It opens the store, whose index may have to be brought up to a commit of another run.
        return "network"
    return "network and writing" if isinstance(component, Cleaner | Tagger) else ""


def _warn_of_what_is_missing(pipeline: Pipeline) -> None:
    """Say once that this system cannot confine workers, if the run may have some."""
    everything: tuple[Installed[Any], ...] = (
        *pipeline.cleaners,
        *pipeline.taggers,
        *pipeline.corpus_taggers,
    )
    concerned = [
        one.name
        for one in everything
        if one.component.isolation == "process" and one.limits.is_confined
    ]
    lacks = missing()
    if concerned and lacks:
        _LOG.warning(
            "This system cannot keep worker processes from %s; %s would be kept from it elsewhere. "
            "`is_confined = false` under [limits] ends this warning.",
            " and ".join(lacks),
            ", ".join(sorted(concerned)),
        )


def isolated_cleaner(one: Installed[Cleaner[Any]], settings: Mapping[str, object]) -> Cleaner[Any]:
    """Return the cleaner, its function replaced by a call of a worker if it runs in one."""
    if one.component.isolation == "inline":
        guarded = _guarded(one.component.clean)
        return one.component if _is_ours(one) else replace(one.component, clean=guarded)
    order = order_of(one, settings)

    def clean(
        documents: Documents, _context: Context[Any]
    ) -> Sequence[Cleaned | Reject] | Mapping[str, pa.Table]:
        # It may be neither: the stage judges what a worker gave as it judges what others give.
        given: Sequence[Cleaned | Reject] = unpack_cleaned(
            call_worker(order, "clean", pack_documents(documents))
        )
        return given

    return replace(one.component, clean=clean)


def isolated_tagger(one: Installed[Tagger[Any]], settings: Mapping[str, object]) -> Tagger[Any]:
    """Return the tagger, its function replaced by a call of a worker if it runs in one."""
    if one.component.isolation == "inline":
        guarded = _guarded(one.component.tag)
        return one.component if _is_ours(one) else replace(one.component, tag=guarded)
    order = order_of(one, settings)

    def tag(documents: Documents, _context: Context[Any]) -> Mapping[str, pa.Table]:
        given: Mapping[str, pa.Table] = unpack_given(
            call_worker(order, "tag", pack_documents(documents))
        )
        return given

    return replace(one.component, tag=tag)


def isolated_corpus_tagger(
    one: Installed[Tagger[Any]], settings: Mapping[str, object]
) -> Tagger[Any]:
    """Return a corpus tagger that reads the store from a worker, if it runs in one."""
    if one.component.isolation == "inline":
        guarded = _guarded(one.component.tag)
        return one.component if _is_ours(one) else replace(one.component, tag=guarded)
    order = order_of(one, settings)

    def tag(documents: Documents, _context: Context[Any]) -> Mapping[str, pa.Table]:
        timeout_s = one.limits.timeout_s * max(1, -(-len(documents) // CORPUS_BATCH))
        given: Mapping[str, pa.Table] = unpack_given(
            call_worker(order, "link", _corpus_frames(documents), timeout_s)
        )
        return given

    return replace(one.component, tag=tag)


def isolated_exporter(
    one: Installed[Exporter[Any]], settings: Mapping[str, object]
) -> Exporter[Any]:
    """Return the exporter, its function replaced by a call of a worker if it runs in one."""
    if one.isolation == "inline":
        guarded = _guarded(one.component.export)
        return one.component if _is_ours(one) else replace(one.component, export=guarded)
    order = order_of(one, settings)

    def export(snapshot: Snapshot, _context: Context[Any]) -> str:
        (place,) = call_worker(order, "export", pack_snapshot(snapshot))
        return place.decode("utf-8", "surrogateescape")

    return replace(one.component, export=export)


def isolated_source(one: Installed[Source[Any]], settings: Mapping[str, object]) -> Source[Any]:
    """Return the source, asked and read in a worker if it runs in one."""
    if one.component.isolation == "inline":
        guarded = _guarded_items(one.component.read)
        return one.component if _is_ours(one) else replace(one.component, read=guarded)
    order = order_of(one, settings)

    def accepts(resource: Any) -> bool:
        return call_worker(order, "accepts", pack_resource(resource)) == [b"yes"]

    def read(resource: Any, _context: Context[Any]) -> Any:
        return Conversation(order, resource).items()

    return replace(one.component, accepts=accepts, read=read)


def _corpus_frames(documents: Documents) -> list[bytes]:
    # It knows the shards, and they know us.
    from opsonin.runner.overlay import Corpus  # noqa: PLC0415

    if not isinstance(documents, Corpus):
        # Only tests and trials have a corpus that stands in no store.
        raise TypeError("a corpus tagger in a worker reads the documents of a store")
    rows = documents.rows
    about = {
        "reads": list(documents.table_names),
        "added": {name: [ref.to_json() for ref in refs] for name, refs in rows.added.items()},
        "live": {name: dict(owners) for name, owners in rows.live.items()},
        "replaced": {name: sorted(owners) for name, owners in rows.replaced.items()},
        "changed": None if documents.changed is None else sorted(documents.changed),
    }
    return [orjson.dumps(about), *pack_tables(documents.at_hand)]


def _is_ours(one: Installed[Any]) -> bool:
    return one.plugin is None or one.plugin.is_builtin


def _guarded(function: Callable[..., T]) -> Callable[..., T]:
    """Return a function of another's plugin that cannot end the run by what it raises."""

    def guarded(*arguments: Any) -> T:
        try:
            return function(*arguments)
        except (Exception, KeyboardInterrupt):
            raise
        except BaseException as error:
            raise WorkerError(f"{type(error).__name__}: {error}") from error

    return guarded


def _guarded_items(read: Callable[..., Iterable[T]]) -> Callable[..., Iterator[T]]:
    """Do the same for a function that gives one item after the other."""

    def guarded(*arguments: Any) -> Iterator[T]:
        try:
            yield from read(*arguments)
        except (Exception, KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            raise WorkerError(f"{type(error).__name__}: {error}") from error

    return guarded
