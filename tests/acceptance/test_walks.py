"""The ways on the page about the architecture are walked, and lead through the modules it names."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from authored import write_installed

ROOT = Path(__file__).parents[2]
CORE = ROOT / "pipeline" / "opsonin"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

#: Python imports it in every process, also in workers. The first call of a function of a module
#: is noted; modules and classes have no ``CO_OPTIMIZED``, so that an import is no call.
TRACER = """
import os, sys, threading

seen, log = set(), os.open(os.environ["WALK"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def note(frame, event, _):
    code = frame.f_code
    if event == "call" and code.co_flags & 1 and code.co_filename not in seen:
        seen.add(code.co_filename)
        os.write(log, f"{code.co_filename}\\n".encode())

threading.setprofile(note)
sys.setprofile(note)
"""
PLUGIN = '''
"""A plugin of each kind that a way leads through."""

from opsonin import (
    DROP, Link, LinkEvidence, Span, Tagger, Cleaner, earlier_links, from_string, hookimpl,
    links_to_tables, per_document, per_row,
)

def find(text):
    if "kettle" in text:
        raise ValueError("no kettles")
    return [Span(0, 4, type="code", value=text[:4], role="mention")]

def refuse(row, document, context):
    return DROP if row["value"] == "Last" else {}

def link(documents, context):
    links = earlier_links(documents)
    one, *others = sorted(set(documents.table("identifiers")["doc_id"].to_pylist()))
    for other in others:
        if documents.is_new(one) or documents.is_new(other):
            sides = [LinkEvidence(side, 0, 4, "identifiers", 0) for side in ("from", "to")]
            links.append(Link(one, other, "same_code", evidence=sides))
    return links_to_tables(links)

@hookimpl
def register_cleaners():
    clean = from_string(lambda text: text.replace(" ,", ","), reason="space")
    return [Cleaner(name="commas", version="1", clean=clean, phase="repair")]

@hookimpl
def register_taggers():
    return [
        Tagger(name="codes", version="1", tag=per_document(find, "identifiers"),
               fills=("identifiers",)),
        Tagger(name="refuse", version="1", tag=per_row(refuse, "identifiers"),
               refines=("identifiers",)),
        Tagger(name="pairs", version="1", tag=link, fills=("links", "link_evidence"),
               needs=("identifiers",), scope="corpus"),
    ]
'''
CONFIG = """
[run]
plugins = ["walked"]
[stages]
cleaners = ["segments", "commas"]
taggers = ["codes", "refuse", "pairs"]
"""
INLINE = "".join(
    f'[limits.{name}]\nisolation = "inline"\n' for name in ("commas", "codes", "refuse", "pairs")
)

pytestmark = pytest.mark.slow


class House:
    """A folder with the plugin, its configuration and some documents."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        write_installed(folder / "site", "walked", PLUGIN)
        (folder / "site" / "sitecustomize.py").write_text(TRACER)
        (folder / "opsonin.toml").write_text(CONFIG + INLINE)
        self.write("one.txt", "Fire , and water.\n")
        self.write("two.txt", "Wind and earth.\n")

    def write(self, name: str, text: str) -> None:
        (self.folder / "in").mkdir(exist_ok=True)
        (self.folder / "in" / name).write_text(text)

    def walk(self, *arguments: str, code: int = 0) -> list[str]:
        """Call the program; give the modules of the core in the order in which it came to them."""
        log = self.folder / "walk"
        log.unlink(missing_ok=True)
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")
        }
        site = os.pathsep.join([str(self.folder / "site"), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [Path(sys.executable).with_name("opsonin"), *arguments],
            cwd=self.folder,
            env=environment | {"WALK": str(log), "PYTHONPATH": site.rstrip(os.pathsep)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        paths = [Path(line) for line in log.read_text().splitlines()]
        found = (path.relative_to(CORE) for path in paths if path.is_relative_to(CORE))
        return [".".join(path.with_suffix("").parts) for path in found]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def first(house: House) -> list[str]:
    """The modules that a run over two documents and a query lead through."""
    run = house.walk("run", "in")
    return run + house.walk("query", "select from_doc_id, to_doc_id from links")


def steps(title: str) -> list[list[str]]:
    """Return the modules that the numbered steps of a way name, but those without a function."""
    way = PAGE.split(f"\n### {title}\n")[1].split("\n### ")[0].split("\n## ")[0]
    texts = re.split(r"^(?:\d\. |$)", way, flags=re.MULTILINE)
    named = [re.findall(r"`((?:[a-z_]+\.)+[a-z_]+)`", text) for text in texts]
    return [[one for one in names if does_something(one)] for names in named]


def does_something(name: str) -> bool:
    path = (CORE / name.replace(".", "/")).with_suffix(".py")
    if not path.is_file():
        return False
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text())))


def missed(title: str, walked: list[str]) -> list[tuple[int, str]]:
    """Return step and name of the modules that a way names and that were not come to."""
    named = [(number, name) for number, names in enumerate(steps(title)) for name in names]
    assert len(named) > len(steps(title)) > 1
    return [(number, name) for number, name in named if name not in walked]


def test_document(first: list[str]) -> None:
    assert missed("A document", first) == []
    on_the_way = (
        *("cli.program", "runner.local", "runner.ingest.ingesting", "runner.plan.planning"),
        *("stages.cleaning", "stages.tagging", "runner.commit.committing", "store.committing"),
        *("runner.publishing", "cli.balance", "inspection.querying"),
    )
    assert sorted(on_the_way, key=first.index) == list(on_the_way)


def test_span(house: House, first: list[str]) -> None:
    back = house.walk("explain", "one.txt", "0", "4")
    assert missed("A span back to its source", first + back) == []


def test_unchanged_document(house: House, first: list[str]) -> None:
    again = house.walk("run", "in")
    assert "runner.ingest.items" not in again
    again += house.walk("run", "in", "--rehash")
    assert missed("An unchanged document", again) == []
    costly = {"stages.cleaning", "stages.tagging", "store.staging", "store.committing"}
    assert costly < {*first}
    assert costly.isdisjoint(again)


def test_reject(house: House) -> None:
    house.write("empty.txt", "")
    house.write("kettle.txt", "A kettle.\n")
    walked = house.walk("run", "in", "--data", "rejecting")
    listed = house.walk("rejects", "--data", "rejecting")
    assert missed("A reject", walked + listed) == []


def test_exception(house: House) -> None:
    (house.folder / "apart.toml").write_text(CONFIG)
    house.write("kettle.txt", "A kettle.\n")
    walked = house.walk("run", "in", "--data", "apart", "--config", "apart.toml")
    assert missed("An exception in a third party's plugin", walked) == []
