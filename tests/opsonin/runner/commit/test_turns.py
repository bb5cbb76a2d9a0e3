from pathlib import Path

import pytest

from opsonin.runner.commit import turns
from opsonin.store.files import locked
from opsonin.store.store import Store


def test_run_that_waited_too_long_goes_on_without_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path, {})
    monkeypatch.setattr(turns, "TURN_TIMEOUT_S", 0.0)
    with locked(store.layout.turn_lock, 0.0), turns.turn(store):
        assert "going on without a turn" in caplog.text
    caplog.clear()
    with turns.turn(store):
        assert not caplog.text
