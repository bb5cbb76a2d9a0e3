"""A corpus tagger of a third party that fails costs the update of its own rows alone."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from opsonin.cli.program import program
from opsonin.manager.config import Settings, load_settings
from opsonin.runner.forgetting import forget_documents
from opsonin.runner.isolation import pool
from opsonin.runner.run import open_run
from opsonin.runner.shards import open_pipeline
from opsonin.store.store import Store

pytestmark = pytest.mark.slow

ECHOING = Path(__file__).parent / "echoing"
CONFIG = """
[run]
plugins = ["echoing"]
[stages]
cleaners = ["segments"]
taggers = {taggers}
exporters = []
vocabularies = []
[limits.echoes]
timeout_s = {timeout_s}
isolation = "{isolation}"
[limits.tallies]
isolation = "inline"
"""
TAGGERS = ("signatures", "duplicates", "echoes", "tallies")
#: Deed -> what is told of it.
DEEDS = {
    "RAISE": "ValueError: a secret of the text",
    "BREAK": "table links, column kind",
    "LOOP": "no answer within 1 s",
    "LEAVE": "exit status 7",
}
TEXTS = {
    "a": "Alpha one.",
    "b": "Alpha two.",
    "c": "Alpha three.",
    "d": "Beta one.",
    "e": "Beta two.",
    # Two that the built-in tagger links, and this one too.
    "f": "Gamma is a copy of the other document.",
    "g": "Gamma is a copy of the other document.\n",
}
#: Tables that tell when and by what a run was made, and how it got there.
HISTORY = {"runs", "ledger", "changes"}
#: Tables that the tagger fills, and the one that rests on them.
LINKED = {"links", "link_evidence", "link_tallies"}


@dataclass(frozen=True)
class Place:
    """Inputs, what the tagger is told, and a data folder that the program works on."""

    folder: Path
    name: str = "data"

    def write(self, **texts: str) -> None:
        (self.folder / "in").mkdir(exist_ok=True)
        for name, text in texts.items():
            (self.folder / "in" / f"{name}.txt").write_text(text)

    def tell(
        self,
        deed: str,
        *,
        without: str = "",
        isolation: str = "inline",
    ) -> None:
        (self.folder / "deed").write_text(deed)
        timeout_s = 1 if deed == "LOOP" else 30
        names = orjson.dumps([name for name in TAGGERS if name != without]).decode()
        text = CONFIG.format(taggers=names, isolation=isolation, timeout_s=timeout_s)
        (self.folder / "opsonin.toml").write_text(text)

    def call(self, command: str, *arguments: str) -> Result:
        data, config = self.folder / self.name, self.folder / "opsonin.toml"
        options = [*arguments, "--data", str(data), "--config", str(config)]
        return CliRunner().invoke(program, [command, *options])

    def run(self) -> tuple[int, Mapping[str, Any]]:
        """Run, and return exit code and report."""
        result = self.call("run", str(self.folder / "in"), "--json")
        return result.exit_code, orjson.loads(result.stdout)

    @property
    def settings(self) -> Settings:
        config = self.folder / "opsonin.toml"
        return load_settings(config, data=self.folder / self.name)

    @property
    def store(self) -> Store:
        return open_run(self.settings).store

    def digests(self) -> dict[str, str]:
        found = self.store.digests()
        return {name: digest for name, digest in found.items() if name not in HISTORY}

    def links(self, component: str) -> set[tuple[str, str]]:
        rows = self.store.scan("links").to_pylist()
        return {
            (row["from_doc_id"], row["to_doc_id"]) for row in rows if row["component"] == component
        }

    def is_sound(self) -> bool:
        return self.call("verify").exit_code == 0


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.syspath_prepend(str(ECHOING))
    monkeypatch.setenv("PYTHONPATH", str(ECHOING))
    monkeypatch.setenv("ECHO_DEED", str(tmp_path / "deed"))
    open_pipeline.cache_clear()
    pool.stop_workers()
    made = Place(tmp_path)
    made.write(**TEXTS)
    made.tell("")
    yield made
    pool.stop_workers()
    open_pipeline.cache_clear()
    sys.modules.pop("echoing_plugin", None)


def id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def pair(later: str, earlier: str) -> tuple[str, str]:
    return id_of(TEXTS[later]), id_of(TEXTS[earlier])


@pytest.mark.parametrize("deed", DEEDS)
def test_failure_costs_the_update_of_its_own_rows(place: Place, deed: str) -> None:
    assert place.run()[0] == 0
    everything = place.links("echoes")
    assert pair("b", "a") in everything
    place.write(c="Alpha three, changed.", h="Beta three.")
    place.tell(deed, isolation="process")
    code, report = place.run()
    assert (code, report["status"], report["snapshot"]) == (1, "committed", 2)
    (failed,) = report["unlinked"]
    assert failed.startswith("echoes 1 of echoing 1.0 failed: ")
    assert DEEDS[deed] in failed
    # What names the changed document goes, with all other rows of the same owner.
    gone = {pair("c", "a"), pair("b", "c"), pair("b", "a")}
    assert place.links("echoes") == everything - gone
    assert len(place.links("duplicates")) == 1
    starts = Counter(place.store.scan("links")["from_doc_id"].to_pylist())
    tallied = place.store.scan("link_tallies").to_pylist()
    assert {row["doc_id"]: row["n_links"] for row in tallied} == starts
    others = {name: one for name, one in place.digests().items() if name not in LINKED}
    assert place.is_sound()

    code, report = place.run()
    assert (code, report["status"], report["snapshot"]) == (1, "unchanged", 2)
    assert report["unlinked"] == [failed]

    place.tell("")
    assert place.run()[0] == 0
    fresh = Place(place.folder, "fresh")
    assert fresh.run()[0] == 0
    assert place.digests() == fresh.digests()
    assert others.items() <= fresh.digests().items()
    assert len(fresh.links("echoes")) == 7


def test_first_run_ever_gives_all_rows_of_the_others(place: Place) -> None:
    place.tell("RAISE")
    code, report = place.run()
    assert (code, report["status"], report["snapshot"]) == (1, "committed", 1)
    others = Place(place.folder, "others")
    others.tell("", without="echoes")
    assert others.run()[0] == 0
    assert place.links("duplicates")
    assert place.digests() == others.digests()
    assert place.is_sound()
    place.tell("")
    assert place.run()[0] == 0
    fresh = Place(place.folder, "fresh")
    fresh.run()
    assert place.digests() == fresh.digests()


def test_balance_and_status_say_what_failed(place: Place) -> None:
    place.tell("RAISE")
    result = place.call("run", str(place.folder / "in"))
    assert result.exit_code == 1
    assert "committed snapshot 1" in result.stdout
    told = "echoes 1 of echoing 1.0 failed: ValueError: a secret of the text"
    assert f"not linked: {told}" in result.stdout
    assert "the next run\n           calls it again." in result.stdout
    assert (
        '[limits.echoes], or leave it out\n           with disabled = ["echoes"]' in result.stdout
    )
    # The log may go where `forget` does not reach.
    assert "corpus tagger echoes 1 of echoing 1.0 failed: ValueError" in result.stderr
    assert "secret" not in result.stderr
    assert told in place.call("status").stdout


def test_account_has_the_rows_that_stay_and_no_fingerprint(place: Place) -> None:
    place.run()
    place.write(c="Alpha three, changed.")
    place.tell("RAISE")
    place.run()
    rows = place.store.scan("ledger").to_pylist()
    lines = [row for row in rows if row["component"] == "echoes"]
    sound, failed = sorted(lines, key=lambda row: not row["fingerprint"])
    assert sound["rows_written"] > failed["rows_written"] == len(place.links("echoes")) * 3
    assert failed["documents_cached"] == failed["documents_in"] == 7
    assert failed["fingerprint"] == ""


def test_rows_of_a_failed_tagger_go_when_it_is_left_out(place: Place) -> None:
    place.run()
    place.write(c="Alpha three, changed.")
    place.tell("RAISE")
    place.run()
    assert place.links("echoes")
    place.tell("RAISE", without="echoes")
    code, report = place.run()
    assert (code, report["status"], report["unlinked"]) == (0, "committed", [])
    assert place.links("echoes") == set()


def test_new_version_that_fails_on_an_unchanged_corpus_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.tell("", without="tallies")
    place.run()
    stood = place.links("echoes")
    echoing_plugin = importlib.import_module("echoing_plugin")
    with monkeypatch.context() as patch:
        patch.setattr(echoing_plugin, "VERSION", "2")
        open_pipeline.cache_clear()
        place.tell("RAISE", without="tallies")
        for _ in range(2):
            code, report = place.run()
            assert (code, report["status"], report["snapshot"]) == (1, "unchanged", 1)
            assert report["unlinked"][0].startswith("echoes 2 of echoing 1.0 failed: ValueError")
        assert place.links("echoes") == stood
    # Back to the version before: all that it gave is there.
    open_pipeline.cache_clear()
    code, report = place.run()
    assert (code, report["status"], report["unlinked"]) == (0, "unchanged", [])


def test_forgotten_document_leaves_no_trace_with_a_tagger_that_fails(place: Place) -> None:
    place.run()
    place.tell("RAISE")
    forgotten = id_of(TEXTS["c"])
    forget_documents(place.settings, [forgotten])
    named = {doc_id for link in place.links("echoes") for doc_id in link}
    assert named
    assert forgotten not in named
    about = place.store.scan("link_evidence", ["doc_id"])["doc_id"].to_pylist()
    assert forgotten not in about
    assert place.is_sound()
