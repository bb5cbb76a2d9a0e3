"""The corpus step: taggers that look at all documents at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from opsonin.components.component import Tagger
from opsonin.components.context import Context
from opsonin.components.documents import Documents
from opsonin.errors import StageError, TableError
from opsonin.stages.calling import Counts
from opsonin.stages.coordinates import Coordinates
from opsonin.stages.merging import Renumbering, merge_parts, spans_outside
from opsonin.tables.model import Table, column_references, info_of
from opsonin.tables.parts import complete, has_span, part_schema
from opsonin.tables.validation import check_part


@dataclass(frozen=True, slots=True)
class CorpusStep:
    """One corpus tagger, ready to be called.

    Attributes:
        tagger: The component.
        context: What it is told.
        cached: Its rows by table name from an earlier run; None when it has to be called.
    """

    tagger: Tagger[Any]
    context: Context[Any]
    cached: Mapping[str, pa.Table] | None = None


def tag_corpus(
    documents: Documents,
    steps: Sequence[CorpusStep],
    coordinates: Callable[[Sequence[str]], Mapping[str, Coordinates]],
    tables: Mapping[str, type[Table]],
) -> tuple[dict[str, pa.Table], dict[str, Counts]]:
    """Run the corpus taggers and merge what they give.

    Args:
        documents: All documents, their texts and tables loaded on demand.
        steps: The corpus taggers in their order.
        coordinates: Gives text, alignment and segments of the documents that have rows.
        tables: Model of every table by name.

    Returns:
        Every table that they fill, whole; and the account of each.

    Raises:
        TableError: A tagger breaks the contract of a table. A corpus tagger has no single
            document to reject.
    """
    parts: dict[str, list[pa.Table]] = {name: [] for step in steps for name in step.tagger.fills}
    counts: dict[str, Counts] = {}
    for number, step in enumerate(steps):
        earlier = {name for one in steps[:number] for name in one.tagger.fills}
        # What the taggers before it have filled is not in the store yet.
        fresh = _merged(parts, tables, coordinates) if earlier & {*step.tagger.needs} else {}
        given = documents.with_tables({name: fresh[name] for name in earlier & {*fresh}})
        account = counts.setdefault(step.tagger.name, Counts(documents_in=len(documents)))
        started = time.perf_counter()
        for name, rows in _rows(given, step, tables).items():
            _check_places(rows, step, tables[name], coordinates)
            account.rows_emitted += rows.num_rows
            parts[name].append(rows)
        account.documents_cached = len(documents) if step.cached is not None else 0
        account.seconds = time.perf_counter() - started
    return _merged(parts, tables, coordinates), counts


def _rows(
    documents: Documents, step: CorpusStep, tables: Mapping[str, type[Table]]
) -> dict[str, pa.Table]:
    tagger = step.tagger
    if step.cached is not None:
        return {
            name: rows.append_column("part", pa.repeat(pa.scalar(tagger.name), rows.num_rows))
            .select(part_schema(tables[name]).names)
            .cast(part_schema(tables[name]))
            for name, rows in step.cached.items()
        }
    who = f"{tagger.name} {tagger.version}"
    checked = {}
    for name, rows in _called(documents, step).items():
        if name not in tagger.fills:
            raise TableError(
                "It gives rows of a table that it does not declare in fills.",
                component=who,
                table=name,
            )
        given = complete(rows, tables[name], part=tagger.name, version=tagger.version)
        checked[name] = check_part(given, tables[name], component=who)
    return checked


def _called(documents: Documents, step: CorpusStep) -> dict[str, pa.Table]:
    try:
        return dict(step.tagger.tag(documents, step.context))
    except Exception as error:
        raise StageError(
            f"{type(error).__name__}: {error}.",
            where=f"corpus tagger {step.tagger.name} {step.tagger.version}",
            remedy="Mend the component, or leave it out with `disabled` in opsonin.toml.",
        ) from error


def _check_places(
    rows: pa.Table,
    step: CorpusStep,
    table: type[Table],
    coordinates: Callable[[Sequence[str]], Mapping[str, Coordinates]],
) -> None:
    """Check that spans lie inside the texts of documents that are there."""
    if not has_span(table) or step.cached is not None:
        return
    ids = sorted(set(rows["doc_id"].to_pylist()))
    texts = {doc_id: place.text for doc_id, place in coordinates(ids).items()}
    problems = {one: "It is about a document that is not there." for one in ids if one not in texts}
    if not problems:
        outside = spans_outside(rows, texts)
        problems = {one: f"It gives {detail}." for one, detail in outside.items()}
    for doc_id, problem in problems.items():
        raise TableError(
            problem,
            component=f"{step.tagger.name} {step.tagger.version}",
            table=info_of(table).name,
            column="doc_id",
            example=doc_id,
        )


def _merged(
    parts: Mapping[str, list[pa.Table]],
    tables: Mapping[str, type[Table]],
    coordinates: Callable[[Sequence[str]], Mapping[str, Coordinates]],
) -> dict[str, pa.Table]:
    """Merge tables, those that others refer to first."""
    ids = {
        doc_id
        for name, given in parts.items()
        if has_span(tables[name])
        for rows in given
        for doc_id in rows["doc_id"].to_pylist()
    }
    places = coordinates(sorted(ids))
    merged: dict[str, pa.Table] = {}
    numbers: dict[str, Renumbering] = {}

    def referred(name: str) -> int:
        return len(set(column_references(tables[name]).values()) & set(parts))

    for name in sorted(parts, key=lambda name: (referred(name), name)):
        merged[name], numbers[name] = merge_parts(parts[name], tables[name], places, numbers)
    return merged
