"""What must happen to each line of the seeds: kept, repaired, set aside, removed, flagged."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import Stretch, line_spans, overlaps

_MAIN = ("keep", "repair", "flag")
_ASIDE = ("metadata", "section")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        span: Where it is in the raw text.
        action: keep, repair, flag, metadata, section or remove.
        cleaned: Its text after the repairs.
        flags: Kinds of damage that stay in it.
    """

    span: Stretch
    action: str
    cleaned: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A seed document: its raw text, its lines, and the main text that is left."""

    raw: str
    lines: tuple[Line, ...]
    main_text: str


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[Page]]:
    """Read the annotations and the seeds that they belong to."""
    files = json.loads(path.read_text("utf-8"))["files"]
    cases = []
    for name, entry in files.items():
        content = (seeds / name).read_bytes()
        raw = content.decode("utf-8")
        spans = line_spans(raw)
        lines = tuple(
            _line(raw, spans[line["line"] - 1], line)
            for line in entry["lines"]
            if line["action"] != "separator"
        )
        cases.append(Case(Item(name, content, ".txt"), Page(raw, lines, entry["clean_text"])))
    return cases


def _line(raw: str, span: Stretch, entry: Row) -> Line:
    text = raw[slice(*span)]
    for repair in entry.get("repairs") or ():
        text = text.replace(repair["find"], repair["replace"], 1)
    return Line(span, entry["action"], text, tuple(entry.get("flags") or ()))


def score_lines(gold: Mapping[str, Page], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return the share of lines of each kind that are right, and of main texts that are equal."""
    right: dict[str, list[bool]] = {"main": [], "aside": [], "removed": []}
    equal = []
    for name, page in gold.items():
        found = predicted.get(name)
        equal.append(found is not None and "\n\n".join(found.main_blocks()) == page.main_text)
        left = _left(found) if found else []
        for line in page.lines:
            kind = _kind(line)
            is_right = found is not None and (
                not _is_left(line, page.raw, left) if kind == "removed" else _has_block(line, found)
            )
            right[kind].append(is_right)
    every = [one for found_right in right.values() for one in found_right]
    return [
        Figure("line actions right", _share(every), len(every)),
        *(Figure(f"{kind} lines right", _share(one), len(one)) for kind, one in right.items()),
        Figure("main texts equal", _share(equal), len(equal)),
    ]


def score_flags(gold: Mapping[str, Page], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return precision, recall and F1 of (line, kind of damage), and F1 of each kind."""
    counts: dict[str, Counts] = defaultdict(Counts)
    for name, page in gold.items():
        rows = predicted[name].rows["flags"] if name in predicted else []
        expected = {(line.span, flag) for line in page.lines for flag in line.flags}
        found = {
            (line.span, row["kind"])
            for row in rows
            for line in page.lines
            if row["raw_start"] is not None
            and overlaps((row["raw_start"], row["raw_end"]), line.span)
        }
        for kind in {kind for _, kind in found | expected}:
            counts[kind] += counts_of(_of_kind(found, kind), _of_kind(expected, kind))
    return [
        *f1_figures("flags", sum(counts.values(), Counts())),
        *(
            Figure(f"{kind}: F1", one.f1, one.expected)
            for kind, one in sorted(counts.items())
            if one.expected
        ),
    ]


def _of_kind(flags: AbstractSet[tuple[Stretch, str]], kind: str) -> list[tuple[Stretch, str]]:
    return [flag for flag in flags if flag[1] == kind]


def _kind(line: Line) -> str:
    if line.action in _MAIN:
        return "main"
    return "aside" if line.action in _ASIDE else "removed"


def _has_block(line: Line, found: Predicted) -> bool:
    """Tell whether the line is a block of its own, with the right text, on the right side."""
    return any(
        row["kind"] != "sentence"
        and row["is_main"] == (line.action in _MAIN)
        and row["text"] == line.cleaned
        and row["raw_start"] is not None
        and overlaps((row["raw_start"], row["raw_end"]), line.span)
        for row in found.rows["segments"]
    )


def _left(found: Predicted) -> list[Stretch]:
    return [
        (row["raw_start"], row["raw_end"]) for row in found.rows["alignment"] if row["op"] == "keep"
    ]


def _is_left(line: Line, raw: str, left: Sequence[Stretch]) -> bool:
    """Tell whether a visible character of the line is in the clean text."""
    start, end = line.span
    return any(
        raw[max(start, first) : min(end, last)].strip()
        for first, last in left
        if overlaps((first, last), line.span)
    )


def _share(right: Sequence[bool]) -> float | None:
    return sum(right) / len(right) if right else None


GOLD_SETS = (
    GoldSet(
        name="seeds lines",
        path="seeds/clean.json",
        tables=("segments",),
        reads=("alignment",),
        load=load,
        score=score_lines,
    ),
    GoldSet(
        name="seeds flags",
        path="seeds/clean.json",
        tables=("flags",),
        load=load,
        score=score_flags,
    ),
)
