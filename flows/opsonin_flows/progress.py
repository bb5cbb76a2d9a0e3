"""How far a run is, for people who look at the server while it runs."""

from __future__ import annotations

import logging
from typing import cast
from uuid import UUID

import httpx
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.exceptions import PrefectException

_LOG = logging.getLogger("opsonin")

PROGRESS_KEY = "opsonin-progress"
#: Percentage of a run that is done when a stage begins and when it ends. Source: ours, of a first
#: run over the seeds and over 4,000 documents.
STAGES = {"ingest": (0, 10), "clean": (10, 40), "tag": (40, 90), "export": (90, 100)}
#: The server is told when so much more is done, in per cent: some twenty calls a run.
_STEP = 5


class Progress:
    """A bar on the server. A run is never slower or lost because the server does not take it."""

    def __init__(self) -> None:
        self._id: UUID | None = None
        self._told = 0.0
        try:
            made = create_progress_artifact(0.0, key=PROGRESS_KEY, description="ingest")
            self._id = cast("UUID", made)
        except (httpx.HTTPError, PrefectException) as error:
            _LOG.warning("The server does not take the progress of this run: %s", error)

    def tell(self, stage: str, n_done: int, n_all: int) -> None:
        """Say how far a stage is.

        Args:
            stage: Its name.
            n_done: Shards that are finished.
            n_all: All its shards.
        """
        first, last = STAGES[stage]
        percent = first + (last - first) * (n_done / n_all if n_all else 1)
        if self._id is None or percent < min(self._told + _STEP, 100):
            return
        try:
            update_progress_artifact(self._id, percent, description=stage)
        except (httpx.HTTPError, PrefectException) as error:
            _LOG.warning("The server does not take the progress of this run: %s", error)
            self._id = None
        self._told = percent
