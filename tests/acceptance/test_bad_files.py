"""Input that nobody can read ends no run, costs no other file, and is accounted for."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from opsonin.runner.run import Report

Tables = Mapping[str, list[dict[str, Any]]]
Run = Callable[..., Report]

TEXT = "In a study of 659 patients with severe COVID-19, 23 carried autoantibodies. "
GOOD = {
    "good.txt": f"A title of a study\n\n{TEXT * 3}\n",
    "deep/down/good.html": f"<html><body><article><h1>A title</h1><p>{TEXT * 5}</p></article>",
}
#: File -> the reason why it is no document.
BAD = {
    "empty.txt": "empty",
    "blank.txt": "empty",
    "noise.bin": "binary",
    "latin.txt": "undecodable",
    "nul.txt": "binary",
    "long_line.txt": "too_large",
    "fifo.txt": "not_regular",
    "escape.txt": "outside",
    "dangling.txt": "dangling",
}
#: Line of the JSONL file -> the reason why it is no document; None where it is one.
LINES: Mapping[str, str | None] = {
    json.dumps({"id": "first", "text": TEXT}): None,
    "{": "bad_json",
    "[1, 2]": "not_an_object",
    json.dumps({"id": "textless"}): "no_text",
    json.dumps({"id": "blank", "text": " "}): "empty",
    '{"text": "\\ud800"}': "lone_surrogate",
    '{"text": "a", "text": "b"}': "duplicate_key",
    '{"text": "x", "deep": ' + "[" * 100_000 + "]" * 100_000 + "}": "too_deep",
    json.dumps({"id": "last", "text": TEXT * 2}): None,
}
NESTED = "nested.html"
DEPTH = 100_000
#: Far more than the run takes, far less than a quadratic parser would.
LIMIT_S = 300


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad") / "in"
    (folder / "deep" / "down").mkdir(parents=True)
    for name, text in GOOD.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "twin.txt").write_text(GOOD["good.txt"], encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "blank.txt").write_bytes(b" \t\r\n" * 1000)
    (folder / "noise.bin").write_bytes(random.Random(1).randbytes(100_000))  # noqa: S311 - noise
    (folder / "latin.txt").write_bytes(f"{TEXT} na\u00efve {TEXT}".encode("latin-1"))
    (folder / "nul.txt").write_bytes(f"{TEXT}\0{TEXT}".encode())
    (folder / "long_line.txt").write_bytes(b"patients " * (50_000_000 // 9))
    (folder / NESTED).write_text(f"<html><body>{'<div>' * DEPTH}{TEXT}{'</div>' * DEPTH}")
    (folder / "lines.jsonl").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    os.mkfifo(folder / "fifo.txt")
    secret = folder.parent / "secret.txt"
    secret.write_text("The secret of the operator.", encoding="utf-8")
    (folder / "escape.txt").symlink_to(secret)
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    return folder


@pytest.fixture(scope="module")
def ended(
    inputs: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Report, float]:
    """The data folder, the report, and the seconds that the run took."""
    data = tmp_path_factory.mktemp("bad_run") / "data"
    started = time.monotonic()
    report = run(inputs, data)
    return data, report, time.monotonic() - started


@pytest.fixture(scope="module")
def tables(ended: tuple[Path, Report, float], exported: Callable[[Path], Tables]) -> Tables:
    return exported(ended[0])


def reasons(tables: Tables) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in tables["rejects"]:
        found.setdefault(row["source_uri"], set()).add(row["reason"])
    return found


def walked(folder: Path) -> set[str]:
    return {
        os.path.relpath(Path(parent) / name, folder)
        for parent, _, files in os.walk(folder)
        for name in files
    }


@pytest.mark.slow
def test_each_bad_file_is_a_reject_with_its_reason(tables: Tables) -> None:
    found = reasons(tables)
    assert {name: found.get(name) for name in BAD} == {name: {BAD[name]} for name in BAD}
    assert all(row["detail"] for row in tables["rejects"])


@pytest.mark.slow
def test_good_files_are_documents(tables: Tables) -> None:
    documents = {row["source_uri"]: row["text"] for row in tables["documents"]}
    for name in GOOD:
        assert TEXT.strip() in documents[name]
    assert not any("secret" in text for text in documents.values())


@pytest.mark.slow
def test_bad_lines_cost_no_other_line(tables: Tables) -> None:
    keys = {"first", "textless", "blank", "last"}
    expected = {}
    for number, (line, reason) in enumerate(LINES.items(), start=1):
        named = next((key for key in keys if f'"id": "{key}"' in line), f"L{number}")
        expected[f"lines.jsonl#{named}"] = reason
    documents = {row["source_uri"] for row in tables["documents"]}
    found: dict[str, str | None] = {uri: None for uri in documents if "#" in uri}
    found |= {uri: min(why) for uri, why in reasons(tables).items() if uri.startswith("lines.")}
    assert found == expected


@pytest.mark.slow
def test_nested_tags_end_in_bounded_time(tables: Tables, ended: tuple[Path, Report, float]) -> None:
    documents = {row["source_uri"]: row["text"] for row in tables["documents"]}
    if NESTED in documents:
        assert TEXT.strip() in documents[NESTED]
    else:
        assert reasons(tables)[NESTED] <= {"too_deep", "timeout", "memory"}
    assert ended[2] < LIMIT_S


@pytest.mark.slow
def test_every_file_is_accounted_for(
    tables: Tables, ended: tuple[Path, Report, float], inputs: Path
) -> None:
    check_account(tables, inputs)
    assert ended[1].status == "committed"
    n_twins = len(tables["sources"]) - len(tables["raw"])
    assert n_twins == 1


def check_account(tables: Tables, inputs: Path) -> None:
    """Check the account of a first run against the folder and the tables, counted separately."""
    seen = {row["source_uri"] for row in tables["sources"]}
    refused = [row for row in tables["rejects"] if row["stage"] == "ingest"]
    named = seen | {row["source_uri"] for row in refused}
    files = walked(inputs)
    assert {uri.partition("#")[0] for uri in named} == files
    # What is no JSONL is one item; of JSONL every line is one that is not blank.
    n_lines = sum(uri.startswith("lines.jsonl#") for uri in named)
    assert n_lines == (len(LINES) if "lines.jsonl" in files else 0)
    n_items = len(files - {"lines.jsonl"}) + n_lines
    ledger = {(row["stage"], row["component"]): row for row in tables["ledger"]}
    whole = ledger["ingest", "*"]
    assert whole["documents_in"] == n_items
    assert whole["documents_out"] == len(tables["raw"])
    assert whole["documents_rejected"] == len(refused)
    assert whole["documents_dropped"] == len(tables["sources"]) - len(tables["raw"])
    assert n_items == len(tables["sources"]) + len(refused)
    lost = Counter(row["component"] for row in tables["rejects"] if row["stage"] == "clean")
    assert len(tables["raw"]) == len(tables["documents"]) + lost.total()
    lost["*"] = lost.total()
    for (stage, component), row in ledger.items():
        if stage == "clean":
            assert row["documents_rejected"] == lost[component]
            assert row["documents_in"] == row["documents_out"] + lost[component]
    assert ledger["clean", "*"]["documents_in"] == len(tables["raw"])
    assert ledger["clean", "*"]["documents_out"] == len(tables["documents"])


@pytest.mark.slow
def test_second_run_changes_nothing(
    ended: tuple[Path, Report, float], run: Run, inputs: Path
) -> None:
    data, report, _ = ended
    again = run(inputs, data)
    assert again.status == "unchanged"
    assert (again.snapshot, again.rows) == (report.snapshot, report.rows)
