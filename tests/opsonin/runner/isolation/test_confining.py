"""Worker processes have no network and write no file where the kernel can see to that."""

from __future__ import annotations

import errno
import logging
import platform
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from conftest import counting_settings
from opsonin.components.documents import Documents
from opsonin.manager.config import Settings
from opsonin.manager.pipeline import Pipeline, build_component
from opsonin.runner.isolation import confining, isolation
from opsonin.runner.isolation.confining import NETWORK, WRITING, missing
from opsonin.runner.isolation.isolation import (
    isolated,
    isolated_cleaner,
    isolated_tagger,
    order_of,
)
from opsonin.runner.isolation.pool import stop_workers
from opsonin.runner.isolation.worker import find_component
from opsonin.runner.shards import open_pipeline

Batch = Callable[..., Documents]

MISBEHAVING = Path(__file__).parents[1] / "misbehaving"
#: What a confined process tries, one letter each; it tells what went wrong.
TRIES = """
import os, socket, subprocess, sys
from pathlib import Path
from opsonin.runner.isolation import confining
if sys.argv[3:]:
    confining.missing = lambda: tuple(sys.argv[3:])
confining.confine(may_write=sys.argv[2] == "may write")
folder = Path(sys.argv[1])
tries = {
    "socket": lambda: socket.socket().close(),
    "local socket": lambda: socket.socket(socket.AF_UNIX).close(),
    "child": lambda: subprocess.run([sys.executable, "-c", "import socket; socket.socket()"],
                                    check=True, capture_output=True),
    "create": lambda: (folder / "new").write_text("x"),
    "change": lambda: (folder / "old").open("r+").write("x"),
    "append": lambda: (folder / "old").open("a").write("x"),
    "truncate": lambda: os.truncate(folder / "old", 0),
    "rename": lambda: (folder / "moved").rename(folder / "other"),
    "link": lambda: (folder / "link").hardlink_to(folder / "old"),
    "symlink": lambda: (folder / "symlink").symlink_to("old"),
    "folder": lambda: (folder / "folder").mkdir(),
    "remove": lambda: (folder / "gone").unlink(),
    "read": lambda: (folder / "old").read_text(),
    "nothing": lambda: Path(os.devnull).write_text("x"),
    "pair": lambda: [one.close() for one in socket.socketpair()],
}
for name, attempt in tries.items():
    try:
        attempt()
    except (PermissionError, subprocess.CalledProcessError):
        print(name)
"""
SOCKETS = {"socket", "local socket", "child"}
WRITES = {
    *("create", "change", "append", "truncate", "rename", "link", "symlink", "folder", "remove"),
}

needs_landlock = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel of Linux alone has Landlock and seccomp"
)


def refused(folder: Path, may_write: str = "", *lacks: str) -> set[str]:
    """Return what a confined process was refused."""
    folder.mkdir()
    for name in ("old", "gone", "moved"):
        (folder / name).write_text("content")
    done = subprocess.run(
        [sys.executable, "-c", TRIES, str(folder), may_write, *lacks],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines())


def offered() -> set[str]:
    """Return what this kernel can refuse."""
    sockets = set() if NETWORK in missing() else SOCKETS
    return sockets | (set() if WRITING in missing() else WRITES)


@needs_landlock
def test_confined_process_and_its_children_are_refused_sockets_and_writing(tmp_path: Path) -> None:
    assert refused(tmp_path / "a") == offered()
    if WRITING not in missing():
        assert sorted(one.name for one in (tmp_path / "a").iterdir()) == ["gone", "moved", "old"]
        assert (tmp_path / "a" / "old").read_text() == "content"


@needs_landlock
def test_process_that_may_write_is_refused_sockets_alone(tmp_path: Path) -> None:
    assert refused(tmp_path / "a", "may write") == offered() & SOCKETS


@needs_landlock
def test_one_folder_may_be_written_in_all_the_same(tmp_path: Path) -> None:
    free = tmp_path / "free"
    free.mkdir()
    code = (
        "import sys; from pathlib import Path\n"
        "from opsonin.runner.isolation.confining import confine\n"
        "free = Path(sys.argv[1]); confine(may_write=False, beneath=free)\n"
        "(free / 'a').mkdir(); (free / 'a' / 'b').write_text('x')\n"
        "(free / 'a' / 'b').rename(free / 'a' / 'c')\n"
        "(free.parent / 'outside').write_text('x')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(free)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (free / "a" / "c").read_text() == "x"
    if WRITING not in missing():
        assert "PermissionError" in done.stderr
        assert not (tmp_path / "outside").exists()


@needs_landlock
def test_what_the_kernel_lacks_is_left_out(tmp_path: Path) -> None:
    assert refused(tmp_path / "a", "", WRITING) == offered() & SOCKETS
    assert refused(tmp_path / "b", "", NETWORK) == offered() & WRITES
    assert refused(tmp_path / "c", "", NETWORK, WRITING) == set()


def test_kernel_that_refuses_what_it_offers_is_no_silent_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Refusing:
        def prctl(self, *_: object) -> int:
            return 0

        def syscall(self, *_: object) -> int:
            return -1

    monkeypatch.setattr(confining, "missing", lambda: (NETWORK,))
    monkeypatch.setattr(confining, "_libc", Refusing)
    with pytest.raises(OSError, match="landlock_create_ruleset"):
        confining.confine(may_write=False)


def test_other_systems_offer_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    missing.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(platform, "machine", lambda: "pdp11")
        assert missing() == (NETWORK, WRITING)
    missing.cache_clear()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[socket.socket]:
    """A server that notes who connects, and what the misbehaving plugin is told of it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        monkeypatch.syspath_prepend(str(MISBEHAVING))
        for name, value in {
            "PYTHONPATH": str(MISBEHAVING),
            "WILD_PORT": str(server.getsockname()[1]),
            "WILD_FILE": str(tmp_path / "written"),
        }.items():
            monkeypatch.setenv(name, value)
        open_pipeline.cache_clear()
        stop_workers()
        yield server
        stop_workers()
        open_pipeline.cache_clear()
        sys.modules.pop("misbehaving_plugin", None)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wild_cleaner", "wild_tagger"])
def test_component_in_a_worker_reaches_neither_a_server_nor_a_file(
    listener: socket.socket, batch: Batch, tmp_path: Path, name: str
) -> None:
    def give(deed: str, **limits: object) -> None:
        settings = Settings(plugins=("misbehaving",), limits=limits)
        one = build_component(settings, name, "misbehaving (misbehaving)")
        if name == "wild_cleaner":
            isolated_cleaner(one, settings.to_json()).clean(batch(deed), one.context)
        else:
            isolated_tagger(one, settings.to_json()).tag(batch(deed), one.context)

    for deed, what in {"CONNECT": NETWORK, "WRITE": WRITING}.items():
        if what not in missing():
            with pytest.raises(Exception, match=f"Errno {errno.EACCES}"):
                give(deed)
    with pytest.raises(TimeoutError):
        listener.accept()
    assert WRITING in missing() or not (tmp_path / "written").exists()
    for deed in ("CONNECT", "WRITE"):
        give(deed, is_confined=False)
    listener.accept()[0].close()
    assert (tmp_path / "written").read_text() == "written"


def told_to(pipeline: Pipeline, name: str) -> Any:
    return orjson.loads(order_of(find_component(pipeline, name), {}).packed)["taken"]


def test_sources_and_exporters_keep_the_network_and_files(
    counting: dict[str, list[str]], tmp_path: Path
) -> None:
    assert counting == {}
    limits = {"numbers": {"is_confined": False}}
    settings = counting_settings(tmp_path, tmp_path / "data", limits=limits, exporters=("parquet",))
    pipeline = open_pipeline(orjson.dumps(settings.to_json()))
    assert told_to(pipeline, "squeeze") == told_to(pipeline, "gather") == "network and writing"
    assert told_to(pipeline, "pairs") == "network"
    assert told_to(pipeline, "numbers") == ""
    assert {told_to(pipeline, one.name) for one in pipeline.sources} == {""}
    assert {told_to(pipeline, one.name) for one in pipeline.exporters} == {""}


@pytest.mark.parametrize("lacks", [(), (WRITING,), (NETWORK, WRITING)])
def test_what_the_system_lacks_is_said_once(
    counting: dict[str, list[str]],
    tmp_path: Path,
    lacks: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert counting == {}
    monkeypatch.setattr(isolation, "missing", lambda: lacks)
    settings = counting_settings(tmp_path, tmp_path / "data", limits={})
    with caplog.at_level(logging.WARNING, logger="opsonin"):
        isolated(open_pipeline(orjson.dumps(settings.to_json())))
        told = [one.getMessage() for one in caplog.records]
        assert len(told) == bool(lacks)
        assert all("the writing of files" in one and "squeeze" in one for one in told)
        caplog.clear()
        settings = replace(settings, limits={"is_confined": False})
        isolated(open_pipeline(orjson.dumps(settings.to_json())))
        assert caplog.records == []
