"""``opsonin explain``: a span's way back to the raw source in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from opsonin.cli.opening import document_row, find_document, open_store
from opsonin.cli.styled import Line, echo_lines, line
from opsonin.cli.text import counted, echo_json, one_line, shortened
from opsonin.inspection.tracing import Slice, Step, Touch, Trace, trace_span
from opsonin.tables.model import Table, id_column

#: Edits that are shown of each cleaner; `--json` gives all.
MAX_TOUCHES = 20
#: Code points that are shown of either end of a long span.
MAX_SHOWN = 200

#: Styles, as Rich words them; a cleaner that left span and place alone is faint.
_HEAD, _STEP, _SPAN, _FAINT = "bold", "cyan", "bold yellow", "dim"


def explain_span(
    document: str, start: int, end: int, options: Mapping[str, Any], *, as_json: bool
) -> None:
    """Write the way of a span back to the raw source to stdout.

    Args:
        document: A ``doc_id``, its first digits, or a ``source_uri``.
        start: First code point in the clean text.
        end: First code point after the span.
        options: What every command on a data folder is told.
        as_json: Whether to write the trace as JSON.
    """
    store = open_store(options)
    row = document_row(store, find_document(store, document))
    trace = trace_span(store, row, start, end)
    if as_json:
        echo_json(asdict(trace))
    else:
        echo_lines(_lines(trace, store.tables))


def _lines(trace: Trace, tables: Mapping[str, type[Table]]) -> Iterator[Line]:
    yield (("document ", _HEAD), (f"{trace.doc_id}  {one_line(trace.source_uri)}", ""))
    yield from _slice_lines("clean text", trace.clean)
    path = [f"{row['kind']} {row['segment_id']}" for row in trace.segments]
    if path:
        yield line(f"  in {' > '.join(path)}", _FAINT)
    for step in trace.steps:
        yield from _step_lines(step)
    if trace.raw is None:
        yield (("raw text", _HEAD), (": nothing; cleaners inserted all of it", ""))
    else:
        place = f", line {trace.raw.line}, column {trace.raw.column}"
        yield from _slice_lines("raw text", trace.raw, place)
    yield line("alignment", _HEAD)
    for piece in trace.alignment:
        clean = f"{piece.clean_start}:{piece.clean_end}"
        yield line(f"  {piece.op:<8}clean {clean} <- raw {piece.raw_start}:{piece.raw_end}")
    if not trace.evidence:
        yield line("no mention, identifier or other evidence covers the whole span")
        return
    yield line("evidence that covers the span", _HEAD)
    for row in trace.evidence:
        yield line(f"  {_row_line(row, tables)}")
        for refined in row.get("refined", ()):
            yield line(f"    {_refined_line(refined)}", _FAINT)


def _slice_lines(name: str, part: Slice, place: str = "") -> Iterator[Line]:
    yield ((name, _HEAD), (f" {part.start}:{part.end}{place}", ""))
    text = part.text
    if len(text) > 2 * MAX_SHOWN:
        text = f"{text[:MAX_SHOWN]} ... {text[-MAX_SHOWN:]}"
    yield (
        (f"  {one_line(part.before)}", _FAINT),
        (f"[{one_line(text)}]", _SPAN),
        (one_line(part.after), _FAINT),
    )


def _step_lines(step: Step) -> Iterator[Line]:
    who = f"{step.component} {step.component_version}"
    after = f"{step.after.start}:{step.after.end}"
    if step.before is None:
        yield ((who, _STEP), (f": {after} was inserted here", ""))
    else:
        places = (step.before.start, step.before.end), (step.after.start, step.after.end)
        style = _STEP if step.touches or places[0] != places[1] else _FAINT
        yield ((who, style), (f": {after} <- {step.before.start}:{step.before.end}", style))
    for touch in step.touches[:MAX_TOUCHES]:
        yield line(f"  {_touch_line(touch)}")
    left = len(step.touches) - MAX_TOUCHES
    if left > 0:
        yield line(f"  and {counted(left, 'further edit')}")


def _touch_line(touch: Touch) -> str:
    at, new = f"{touch.start}:{touch.end}", _quoted(touch.replacement)
    if not touch.removed:
        done = f"inserted {new} at {touch.start}"
    elif not touch.replacement:
        done = f"removed {at} {_quoted(touch.removed)}"
    else:
        done = f"replaced {at} {_quoted(touch.removed)} with {new}"
    return f"{touch.reason}: {done}"


def _quoted(text: str) -> str:
    return f"'{shortened(one_line(text))}'"


def _row_line(row: Mapping[str, Any], tables: Mapping[str, type[Table]]) -> str:
    number = id_column(tables[row["table"]])
    named = [one_line(str(row[name])) for name in _NAMED if row.get(name) is not None]
    others = [
        _cell_words(name, cell)
        for name, cell in row.items()
        if name not in {number, *_NAMED, *_UNSAID} and cell not in (None, False, [], "")
    ]
    about = " ".join([*named, *others])
    name = f"{row['table']} {row[number]}" if number else row["table"]
    span = f"{row['clean_start']}:{row['clean_end']} {_quoted(row['text'])}"
    return f"{name}: {span} {about} ({row['component']} {row['component_version']})"


#: Columns that tell without their name what a row is about.
_NAMED = ("type", "kind", "curie", "value", "label")
#: What stands elsewhere in the line, or in every line.
_UNSAID = frozenset(
    {
        *("table", "doc_id", "text", "segment_id", "component", "component_version", "refined"),
        *("clean_start", "clean_end", "raw_start", "raw_end", "vocabulary", "vocabulary_version"),
    }
)


def _cell_words(name: str, cell: object) -> str:
    if isinstance(cell, Mapping):
        return " ".join(
            [name, *(f"{key} {value}" for key, value in cell.items() if value is not None)]
        )
    return name if cell is True else f"{name} {shortened(one_line(_spelt(cell)))}"


def _spelt(cell: object) -> str:
    return ", ".join(map(str, cell)) if isinstance(cell, list | tuple) else str(cell)


def _refined_line(refined: Mapping[str, Any]) -> str:
    who = f"{refined['component']} {refined['component_version']}"
    changes = [
        f"{name}: {one_line(_spelt(old))} -> {one_line(_spelt(refined['now'][name]))}"
        for name, old in refined["was"].items()
    ]
    return f"changed by {who}: {', '.join(changes)}"
