from collections.abc import Iterator
from pathlib import Path

import pytest

from opsonin.errors import StoreError
from opsonin.store.attempts import MAX_ATTEMPTS, until_committed


def test_attempt_is_repeated_until_the_number_is_free() -> None:
    answers: Iterator[int | None] = iter([None, None, 0])
    assert until_committed(lambda: next(answers), Path("data")) == 0


def test_runs_that_take_every_number_are_told_of() -> None:
    tries: list[None] = []
    with pytest.raises(StoreError, match=rf"^data: .*took .* {MAX_ATTEMPTS} times\. Let one"):
        until_committed(lambda: tries.append(None), Path("data"))
    assert len(tries) == MAX_ATTEMPTS
