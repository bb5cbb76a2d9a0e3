from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Command = Callable[..., Result]


def test_dry_run_says_what_forget_then_does(
    opsonin: Command, own_data: Path, inputs: Path, documents: list[dict[str, Any]]
) -> None:
    doc_id, place = documents[0]["doc_id"], documents[0]["source_uri"]
    dry = opsonin("forget", doc_id[:8], "--data", own_data, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert dry.stdout.startswith(f"1 document would be forgotten:\n  {doc_id}\n  seen at {place}\n")
    assert "1 raw, 1 sources, 1 documents, " in dry.stdout
    assert opsonin("show", doc_id, "--data", own_data).exit_code == 0
    done = opsonin("forget", doc_id[:8], "--data", own_data)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"1 document forgotten:\n  {doc_id}\n")
    assert "Snapshot 3 is without them; the history begins with it.\n" in done.stdout
    assert place not in done.stdout
    assert opsonin("show", doc_id, "--data", own_data).exit_code == 1
    assert "is sound: 3 documents" in opsonin("verify", "--data", own_data).stdout
    again = opsonin("run", inputs, "--data", own_data)
    assert "6 in, 3 out, 2 rejected, 1 dropped" in again.stdout
    back = opsonin("forget", "--readmit", doc_id[:6], "--data", own_data)
    assert back.stdout == f"{doc_id} may come back with the next run that finds it.\n"
    assert "6 in, 4 out, 2 rejected, 0 dropped" in opsonin("run", inputs, "--data", own_data).stdout


def test_several_are_forgotten_at_once(
    read_json: Callable[..., Any], own_data: Path, documents: list[dict[str, Any]]
) -> None:
    first, second = documents[1]["source_uri"], documents[2]["doc_id"]
    found = read_json("forget", first, second, "--data", own_data)
    assert found["doc_ids"] == sorted([documents[1]["doc_id"], second])
    assert found["rows"]["documents"] == 2
    assert found["snapshot"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "No document is named, and no take-down waits to be finished."),
        (["ffffffff"], "There is no document 'ffffffff'."),
        (["002_941daf7695db72.txt"], "Did you mean '002_941daf7695db72a8.txt'?"),
        (["fff"], "Give a doc_id, at least its first 4 digits"),
        (["--readmit"], "--readmit: No document is named that may come back."),
        (["--readmit", "abcd1234"], "There is no forgotten document 'abcd1234'."),
    ],
)
def test_mistake_is_explained_in_one_message(
    opsonin: Command, data: Path, arguments: list[str], message: str
) -> None:
    result = opsonin("forget", *arguments, "--data", data)
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.count("Error:") == 1
    assert "Traceback" not in result.stderr


def test_nearly_right_id_is_told_which_is_meant(
    opsonin: Command, data: Path, documents: list[dict[str, Any]]
) -> None:
    doc_id = documents[0]["doc_id"]
    wrong = doc_id[:-1] + ("0" if doc_id[-1] != "0" else "1")
    result = opsonin("forget", wrong, "--data", data)
    assert f"Did you mean '{doc_id}'?" in result.stderr
