from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authored import author_in
from opsonin.runner.shards import open_pipeline

Command = Callable[..., Result]

WARNING = "Warning: The code of plugin_codes has changed since the last run here, but none of its"


def test_changed_code_of_the_same_version_is_warned_of(
    opsonin: Command, codes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = []
    with author_in(tmp_path / "site", monkeypatch) as author:
        path = author("plugin_codes", codes)
        for text in (codes, codes, codes.replace('"x"', '"y"'), codes.replace('"1"', '"2"')):
            path.write_text(text)
            open_pipeline.cache_clear()
            results.append(opsonin("run", "in.txt"))
    assert [one.exit_code for one in results] == [0, 0, 0, 0], results[-1].output
    # A module is imported once in a process: the last one still has version 1.
    assert [WARNING in one.stderr for one in results] == [False, False, True, True]
    assert "(codes 1): what they gave before stands" in results[2].stderr
