"""What many tests share: a plugin whose components count their calls, and small helpers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from opsonin.manager.config import Settings
from opsonin.runner.shards import open_pipeline

COUNTING = Path(__file__).parent / "counting"
LONGEST_NAME = 16


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests load out of the cache of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPSONIN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    """Install the counting plugin; gives component -> documents that it was called with."""
    monkeypatch.syspath_prepend(str(COUNTING))
    import counting_plugin  # noqa: PLC0415 - it is on the path only now

    counting_plugin.reset()
    open_pipeline.cache_clear()
    yield counting_plugin.CALLS
    counting_plugin.reset()
    open_pipeline.cache_clear()
    sys.modules.pop("counting_plugin", None)


def counting_settings(inputs: Path | tuple[str, ...], data: Path, **changes: object) -> Settings:
    """Return settings in which only the counting components and the built-in sources run."""
    values: dict[str, object] = {
        "inputs": inputs if isinstance(inputs, tuple) else (str(inputs),),
        "data": data,
        "plugins": ("counting",),
        # They count their calls in this process.
        "limits": {"isolation": "inline"},
        "cleaners": ("squeeze", "blocks"),
        "taggers": ("capitals", "numbers", "choose", "gather", "pairs"),
        "exporters": (),
        "vocabularies": (),
        "shard_documents": 3,
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type] # Settings checks the values itself


# Shared machines stall now and then; how long an example takes says nothing about the code.
hypothesis.settings.register_profile("opsonin", deadline=None)
hypothesis.settings.load_profile("opsonin")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name no test after packed bytes: they hold the time, and workers must agree on names."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_NAME else None


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in CI that has left out a test: there, everything that a test needs is there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
