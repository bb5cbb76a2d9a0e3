"""Calls the exporters on the newest snapshot. What is committed stands, whatever they do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsonin.components.component import Exporter
from opsonin.errors import StoreError
from opsonin.manager.pipeline import Installed, Pipeline
from opsonin.objects.interface import ObjectsError
from opsonin.stages.origins import told
from opsonin.store.files import locked
from opsonin.store.leases import leased
from opsonin.store.store import Store

_LOG = logging.getLogger("opsonin")

#: How long the exporters of another run are waited for.
PUBLISH_TIMEOUT_S = 1800.0


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a snapshot.

    Attributes:
        places: Where exporters have put it, for people.
        failures: Exporters that failed, each with the reason. The next run tries them again.
    """

    places: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def publish(pipeline: Pipeline, store: Store) -> Published:
    """Call the exporters for which the newest snapshot is news.

    Runs over one data folder do so in turn, so that none puts an older snapshot in the place of
    one that another has published meanwhile. An exporter that fails does not keep the others from
    their work, nor does it end the run: that is committed. A built-in one is another matter,
    because it is a fault of opsonin or of the disk, unless it is a server that cannot be asked.

    Raises:
        StoreError: A built-in exporter failed.
    """
    if not pipeline.exporters or not store.head():
        return Published()
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(store.layout.publish_lock, PUBLISH_TIMEOUT_S))
        except StoreError as error:
            failed = f"snapshot {store.head()} is not published: {error}"
            _LOG.warning("%s", failed)
            return Published(failures=(failed,))
        return _called(pipeline, store)


def _called(pipeline: Pipeline, store: Store) -> Published:
    head = store.head()
    places: list[str] = []
    failures: list[str] = []
    for one in pipeline.exporters:
        try:
            place = _published(one, store, head)
            # What was left out on purpose is nowhere.
            places += [place] if place else []
        except Exception as error:
            is_ours = one.plugin is None or one.plugin.is_builtin
            # A server that is away is no fault of opsonin or of this disk.
            if is_ours and not isinstance(error, ObjectsError):
                raise
            failed = f"{one.name} of {one.distribution} failed on snapshot {head}"
            # The log may go where `forget` does not reach: it is not told what may quote a text.
            _LOG.warning("exporter %s: %s", failed, type(error).__name__)
            failures.append(f"{failed}: {told(error)}")
    return Published(tuple(places), tuple(failures))


def _published(one: Installed[Exporter[Any]], store: Store, head: int) -> str:
    """Return where an exporter has put a snapshot, now or before."""
    known: Mapping[str, Any] = store.published(one.name) or {}
    is_done = known.get("snapshot") == head and known.get("fingerprint") == one.fingerprint
    if is_done and _is_there(str(known["place"]), store.root):
        return str(known["place"])
    snapshot = store.snapshot()
    with leased(snapshot.directory):
        place = one.component.export(snapshot, one.context)
    record = {"snapshot": snapshot.number, "fingerprint": one.fingerprint, "place": place}
    store.set_published(one.name, record)
    return str(place)


def _is_there(place: str, data: Path) -> bool:
    """Tell whether a local place still exists; what lies elsewhere is taken at its word.

    A relative place was relative to the working directory of that run: what lies in the data
    folder is looked for there as well.
    """
    return "://" in place or Path(place).exists() or (data / Path(place).name).exists()
