"""The card that dataset hubs show, which also says which files make which table.

Source: Hugging Face Hub, "Manual configuration" of data files. Its loader cannot read a table
without rows, so these are left out of the configurations.
"""

from __future__ import annotations

from collections.abc import Iterator

from opsonin.inspection.describing.dictionary import escaped
from opsonin.inspection.describing.facts import ExportFacts

#: The table that clients load where none is named.
_MAIN = "documents"


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
        if table.name == _MAIN:
            yield "  default: true"
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
    if facts.format == "parquet":
        yield from _reading()
    yield from _rules(facts)
    yield from _tables(facts)


def _reading() -> Iterator[str]:
    yield ""
    yield "## Reading it"
    yield ""
    yield "```sql"
    yield "-- duckdb -init views.sql here; from elsewhere: set file_search_path = 'this folder'"
    yield "select label, type, mentions from concept_counts order by mentions desc limit 10;"
    yield "```"
    yield ""
    yield "```python"
    yield 'polars.scan_parquet("mentions/*.parquet")'
    yield 'pandas.read_parquet("mentions", dtype_backend="pyarrow")  # nullable ints stay ints'
    yield 'datasets.load_dataset(".", "mentions", split="train")  # documents, if no table is named'
    yield "```"


def _rules(facts: ExportFacts) -> Iterator[str]:
    yield ""
    yield "## What holds everywhere"
    yield ""
    yield (
        "- `doc_id` joins all tables. `*_id` columns number the rows of one document and hold for "
        "this snapshot; the durable key of a row is (doc_id, raw_start, raw_end, component, type)."
    )
    yield (
        "- Null means unknown, not stated or not applicable, never zero or no. Lists are never "
        "null but may be empty. `raw_start` and `raw_end` are null where a cleaner inserted text."
    )
    yield (
        "- `component` and `component_version` say who made a row. `mentions.is_preferred` picks "
        "one set without overlaps for each document and type: count those."
    )
    yield "- Units are UCUM (`a` is a year, `mo` a month), dates ISO 8601, times UTC."
    if not facts.has_text:
        yield "- Columns that quote documents are empty; the dictionary says which ones do."


def _tables(facts: ExportFacts) -> Iterator[str]:
    yield ""
    yield "## Tables"
    yield ""
    yield "| table | rows | one row is |"
    yield "|---|---|---|"
    for table in facts.tables:
        yield f"| `{table.name}` | {table.rows:,} | {escaped(table.description)} |"


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
