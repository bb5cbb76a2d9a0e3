"""An export without text quotes no document, in whatever file of it one looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest

from opsonin import open_snapshot
from opsonin.inspection.exporting import export_snapshot
from opsonin.inspection.formats import ENDINGS, Format

#: So many words in a row are a quotation.
WORDS = 5
#: What stays, as docs/operating.md says: names, titles, ids, normalised values.
KEPT = (
    *(("documents", name) for name in ("title", "authors", "publisher", "journal", "licence")),
    *(("citations", name) for name in ("title", "authors", "container", "doi")),
    *(("entities", name) for name in ("canonical", "variants", "affiliation")),
    *(("quotes", name) for name in ("speaker", "affiliation")),
    *(("identifiers", "value"), ("fields", "value"), ("studies", "publication")),
)

Words = tuple[str, ...]
Tables = Mapping[str, list[dict[str, Any]]]


def runs(text: str) -> set[Words]:
    """Return all runs of so many words, none of them from one cell into another."""
    found = set()
    for cell in re.split(r"""["'\t\n|]""", text.lower()):
        words = re.findall(r"[^\W\d_]+", cell)
        found |= {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    return found


@pytest.fixture(scope="module")
def quotations(seeds_tables: Tables) -> set[Words]:
    """Runs of words of the sources that no name or title has."""
    quoted = set().union(*(runs(row["text"]) for row in seeds_tables["raw"]))
    kept = set().union(
        *(runs(str(row[name])) for table, name in KEPT for row in seeds_tables[table])
    )
    assert len(quoted) > 10 * len(kept)
    return quoted - kept


@pytest.mark.parametrize("kind", ENDINGS)
def test_no_file_quotes_a_document(
    kind: Format, seeds_data: Path, tmp_path: Path, quotations: set[Words]
) -> None:
    with open_snapshot(seeds_data) as snapshot:
        whole = export_snapshot(snapshot, tmp_path / "whole", kind=kind).place
        place = export_snapshot(snapshot, tmp_path / "out", kind=kind, with_text=False).place
    assert {path for path, text in texts(whole) if runs(text) & quotations} > {
        *("raw", "documents", "segments", "claims", "quotes", "studies", "stat_checks")
    }
    found = {path: runs(text) & quotations for path, text in texts(place)}
    assert {path: some for path, some in found.items() if some} == {}


def texts(place: Path) -> Iterator[tuple[str, str]]:
    """Yield what stands in each file, by the name of its table or its own."""
    for path in sorted(place.rglob("*")):
        name = path.name if path.parent == place else path.parent.name
        if path.suffix == ".parquet":
            yield name, "\n".join(map(str, pq.read_table(path).to_pylist()))
        elif path.is_file():
            yield name, path.read_text("utf-8")


def test_rows_and_all_that_is_no_quotation_stay(seeds_data: Path, tmp_path: Path) -> None:
    with open_snapshot(seeds_data) as snapshot:
        place = export_snapshot(snapshot, tmp_path / "out", with_text=False).place
        for table in snapshot.tables:
            before, after = snapshot.read(table), pq.read_table(place / table)
            assert after.schema.equals(before.schema, check_metadata=True)
            emptied = {name for name in before.column_names if after[name] != before[name]}
            kept = [name for name in before.column_names if name not in emptied]
            assert {"doc_id", "clean_start", "raw_start", "component"} & set(
                before.column_names
            ) <= set(kept)
            assert not {name for one, name in KEPT if one == table} & emptied
    manifest = orjson.loads((place / "manifest.json").read_bytes())
    assert manifest["export"]["has_text"] is False
