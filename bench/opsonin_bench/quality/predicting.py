"""Runs documents of the gold through the real pipeline and reads back what it says of each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from opsonin.manager.config import Settings
from opsonin.manager.discovery import load_plugins
from opsonin.runner.local import run_locally
from opsonin.runner.shards import open_pipeline
from opsonin_bench.selection import Selection, all_cleaners, filling, needed_for

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A document of the gold, as it is given to the pipeline.

    Attributes:
        key: Its name, unique in its set.
        content: A text, which becomes a record of JSON Lines, or the bytes of a file.
        suffix: Ending of the file, for bytes.
    """

    key: str
    content: str | bytes
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the pipeline says of one document.

    Attributes:
        doc_id: The document.
        text: Its clean text.
        rows: Rows of the tables asked for, by table.
    """

    doc_id: str
    text: str
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def main_text(self) -> str:
        """Return the main blocks, one below the other."""
        return "\n".join(self.main_blocks())

    def main_blocks(self) -> list[str]:
        """Return the texts of the main blocks, in order, each character once."""
        blocks = [
            row for row in self.rows["segments"] if row["kind"] != "sentence" and row["is_main"]
        ]
        blocks.sort(key=lambda row: (row["clean_start"], -row["clean_end"]))
        kept: list[str] = []
        end = 0
        for row in blocks:
            # A block inside another one is told with it.
            if row["clean_end"] > end:
                kept.append(self.text[max(end, row["clean_start"]) : row["clean_end"]])
                end = row["clean_end"]
        return kept


def unfilled(tables: Iterable[str]) -> list[str]:
    """Return those of the tables that no registered component fills."""
    plugins = load_plugins(Settings())
    made = {"documents", "raw", "sources", "alignment", "removed"}
    return [table for table in tables if table not in made and not filling(plugins, table)]


def predict(
    items: Iterable[Item],
    tables: Sequence[str],
    *,
    options: Mapping[str, Mapping[str, object]] | None = None,
    plugins: tuple[str, ...] = (),
) -> dict[str, Predicted]:
    """Run documents through all cleaners and the taggers that fill some tables.

    Args:
        items: The documents.
        tables: Tables whose rows are wanted; ``documents`` is always read.
        options: Options of components by component; the others have their defaults.
        plugins: Plugins that take part besides the built-in ones.

    Returns:
        What the pipeline says of each document, by key; a rejected one is missing.

    Raises:
        OpsoninError: The run failed.
    """
    with TemporaryDirectory(prefix="opsonin-quality-") as name:
        folder = Path(name)
        keys = _write(items, folder / "in")
        selection = _selection(tables, plugins)
        settings = Settings(
            inputs=(str(folder / "in"),),
            data=folder / "data",
            cleaners=selection.cleaners,
            taggers=selection.taggers,
            exporters=("parquet",),
            vocabularies=selection.vocabularies,
            components=options or {},
            plugins=plugins,
        )
        open_pipeline.cache_clear()
        run_locally(settings)
        open_pipeline.cache_clear()
        return _read(folder / "data" / "export", keys, tables)


def _selection(tables: Sequence[str], plugins: tuple[str, ...]) -> Selection:
    known = load_plugins(Settings(plugins=plugins))
    names = {name for table in tables for name in filling(known, table)}
    return needed_for(known, sorted({*names, *all_cleaners(known)}))


def _write(items: Iterable[Item], folder: Path) -> dict[str, str]:
    """Write the documents; gives their keys by where the source will say it saw them."""
    folder.mkdir(parents=True)
    keys: dict[str, str] = {}
    with (folder / "texts.jsonl").open("w", encoding="utf-8") as records:
        for n, item in enumerate(items):
            if isinstance(item.content, str):
                records.write(json.dumps({"id": f"{n}", "text": item.content}) + "\n")
                keys[f"texts.jsonl#{n}"] = item.key
            else:
                (folder / f"{n}{item.suffix}").write_bytes(item.content)
                keys[f"{n}{item.suffix}"] = item.key
    if (folder / "texts.jsonl").stat().st_size == 0:
        (folder / "texts.jsonl").unlink()
    return keys


def _read(export: Path, keys: Mapping[str, str], tables: Sequence[str]) -> dict[str, Predicted]:
    sources = _table(export, "sources", ["source_uri", "doc_id"]).to_pylist()
    rows = {name: _by_document(_table(export, name)) for name in tables}
    texts = {
        row["doc_id"]: row["text"]
        for row in _table(export, "documents", ["doc_id", "text"]).to_pylist()
    }
    return {
        keys[row["source_uri"]]: Predicted(
            row["doc_id"],
            texts[row["doc_id"]],
            {name: found.get(row["doc_id"], []) for name, found in rows.items()},
        )
        for row in sources
        if row["doc_id"] in texts
    }


def _by_document(table: pa.Table) -> dict[str, list[Row]]:
    owner = "doc_id" if "doc_id" in table.column_names else "from_doc_id"
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        grouped[row[owner]].append(row)
    return grouped


def _table(export: Path, name: str, columns: list[str] | None = None) -> pa.Table:
    files = sorted((export / name).glob("*.parquet"))
    return pa.concat_tables([pq.read_table(file, columns=columns) for file in files])
