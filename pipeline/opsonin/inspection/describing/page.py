"""The data dictionary as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from opsonin.inspection.describing.dictionary import meaning, null_policy, type_of
from opsonin.inspection.describing.facts import ExportFacts, TableFacts

#: Nothing is fetched and nothing runs, whatever a document had in it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 3rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
code { font: .9em ui-monospace, monospace; }
td:last-child { overflow-wrap: anywhere; }
"""


def page(facts: ExportFacts) -> str:
    """Return the data dictionary as a page of HTML, with all text of documents escaped."""
    return "\n".join(_lines(facts)) + "\n"


def _lines(facts: ExportFacts) -> Iterator[str]:
    run = f" of run {escape(facts.run_id)}" if facts.run_id else ""
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Data dictionary of snapshot {facts.snapshot}</title>"
    yield f"<style>{_STYLE}</style></head><body><main>"
    yield "<h1>Data dictionary</h1>"
    yield f"<p>Snapshot {facts.snapshot}{run}.</p>"
    if not facts.has_text:
        yield "<p>Running text was left out; offsets still count in the clean and raw texts.</p>"
    yield from _table(
        ("table", "rows", "one row is", "stage", "schema"),
        (
            (
                f'<td><a href="#{escape(table.name)}">{escape(table.name)}</a></td>',
                f'<td class="number">{table.rows:,}</td>',
                f"<td>{escape(table.description)}</td>",
                f"<td>{escape(table.stage)}</td>",
                f"<td>version {table.version}</td>",
            )
            for table in facts.tables
        ),
    )
    for table in facts.tables:
        yield from _about(table)
    yield "</main></body></html>"


def _about(table: TableFacts) -> Iterator[str]:
    name = escape(table.name)
    yield f'<h2 id="{name}">{name}</h2>'
    owners = " or else ".join(f"<code>{escape(key)}</code>" for key in table.keys)
    owned = f" Rows belong to {owners}." if owners else ""
    yield f"<p>{escape(table.description)}{owned}</p>"
    yield from _table(
        ("column", "type", "meaning", "null", "example"),
        (
            (
                f"<td><code>{escape(column.name)}</code></td>",
                f"<td><code>{escape(type_of(column))}</code></td>",
                f"<td>{escape(meaning(column))}</td>",
                f"<td>{null_policy(column)}</td>",
                f"<td>{escape(column.example or '')}</td>",
            )
            for column in table.columns
        ),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    # A wide table scrolls by itself, and the keyboard can scroll it.
    yield '<div class="wide" tabindex="0" role="region" aria-label="table">'
    yield "<table><thead><tr>"
    yield "".join(f'<th scope="col">{name}</th>' for name in head)
    yield "</tr></thead><tbody>"
    for cells in rows:
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
