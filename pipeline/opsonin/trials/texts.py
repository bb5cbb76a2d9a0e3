"""Tries what works on texts: cleaners, taggers, vocabularies through the taggers that use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.components.vocabulary import Vocabulary
from opsonin.errors import OpsoninError
from opsonin.manager.order import taggers_before
from opsonin.manager.pipeline import Installed
from opsonin.stages.checking import EDITS
from opsonin.stages.output import StageOutput
from opsonin.tables.cells import readable_rows
from opsonin.tables.model import id_column
from opsonin.trials.bench import Bench
from opsonin.trials.faults import fault_of
from opsonin.trials.recording import Record, recorded_cleaner, recorded_tagger
from opsonin.trials.stages import Read, clean_one, read_first, tag_one
from opsonin.trials.trial import EditMade, Fault, Refined, Rows, Trial, Tried

#: Columns of rows of single components that say nothing to their author.
_OURS = ("part", "component", "component_version")
_TERM_COLUMNS = ("curie", "label", "term", "type", "alt_curies")


def try_cleaner(bench: Bench) -> Trial:
    """Clean a document with the cleaners that come first, and with the one that is tried.

    Raises:
        ConfigError: There is no document.
    """
    read = read_first(bench.pipeline, bench.file)
    own = bench.own(bench.pipeline.cleaners)
    record = Record()
    before = bench.pipeline.cleaners[: bench.pipeline.cleaners.index(own)]
    tried = replace(own, component=recorded_cleaner(own.component, record))
    trial = Trial(
        subject=bench.subject, document=_tried(read), before=tuple(one.name for one in before)
    )
    steps = [(one, False) for one in before]
    output, fault = _caught(
        lambda: clean_one(read.found, bench.pipeline, [*steps, (tried, True)]), bench, record
    )
    if not record.given:
        skipped = f"It is not given documents of type {read.found.media_type}: see media_types."
        return replace(trial, fault=fault or _reject(output), notes=() if fault else (skipped,))
    text = record.given[0].texts[0]
    parts = _parts(output, own.name)
    edits = [
        EditMade(
            row["start"],
            row["end"],
            text[row["start"] : row["end"]],
            row["replacement"],
            row["reason"],
        )
        for row in parts.pop(EDITS, ())
    ]
    rows = {name: [_with_text(row, text) for row in found] for name, found in parts.items()}
    return replace(
        trial,
        text=text,
        edits=edits,
        rows=rows,
        seconds=record.seconds,
        fault=fault or _reject(output),
    )


def try_tagger(bench: Bench) -> Trial:
    """Clean a document and tag it with the taggers that the one needs, and with the one.

    Raises:
        ConfigError: There is no document.
    """
    read = read_first(bench.pipeline, bench.file)
    own = bench.own(bench.pipeline.taggers)
    needed = taggers_before(own.component, bench.pipeline.taggers)
    trial = Trial(
        subject=bench.subject,
        document=_tried(read),
        before=_names(bench.pipeline.cleaners, needed),
    )
    cleaned = clean_one(
        read.found, bench.pipeline, [(one, False) for one in bench.pipeline.cleaners]
    )
    if not cleaned.tables["documents"].num_rows:
        return replace(trial, fault=_reject(cleaned))
    record = Record()
    tried = replace(own, component=recorded_tagger(own.component, record))
    steps = [*((one, False) for one in needed), (tried, True)]
    tagged, fault = _caught(lambda: tag_one(cleaned.tables, bench.pipeline, steps), bench, record)
    rows: dict[str, Rows] = {}
    refined: dict[str, Refined] = {}
    for name, table in (tagged.tables if tagged else {}).items():
        if name in own.component.refines:
            rows[name], refined[name] = _refined(bench, record, name, table)
        elif name in own.component.fills:
            rows[name] = readable_rows(table.filter(pc.equal(table["component"], own.name)))
    return replace(
        trial,
        text=cleaned.tables["documents"]["text"][0].as_py(),
        rows=rows,
        refined=refined,
        seconds=record.seconds,
        fault=fault or _reject(tagged),
    )


def try_vocabulary(bench: Bench) -> Trial:
    """Tag a document with the taggers that use vocabularies, and with no other vocabulary.

    Raises:
        ConfigError: There is no document.
    """
    vocabulary: Vocabulary = bench.chosen.registered.record
    about = (
        f"{vocabulary.n_terms:,} terms of {vocabulary.n_concepts:,} concepts, "
        f"licence {vocabulary.licence}"
    )
    trial = Trial(subject=bench.subject, notes=(about,))
    fault = _loading_fault(vocabulary, bench)
    if fault is not None:
        return replace(trial, fault=fault)
    read = read_first(bench.pipeline, bench.file)
    users = [one for one in bench.pipeline.taggers if one.component.uses_vocabularies]
    everybody = bench.pipeline.taggers
    names = {
        tagger.name for one in users for tagger in (*taggers_before(one.component, everybody), one)
    }
    chosen = [one for one in bench.pipeline.taggers if one.name in names]
    trial = replace(trial, document=_tried(read), before=_names(bench.pipeline.cleaners, chosen))
    cleaned = clean_one(
        read.found, bench.pipeline, [(one, False) for one in bench.pipeline.cleaners]
    )
    if not cleaned.tables["documents"].num_rows:
        return replace(trial, fault=_reject(cleaned))
    tagged = tag_one(cleaned.tables, bench.pipeline, [(one, False) for one in chosen])
    rows = {
        name: readable_rows(table.filter(pc.equal(table["vocabulary"], vocabulary.name)))
        for name, table in tagged.tables.items()
        if "vocabulary" in table.column_names
    }
    return replace(
        trial,
        text=cleaned.tables["documents"]["text"][0].as_py(),
        rows=rows,
        fault=_reject(tagged),
    )


def _caught(
    work: Callable[[], StageOutput], bench: Bench, record: Record
) -> tuple[StageOutput | None, Fault | None]:
    """Run a stage; what the component raised, or the contract that it broke, is the fault."""
    output: StageOutput | None = None
    fault: Fault | None = None
    try:
        output = work()
    except OpsoninError as error:
        fault = fault_of(error, bench.chosen.places)
    if record.errors:
        fault = fault_of(record.errors[0], bench.chosen.places)
    return output, fault


def _reject(output: StageOutput | None) -> Fault | None:
    """Return why a document did not get through a stage."""
    for row in output.tables["rejects"].to_pylist() if output else ():
        who = f"{row['component']} {row['component_version']}"
        return Fault(f"{who} rejected the document: {row['reason']}: {row['detail']}")
    return None


def _loading_fault(vocabulary: Vocabulary, bench: Bench) -> Fault | None:
    try:
        terms = vocabulary.load()
    except Exception as error:  # noqa: BLE001 - it is the author's to see, whatever it is
        return fault_of(error, bench.chosen.places)
    if not isinstance(terms, pa.Table):
        return Fault(f"load() gave {type(terms).__name__}, expected a pyarrow.Table of terms.")
    missing = [name for name in _TERM_COLUMNS if name not in terms.column_names]
    if missing:
        return Fault(f"load() gave no column {', '.join(missing)}.")
    return None


def _parts(output: StageOutput | None, name: str) -> dict[str, list[dict[str, Any]]]:
    """Return what one cleaner gave, by table, in the coordinates of its input."""
    found = {}
    for table, rows in (output.parts if output else {}).items():
        own = rows.filter(pc.equal(rows["part"], name)).drop_columns(list(_OURS))
        if own.num_rows:
            found[table] = readable_rows(own)
    return found


def _with_text(row: Mapping[str, Any], text: str) -> dict[str, Any]:
    start, end = row.get("clean_start"), row.get("clean_end")
    covered = {} if start is None or end is None else {"text": text[start:end]}
    return {**row, **covered}


def _refined(bench: Bench, record: Record, name: str, after: pa.Table) -> tuple[Rows, Refined]:
    """Compare a table after a refiner with what the refiner was given; new rows come apart.

    Numbers of rows are given anew, so rows are compared by where they stand and who made them.
    """
    table = bench.pipeline.tables[name]
    before = readable_rows(record.given[0].table(name)) if record.given else []
    number = id_column(table)
    old = {_place(row): row for row in before}
    changed: list[Mapping[str, Any]] = []
    added: list[Mapping[str, Any]] = []
    kept = set()
    for row in readable_rows(after):
        place = _place(row)
        if place not in old:
            added.append(row)
            continue
        kept.add(place)
        changed += _changed(row, old[place], number)
    removed = [row for place, row in old.items() if place not in kept]
    changed += _turned(added, removed, number)
    return added, Refined(removed, changed, len(before))


def _turned(
    added: list[Mapping[str, Any]], removed: list[dict[str, Any]], number: str | None
) -> list[Mapping[str, Any]]:
    """Take rows out of both lists that were not added and taken away, but given another meaning.

    Only a row whose id was given back still has the component that made it.
    """
    found: list[Mapping[str, Any]] = []
    for row in list(added):
        same = [one for one in removed if _place(one)[:_N_MADE] == _place(row)[:_N_MADE]]
        if same:
            added.remove(row)
            removed.remove(same[0])
            found += _changed(row, same[0], number)
    return found


def _changed(
    row: Mapping[str, Any], before: Mapping[str, Any], number: str | None
) -> list[Mapping[str, Any]]:
    """Return the row with what was different before; nothing if it is as it was."""
    was = {
        column: before[column]
        for column in row
        if column != number and before.get(column) != row[column]
    }
    return [{**row, "was": was}] if was else []


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("clean_start", "clean_end", "component", "type", "kind", "curie", "value")
    return tuple(row.get(name) for name in names)


#: Of these, where a row stands and who made it.
_N_MADE = 3


def _tried(read: Read) -> Tried:
    found = read.found
    return Tried(found.source_uri, found.doc_id, found.media_type, found.source.name, read.is_only)


def _names(*groups: Sequence[Installed[Any]]) -> tuple[str, ...]:
    return tuple(one.name for group in groups for one in group)
