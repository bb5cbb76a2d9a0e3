"""What Prefect is told before it is imported: it reads its settings from the environment once."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

#: Nothing is reported to anybody; opsonin's own warnings reach the log of the flow run. The
#: embedded server takes 10 to 20 s to start, twice that on a busy machine, and Prefect would only
#: wait for 20 s.
DEFAULTS: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "opsonin",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}

#: Loggers of Prefect and of Dask's scheduler.
_ENGINES = frozenset({"prefect", "distributed"})


def prepare() -> None:
    """Set what the operator has not set. Call it before Prefect is imported."""
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ and not _has_home():
        folder = tempfile.mkdtemp(prefix="opsonin-prefect-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ["PREFECT_HOME"] = folder


def _has_home() -> bool:
    """Tell whether Prefect can keep its database where it does by default."""
    try:
        folder = Path.home() / ".prefect"
        folder.mkdir(mode=0o700, exist_ok=True)
    except (OSError, RuntimeError):
        return False
    return os.access(folder, os.W_OK)


def quieten() -> None:
    """Keep the engine's log off the terminal; the server keeps all of Prefect's.

    A failed flow is logged with its traceback, and then raises the error that the command line
    shows in one sentence. Call it after Prefect is imported.
    """
    # Worker processes set up their logging anew.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    for handler in logging.getLogger().handlers:
        if _is_ours_or_urgent not in handler.filters:
            handler.addFilter(_is_ours_or_urgent)


def _is_ours_or_urgent(record: logging.LogRecord) -> bool:
    is_engine = record.name.partition(".")[0] in _ENGINES
    return not is_engine or record.levelno >= logging.CRITICAL
