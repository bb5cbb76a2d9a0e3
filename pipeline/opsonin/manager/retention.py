"""What the settings say about how long things are kept."""

from __future__ import annotations

from opsonin.manager.config import Settings
from opsonin.store.records import Retention


def retention_of(settings: Settings) -> Retention:
    """Return what is kept how long."""
    return Retention(settings.keep_snapshots, settings.keep_hours, settings.keep_history_days)
