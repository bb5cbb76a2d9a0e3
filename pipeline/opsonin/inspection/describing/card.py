"""The card that dataset hubs show, which also says which files make which table.

Source: Hugging Face Hub, "Manual configuration" of data files. Its loader cannot read a table
without rows, so these are left out of the configurations.
"""

from __future__ import annotations

from collections.abc import Iterator

from opsonin.inspection.describing.facts import ExportFacts


def card(facts: ExportFacts) -> str:
    """Return ``README.md`` of the export: YAML for programs, then Markdown for people."""
    return "\n".join((*_front(facts), "", *_text(facts))) + "\n"


def _front(facts: ExportFacts) -> Iterator[str]:
    yield "---"
    yield f"pretty_name: opsonin snapshot {facts.snapshot}"
    yield "tags:"
    yield "- biomedical"
    yield "- provenance"
    filled = [table for table in facts.tables if table.rows]
    yield "configs:" if filled else "configs: []"
    for table in filled:
        yield f"- config_name: {table.name}"
        yield f"  data_files: {table.name}/*.{facts.format}"
    yield "---"


def _text(facts: ExportFacts) -> Iterator[str]:
    n_rows = sum(table.rows for table in facts.tables)
    yield f"# opsonin snapshot {facts.snapshot}"
    yield ""
    yield (
        f"{len(facts.tables)} tables with {n_rows:,} rows of evidence from biomedical documents. "
        "Spans count Unicode code points: `text` of a row is "
        "`documents.text[clean_start:clean_end]`, and `raw_start` and `raw_end` lead to the "
        "characters of the source, `raw.text[raw_start:raw_end]`."
    )
    yield ""
    yield from _files(facts)


def _files(facts: ExportFacts) -> Iterator[str]:
    yield "| file | for |"
    yield "|---|---|"
    yield "| `dictionary.md`, `dictionary.html` | what every table and column means |"
    yield "| `CHANGES.md` | what this snapshot changed |"
    if facts.format == "parquet":
        yield "| `views.sql` | DuckDB: views on tables and on what joins them |"
        yield "| `croissant.json` | data set tools that read Croissant |"
    yield "| `datapackage.json` | tools that read Frictionless data packages |"
    yield "| `manifest.json` | every file with rows, size and digest |"
    yield "| `SHA256SUMS` | `sha256sum -c SHA256SUMS` |"
