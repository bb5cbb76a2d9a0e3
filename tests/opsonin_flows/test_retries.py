from __future__ import annotations

from typing import Any, cast

import pytest
from prefect.states import Failed

from opsonin.errors import StageError, StoreError, TableError
from opsonin_flows.retries import is_transient

NOBODY = cast("Any", None)


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(28, "No space left on device"), True),
        (TimeoutError("no answer"), True),
        (ConnectionResetError(), True),
        (caused(StoreError("The file cannot be written."), OSError(5, "I/O error")), True),
        (StoreError("The file is damaged."), False),
        (caused(StoreError("This is no JSON."), ValueError("x")), False),
        (caused(StageError("Lost."), OSError(5, "I/O error")), False),
        (TableError("Pandera: isin failed.", component="lengths 1", table="identifiers"), False),
        (ValueError("no"), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_only_input_and_output_is_tried_again(error: BaseException, *, expected: bool) -> None:
    assert is_transient(NOBODY, NOBODY, Failed(data=error)) is expected


def test_failure_without_an_exception_is_final() -> None:
    assert not is_transient(NOBODY, NOBODY, Failed(message="The server said so."))
