from __future__ import annotations

import json

import pytest

from opsonin.runner.isolation.failures import pack_failure, unpack_failure
from opsonin.stages.calling import failure
from opsonin.stages.origins import own_line, told

HERE = "tests/opsonin/stages/test_origins.py"


def raised(number: int) -> Exception:
    try:
        return ValueError(1 // number)
    except ZeroDivisionError as error:
        return error


def test_line_is_that_of_the_component_not_of_what_it_calls() -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        json.loads("[1]", parse_int=lambda _: int("x"))
    assert own_line(caught.value).startswith(f"{HERE}, line ")


def test_error_that_was_never_raised_has_no_line() -> None:
    assert told(KeyError("boom")) == "KeyError: 'boom'"
    assert told(KeyError()) == "KeyError"


def test_what_a_worker_process_tells_reads_as_if_it_had_been_raised_here() -> None:
    here = raised(0)
    there = unpack_failure(pack_failure(here))
    assert failure("a", there) == failure("a", here)
    assert failure("a", there).detail.startswith(
        f"ZeroDivisionError: integer division or modulo by zero ({HERE}, line "
    )


def test_reasons_survive_the_way_between_processes() -> None:
    for error, reason in ((MemoryError("x"), "memory"), (TimeoutError("x"), "timeout")):
        there = unpack_failure(pack_failure(error))
        assert (failure("a", there).reason, failure("a", there).detail) == (
            reason,
            f"{type(error).__name__}: x",
        )
