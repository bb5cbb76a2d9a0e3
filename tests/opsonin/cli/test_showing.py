from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from opsonin.cli.blocks import Block, Mark
from opsonin.cli.showing import plain_block
from opsonin.store.store import Store

Command = Callable[..., Result]


def test_every_document_is_shown_with_its_text_and_tags(
    opsonin: Command, data: Path, store: Store, documents: list[dict[str, Any]]
) -> None:
    for row in documents:
        result = opsonin("show", row["doc_id"][:8], "--data", data)
        assert result.exit_code == 0
        assert row["source_uri"] in result.stdout
        mentions = store.read_rows("mentions", [row["doc_id"]]).to_pylist()
        assert f"{len(mentions)} mentions" in result.stdout
        marked = re.findall(r"\[([^\[\]|]+)\|[a-z_]+ [^\]]+\]", result.stdout)
        assert {mention["text"] for mention in mentions} >= set(marked) - _identifiers(store, row)
        body = result.stdout.partition(" identifier")[2]
        plain = re.sub(r"\[([^\[\]|]+)\|[^\]]+\]", r"\1", body)
        for word in row["text"].split()[:200]:
            assert word in plain


def _identifiers(store: Store, row: dict[str, Any]) -> set[str]:
    return set(store.read_rows("identifiers", [row["doc_id"]])["text"].to_pylist())


def test_block_marks_are_in_brackets() -> None:
    text = "No COVID-19 (10.1/x) here"
    marks = (Mark(3, 11, ("disease MONDO:0100096",)), Mark(13, 19, ("doi 10.1/x",)))
    shown = plain_block(text, Block(0, len(text), "paragraph", is_main=True, marks=marks))
    assert shown == "No [COVID-19|disease MONDO:0100096] ([10.1/x|doi 10.1/x]) here"


@pytest.mark.parametrize(
    ("kind", "is_main", "expected"),
    [("heading", True, "# a\\x1bb"), ("reference", False, "(reference) a\\x1bb")],
)
def test_blocks_are_labelled_and_cannot_command_the_terminal(
    kind: str,
    is_main: bool,  # noqa: FBT001 - pytest fills it in
    expected: str,
) -> None:
    assert plain_block("a\x1bb", Block(0, 3, kind, is_main=is_main, marks=())) == expected


def test_json_holds_the_rows(
    read_json: Callable[..., Any], data: Path, store: Store, documents: list[dict[str, Any]]
) -> None:
    row = documents[0]
    shown = read_json("show", row["source_uri"], "--data", data)
    assert shown["document"]["text"] == row["text"]
    assert len(shown["segments"]) == store.read_rows("segments", [row["doc_id"]]).num_rows


def test_rows_of_a_table_are_listed(
    opsonin: Command,
    read_json: Callable[..., Any],
    data: Path,
    store: Store,
    documents: list[dict[str, Any]],
) -> None:
    doc_id = documents[0]["doc_id"]
    rows = read_json("show", doc_id, "--table", "mentions", "--data", data)
    assert rows == store.read_rows("mentions", [doc_id]).to_pylist()
    lines = opsonin("show", doc_id, "--table", "mentions", "--data", data).stdout.splitlines()
    assert len(lines) == len(rows) + 1
    assert {"text", "type", "curie"} <= set(lines[0].split())
    assert "doc_id" not in lines[0]


def test_rows_of_tables_with_other_owners_are_found(
    read_json: Callable[..., Any], data: Path, documents: list[dict[str, Any]]
) -> None:
    row = documents[0]
    (place,) = read_json("show", row["doc_id"], "--table", "sources", "--data", data)
    assert place["source_uri"] == row["source_uri"]
    (change,) = read_json("show", row["doc_id"], "--table", "changes", "--data", data)
    assert change["change"] == "added"


def test_table_without_rows_says_so(opsonin: Command, data: Path) -> None:
    result = opsonin("show", "002_941daf7695db72a8.txt", "--table", "citations", "--data", data)
    assert result.stdout == "The document has no rows in table citations.\n"


def test_terminal_gets_styles(data: Path) -> None:
    code = (
        "import os, pty, sys\n"
        "pid, fd = pty.fork()\n"
        "if pid == 0:\n"
        "    os.environ.update(TERM='xterm-256color', COLUMNS='100')\n"
        f"    os.execv({sys.executable!r}, [{sys.executable!r}, '-c', "
        "'from opsonin.cli import main; main()', 'show', '002_941daf7695db72a8.txt', "
        f"'--data', {str(data)!r}])\n"
        "out = b''\n"
        "try:\n"
        "    while part := os.read(fd, 65536):\n"
        "        out += part\n"
        "except OSError:\n"
        "    pass\n"
        "sys.stdout.buffer.write(out)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert b"\x1b[1;4;36mCoronavirus\x1b[0m" in shown
    assert b"\x1b[36m organism NCBITaxon:1898672\x1b[0m" in shown
    assert b"[Coronavirus|" not in shown
