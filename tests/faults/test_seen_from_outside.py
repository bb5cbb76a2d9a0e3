"""What documents ask for does not happen, as the system sees it: no network, no file elsewhere.

With strace every call of every process of the run is seen; without it, what Python's audit events
tell of all processes, which leaves out native code.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TEXT = "In a study of 659 patients with severe COVID-19, 23 carried autoantibodies. " * 5
#: Loaded by every Python process of the run: writes the calls as strace does.
AUDIT = """
import os, sys

LOG = os.open(os.environ["SEEN"], os.O_WRONLY | os.O_APPEND)


def told(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path, flags = os.path.abspath(os.fsdecode(arguments[0])), arguments[2] or 0
        names = "O_WRONLY" if flags & 3 else "O_RDONLY"
        os.write(LOG, f'1 openat(AT_FDCWD, "{path}", {names}) = 3\\n'.encode("utf-8", "replace"))
    elif event == "socket.connect" and not isinstance(arguments[1], (str, bytes)):
        os.write(LOG, f'1 connect(3, {{sa_family=AF_INET, {arguments[1]}}}) = 0\\n'.encode())


sys.addaudithook(told)
"""


def baits(secret: Path) -> dict[str, str]:
    """Return documents that ask for a file and for addresses."""
    uri, host = secret.as_uri(), "http://127.0.0.1:9"
    page = (
        f'<html><head><base href="file:///etc/"><link rel=stylesheet href="{host}/x.css">'
        f'<meta http-equiv=refresh content="0;url={host}"></head><body><h1>Title</h1>'
        f'<iframe src="{uri}"></iframe><img src="{host}/x.png"><script src="{host}/x.js"></script>'
        f'<object data="{uri}"></object><p>{TEXT}</p></body></html>'
    )
    return {
        "page.html": page,
        "entity.xml": f'<!DOCTYPE r [<!ENTITY x SYSTEM "{uri}">]><r>&x; {TEXT}</r>',
        "parameter.xml": f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{uri}"> %p;]><r>{TEXT}</r>',
        "dtd.xml": f'<!DOCTYPE r SYSTEM "{host}/x.dtd"><r>{TEXT}</r>',
        "include.xml": '<r xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<xi:include href="{uri}" parse="text"/>{TEXT}</r>',
        "schema.xml": '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:noNamespaceSchemaLocation="{host}/x.xsd">{TEXT}</r>',
        "style.xml": f'<?xml-stylesheet href="{uri}" type="text/xsl"?><r>{TEXT}</r>',
        "lines.jsonl": f'{{"id": "../../x", "text": "{TEXT}", "url": "{host}", "$ref": "{uri}"}}\n',
        "query.csv": f"id,text\n1,\"' || (select * from read_csv('{secret}')) || ' {TEXT}\"\n",  # noqa: S608 - a bait
        "list.txt": f"@{secret}\n{uri}\n{host}\n{TEXT}",
    }


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with input, data and a secret beside them, and the calls of a run."""
    folder = tmp_path_factory.mktemp("outside")
    secret, inputs, log = folder / "secret.txt", folder / "in", folder / "calls"
    secret.write_text("The secret of the operator.")
    inputs.mkdir()
    for name, text in baits(secret).items():
        (inputs / name).write_text(text)
    (inputs / "link.txt").symlink_to(secret)
    log.touch()
    for name in ("home", "temporary", "audit"):
        (folder / name).mkdir()
    (folder / "audit" / "sitecustomize.py").write_text(AUDIT)
    program = [sys.executable, "-m", "opsonin", "run", str(inputs), "--data", str(folder / "data")]
    home = str(folder / "home")
    own = {"HOME": home, "OPSONIN_CACHE": home, "TMPDIR": str(folder / "temporary")}
    environment = {**os.environ, **own}
    strace = shutil.which("strace")
    if strace:
        calls = "trace=openat,open,creat,connect,sendto"
        program = [strace, "-f", "-qq", "-s", "400", "-e", calls, "-o", str(log), *program]
    else:
        environment |= {"PYTHONPATH": str(folder / "audit"), "SEEN": str(log)}
    program += ["--engine", "local"]
    done = subprocess.run(
        program,
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, log.read_text("utf-8", "replace")


def opened(calls: str) -> Iterator[tuple[str, bool]]:
    """Yield the files that were opened, each with whether for writing."""
    for path, flags in re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)', calls):
        yield path, "O_WRONLY" in flags or "O_RDWR" in flags or "O_CREAT" in flags


@pytest.mark.slow
@pytest.mark.system
def test_no_document_makes_a_run_use_the_network(seen: tuple[Path, str]) -> None:
    _, calls = seen
    assert "lines.jsonl" in calls
    connected = [line for line in calls.splitlines() if "AF_INET" in line]
    assert connected == []


@pytest.mark.slow
@pytest.mark.system
def test_no_document_makes_a_run_read_a_file_outside_its_folder(seen: tuple[Path, str]) -> None:
    folder, calls = seen
    files = {path for path, _ in opened(calls)}
    assert {f"{folder}/in/{name}" for name in ("page.html", "entity.xml")} <= files
    assert f"{folder}/secret.txt" not in files
    assert not files & {"/etc/passwd", "/etc/"}


@pytest.mark.slow
@pytest.mark.system
def test_a_run_writes_to_its_own_folders_alone(seen: tuple[Path, str]) -> None:
    folder, calls = seen
    own = tuple(f"{folder}/{name}" for name in ("data", "home", "temporary"))
    own = (*own, "/dev/", "/proc/self/", "data")
    written = {path for path, is_written in opened(calls) if is_written}
    assert any(path.startswith(own[0]) for path in written)
    assert {path for path in written if not path.startswith(own)} == set()
