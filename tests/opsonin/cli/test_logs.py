from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from opsonin.cli.logs import show_logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    log = logging.getLogger("opsonin")
    before = log.handlers[:], log.propagate
    yield
    log.handlers, log.propagate = before


def _fail() -> None:
    try:
        int("bad\x1b")
    except ValueError:
        logging.getLogger("opsonin").exception("observer failed")


def test_logged_exception_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    show_logs(with_tracebacks=False)
    show_logs(with_tracebacks=False)
    _fail()
    assert capsys.readouterr().err.startswith("Error: observer failed: ValueError: ")


def test_debug_shows_where_a_logged_exception_arose(capsys: pytest.CaptureFixture[str]) -> None:
    show_logs(with_tracebacks=True)
    _fail()
    assert "Traceback" in capsys.readouterr().err


def test_notes_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_logs(with_tracebacks=False)
    logging.getLogger("opsonin").info("done")
    assert not capsys.readouterr().err
