"""What came of a trial as lines of styled pieces."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from opsonin.cli.text import CELL_WIDTH, column_lines, counted, one_line, shortened, visible
from opsonin.trials.trial import EditMade, Fault, Item, Refined, Rows, Trial

Style = Literal["", "head", "dim", "mark", "removed", "added", "fault"]

#: Edits, and rows of a table, that are shown; `--json` gives all.
MAX_SHOWN = 100
#: Lines of a document that are shown with what was found in them.
MAX_LINES = 40
#: Code points of context on either side of an edit or a mark.
CONTEXT = 40
#: Code points of a text that a source gave.
MAX_TEXT = 400
#: Columns that say nothing to the author of the component, or stand in the head.
_HIDDEN = frozenset({"doc_id", "component", "component_version", "was"})
#: Offsets that a cleaner gives count in the text that it was given, not in the clean text.
_INPUT = {"clean_start": "input_start", "clean_end": "input_end"}
_LINKS, _LINK_EVIDENCE = "links", "link_evidence"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one style."""

    text: str
    style: Style = ""


Line = Sequence[Piece]


def trial_lines(trial: Trial) -> Iterator[Line]:
    """Yield all that there is to say about a trial."""
    yield from _head(trial)
    for note in trial.notes:
        yield [Piece(note)]
    if trial.fault is not None:
        yield from _fault(trial.fault)
    yield from _items(trial)
    yield from _edits(trial)
    yield from _rows(trial)
    yield from _published(trial)


def _head(trial: Trial) -> Iterator[Line]:
    subject = trial.subject
    if subject.kind is None:
        yield [Piece(f"{subject.distribution} cannot be loaded.", "head")]
        return
    name = f"{subject.kind} {subject.name} {subject.version}"
    took = f", {_duration(trial.seconds)}" if trial.seconds else ""
    yield [Piece(name, "head"), Piece(f" of {subject.distribution}{took}")]
    for option, value in subject.options.items():
        yield [Piece(f"  {option} = {one_line(json.dumps(value, ensure_ascii=False))}", "dim")]
    document = trial.document
    if document is not None:
        size = "" if trial.text is None else f", {counted(len(trial.text), 'code point')}"
        yield [
            Piece(f"document {one_line(document.source_uri)}", "head"),
            Piece(f" ({document.media_type}{size}), read by {document.source}"),
        ]
        if not document.is_only:
            yield [Piece("  the first of several in the file", "dim")]
    if trial.before:
        yield [Piece(f"  after {', '.join(trial.before)}", "dim")]


def _fault(fault: Fault) -> Iterator[Line]:
    yield []
    for line in fault.traceback:
        yield [Piece(visible(line), "fault")]
    if not fault.traceback:
        yield [Piece(visible(fault.message), "fault")]


def _items(trial: Trial) -> Iterator[Line]:
    if trial.subject.kind != "source" or (not trial.items and trial.fault):
        return
    yield []
    more = "" if trial.is_complete else " and more"
    yield [Piece(f"{counted(len(trial.items), 'item')}{more}", "head")]
    for item in trial.items:
        yield from _item(item)


def _item(item: Item) -> Iterator[Line]:
    yield [Piece(f"{item.kind} ", "fault" if item.kind == "reject" else "head"), Piece(item.place)]
    known = {name: value for name, value in item.about.items() if value not in (None, "", "{}")}
    words = ", ".join(f"{name} {one_line(str(value))}" for name, value in known.items())
    yield [Piece(f"  {words}", "dim")]
    if item.text is not None:
        yield [Piece(f"  {shortened(one_line(item.text), MAX_TEXT)}")]


def _edits(trial: Trial) -> Iterator[Line]:
    if trial.subject.kind != "cleaner" or trial.text is None:
        return
    if trial.fault is not None and not trial.edits:
        return
    yield []
    yield [Piece(counted(len(trial.edits), "edit"), "head")]
    for edit in trial.edits[:MAX_SHOWN]:
        yield _edit(edit, trial.text)
    yield from _left(len(trial.edits) - MAX_SHOWN, "edit")


def _edit(edit: EditMade, text: str) -> Line:
    before = text[max(edit.start - CONTEXT, 0) : edit.start]
    after = text[edit.end : edit.end + CONTEXT]
    return [
        Piece(f"  {edit.start}:{edit.end} {edit.reason}  ", "dim"),
        Piece(one_line(before)),
        Piece(one_line(shortened(edit.removed, MAX_TEXT)), "removed"),
        Piece(one_line(edit.replacement), "added"),
        Piece(one_line(after)),
    ]


def _rows(trial: Trial) -> Iterator[Line]:
    for name, rows in trial.rows.items():
        refined = trial.refined.get(name)
        if trial.fault is not None and not (rows or (refined and refined.changed)):
            # It has not come so far.
            continue
        if trial.places and name == _LINK_EVIDENCE and _LINKS in trial.rows:
            continue
        yield []
        yield [Piece(f"{name}: {counted(len(rows), 'new row')}", "head"), Piece(_summary(refined))]
        if trial.text is not None:
            marked = [*rows, *(refined.changed if refined else ())]
            yield from _marked(trial.text, marked)
        if trial.places and name == _LINKS:
            yield from _links(trial, rows)
        else:
            yield from _table(rows, _INPUT if trial.subject.kind == "cleaner" else {})
        if refined is not None:
            yield from _changes(refined)
    if not trial.rows and trial.subject.kind in {"tagger", "vocabulary"} and trial.fault is None:
        yield []
        yield [Piece("no rows", "head")]


def _summary(refined: Refined | None) -> str:
    if refined is None:
        return ""
    return (
        f"; of {counted(refined.n_given, 'row')} {len(refined.removed):,} taken away, "
        f"{len(refined.changed):,} changed"
    )


def _changes(refined: Refined) -> Iterator[Line]:
    for row in refined.changed[:MAX_SHOWN]:
        was = ", ".join(f"{name}: {old!r} -> {row[name]!r}" for name, old in row["was"].items())
        yield [Piece("  changed ", "head"), Piece(f"{_name(row)}: {one_line(was)}")]
    for row in refined.removed[:MAX_SHOWN]:
        yield [Piece("  taken away ", "head"), Piece(_name(row))]
    hidden = max(len(refined.changed) - MAX_SHOWN, 0) + max(len(refined.removed) - MAX_SHOWN, 0)
    yield from _left(hidden, "row")


def _name(row: Mapping[str, Any]) -> str:
    place = f"{row.get('clean_start')}:{row.get('clean_end')} "
    about = [row.get(name) for name in ("text", "type", "kind", "curie", "value")]
    words = " ".join(shortened(one_line(str(one)), CELL_WIDTH) for one in about if one is not None)
    return f"{place if row.get('clean_start') is not None else ''}{words}"


def _links(trial: Trial, rows: Rows) -> Iterator[Line]:
    """Yield links with the places of their documents, each with the evidence that it rests on."""
    evidence: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {}
    for row in trial.rows.get(_LINK_EVIDENCE, ()):
        evidence.setdefault((row["from_doc_id"], row["link_id"]), []).append(row)
    for row in rows[:MAX_SHOWN]:
        target = row["to_doc_id"]
        named = row["to_identifier"] or row["target_description"] or "?"
        to = named if target is None else trial.places.get(target, target)
        source = trial.places.get(row["from_doc_id"], row["from_doc_id"])
        yield [
            Piece(f"  {row['kind']} ", "head"),
            Piece(f"{row['score']}  {one_line(source)} -> {one_line(str(to))}"),
        ]
        for one in evidence.get((row["from_doc_id"], row["link_id"]), ()):
            span = f"{one['clean_start']}:{one['clean_end']}"
            shown = one_line(shortened(one["text"], MAX_TEXT))
            yield [Piece(f"    {one['side']} {span}  ", "dim"), Piece(shown, "mark")]
    yield from _left(len(rows) - MAX_SHOWN, "link")


def _table(rows: Rows, renamed: Mapping[str, str]) -> Iterator[Line]:
    if not rows:
        return
    names = [
        name
        for name in dict.fromkeys(name for row in rows for name in row)
        if name not in _HIDDEN and any(row.get(name) not in (None, [], "") for row in rows)
    ]
    cells = [tuple(row.get(name) for name in names) for row in rows[:MAX_SHOWN]]
    header, *lines = column_lines([renamed.get(name, name) for name in names], cells)
    yield [Piece(f"  {header}", "dim")]
    for line in lines:
        yield [Piece(f"  {line}")]
    yield from _left(len(rows) - MAX_SHOWN, "row")


def _marked(text: str, rows: Rows) -> Iterator[Line]:
    """Yield the lines of a text in which something was found, with that highlighted."""
    spans = _merged(
        (row["clean_start"], row["clean_end"])
        for row in rows
        if row.get("clean_start") is not None and row.get("clean_end") is not None
    )
    for number, (start, end, inside) in enumerate(_lines_around(text, spans)):
        if number == MAX_LINES:
            yield [Piece("  ...", "dim")]
            return
        yield [Piece("  "), *_highlighted(text, start, end, inside)]


def _highlighted(text: str, start: int, end: int, spans: Spans) -> Iterator[Piece]:
    place = start
    for first, last in spans:
        yield Piece(_gap(text[place:first], is_start=place == start, is_end=False))
        yield Piece(one_line(text[first:last]), "mark")
        place = last
    yield Piece(_gap(text[place:end], is_start=False, is_end=True))


def _gap(text: str, *, is_start: bool, is_end: bool) -> str:
    """Return text between marks, the middle of it left out where it is long."""
    limit = CONTEXT if is_start or is_end else 2 * CONTEXT
    if len(text) > limit + CONTEXT:
        if is_start:
            text = f"... {text[-CONTEXT:]}"
        elif is_end:
            text = f"{text[:CONTEXT]} ..."
        else:
            text = f"{text[:CONTEXT]} ... {text[-CONTEXT:]}"
    return one_line(text)


Spans = Sequence[tuple[int, int]]


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _lines_around(text: str, spans: Spans) -> Iterator[tuple[int, int, Spans]]:
    """Yield the stretches of whole lines that hold spans, each with its spans."""
    at = 0
    while at < len(spans):
        start = text.rfind("\n", 0, spans[at][0]) + 1
        end = _line_end(text, spans[at][1])
        last = at + 1
        while last < len(spans) and spans[last][0] < end:
            end = max(end, _line_end(text, spans[last][1]))
            last += 1
        yield start, end, spans[at:last]
        at = last


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _published(trial: Trial) -> Iterator[Line]:
    if trial.place is None:
        return
    yield []
    yield [Piece("published ", "head"), Piece(one_line(trial.place))]
    for path, size in trial.files.items():
        yield [Piece(f"  {one_line(path)}  {counted(size, 'byte')}", "dim")]


def _left(number: int, word: str) -> Iterator[Line]:
    if number > 0:
        yield [Piece(f"  and {counted(number, f'further {word}')}", "dim")]


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
