"""What was found in all documents: numbers that disagree, who says what, claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.inspection.reporting.contexts import Context, Place, contexts, place_of
from opsonin.inspection.reporting.rows import Row, rows_about
from opsonin.store.reading import SnapshotFiles

_N_CHECKS = 400
_N_SPEAKERS = 100
_N_QUOTES = 6
_N_EDGES = 120
_N_SENTENCES = 5
#: The order in which results of checks are listed.
_RESULTS = ("inconsistent", "suspicious", "undecidable", "derived", "consistent")
_EDGE = ("subject", "subject_curie", "predicate", "object", "object_curie", "direction", "negated")


def evidence(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> dict[str, Any]:
    """Return what lists of all documents show, no more of each than a reader can look at.

    Args:
        snapshot: The snapshot, held open.
        positions: Document -> its position in the list of documents.

    Returns:
        ``checks`` with ``results``, how many there are of each; ``speakers``; ``edges``.
        Where something was left out, ``tables`` of the totals has
        the whole number.
    """
    found: dict[str, Any] = {}
    for part in (_checks, _speakers, _edges):
        found |= part(snapshot, positions)
    return found


def _checks(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> dict[str, Any]:
    results = Counter(snapshot.dataset("stat_checks").to_table(["result"])["result"].to_pylist())
    rows: list[Row] = []
    for result in sorted(results, key=_severity):
        is_wanted = pc.field("result") == result
        left = _N_CHECKS - len(rows)
        rows += snapshot.dataset("stat_checks").head(left, filter=is_wanted).to_pylist()
    wanted = [row["doc_id"] for row in rows]
    columns = ["statistic_id", "clean_start", "clean_end", "role"]
    statistics = _by_id(rows_about(snapshot, "statistics", wanted, columns), "statistic_id")
    claims = _by_id(
        rows_about(snapshot, "claims", wanted, ["claim_id", "clean_start", "clean_end"]), "claim_id"
    )
    spans = [
        [
            (row["doc_id"], one["clean_start"], one["clean_end"])
            for table, ids in ((statistics, "statistic_ids"), (claims, "claim_ids"))
            for number in row[ids]
            if (one := table.get((row["doc_id"], number)))
        ]
        for row in rows
    ]
    near = contexts(snapshot, {place for group in spans for place in group}, positions)
    checks = [
        [positions[row["doc_id"]]]
        + [row[name] for name in ("kind", "result", "rule", "stated", "computed")]
        + [_shown(group, near)]
        for row, group in zip(rows, spans, strict=True)
        if row["doc_id"] in positions
    ]
    return {
        "checks": checks,
        "results": dict(sorted(results.items(), key=lambda one: _severity(one[0]))),
    }


def _severity(result: str) -> tuple[int, str]:
    return (_RESULTS.index(result) if result in _RESULTS else len(_RESULTS), result)


def _by_id(rows: Mapping[str, Sequence[Row]], name: str) -> dict[tuple[str, int], Row]:
    return {(doc_id, row[name]): row for doc_id, found in rows.items() for row in found}


def _shown(places: Iterable[Place], near: Mapping[Place, Context]) -> list[list[str | int]]:
    return [near[place].to_json() for place in places if place in near]


def _speakers(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> dict[str, Any]:
    """Return speakers, those quoted most first, with some of what they are quoted with.

    Names come before what is none, such as a pronoun, which is somebody else in each document.
    """
    columns = ["doc_id", "clean_start", "clean_end", "speaker", "affiliation", "kind", "is_closed"]
    columns.append("entity_id")
    rows = _as_mostly_spelt(snapshot.dataset("quotes").to_table(columns=columns).sort_by("doc_id"))
    counts = Counter(rows["speaker"].to_pylist())
    named = set(rows.filter(pc.is_valid(rows["entity_id"]))["speaker"].to_pylist())
    top = sorted(counts, key=lambda name: (name is None, name not in named, -counts[name], name))[
        :_N_SPEAKERS
    ]
    said: dict[str | None, list[Row]] = {name: [] for name in top}
    affiliations: dict[str | None, Counter[str]] = defaultdict(Counter)
    known = pa.array(top, pa.string())
    for row in rows.filter(pc.is_in(rows["speaker"], known)).to_pylist():
        affiliations[row["speaker"]].update([row["affiliation"]] if row["affiliation"] else [])
        if len(said[row["speaker"]]) < _N_QUOTES:
            said[row["speaker"]].append(row)
    places = {place_of(row) for group in said.values() for row in group}
    near = contexts(snapshot, places, positions)
    speakers = [
        [
            name or "",
            ", ".join(one for one, _ in affiliations[name].most_common(2)),
            counts[name],
            [
                [*near[place_of(row)].to_json(), row["kind"], int(row["is_closed"])]
                for row in said[name]
                if place_of(row) in near
            ],
        ]
        for name in top
    ]
    return {"speakers": speakers}


def _as_mostly_spelt(rows: pa.Table) -> pa.Table:
    """Give speakers that differ in case alone, as at the start of a sentence, one name."""
    spellings = Counter(rows["speaker"].to_pylist())
    del spellings[None]
    names: dict[str | None, str] = {}
    for name, _ in sorted(spellings.items(), key=lambda one: (-one[1], one[0])):
        names.setdefault(name.casefold(), name)
    found = [name and names[name.casefold()] for name in rows["speaker"].to_pylist()]
    column = rows.schema.get_field_index("speaker")
    return rows.set_column(column, "speaker", pa.array(found, pa.string()))


def _edges(snapshot: SnapshotFiles, positions: Mapping[str, int]) -> dict[str, Any]:
    """Return relations, those that are claimed most first, with some of their sentences."""
    table = snapshot.dataset("claims").to_table(
        columns=["doc_id", "clean_start", "clean_end", "certainty", "context", *_EDGE],
        filter=pc.field("subject").is_valid() & pc.field("object").is_valid(),
    )
    table = table.append_column("edge", _keys(table))
    counted = table.group_by("edge").aggregate([([], "count_all")])
    counted = counted.sort_by([("count_all", "descending"), ("edge", "ascending")])
    counts = {row["edge"]: row["count_all"] for row in counted.slice(0, _N_EDGES).to_pylist()}
    claimed: dict[str, list[Row]] = {edge: [] for edge in counts}
    known = pa.array(list(counts), pa.string())
    for row in table.filter(pc.is_in(table["edge"], known)).sort_by("doc_id").to_pylist():
        if len(claimed[row["edge"]]) < _N_SENTENCES:
            claimed[row["edge"]].append(row)
    near = contexts(
        snapshot, {place_of(row) for rows in claimed.values() for row in rows}, positions
    )
    edges = [
        [
            *(rows[0][name] for name in _EDGE),
            counts[edge],
            [
                [*near[place_of(row)].to_json(), row["certainty"], row["context"] or ""]
                for row in rows
                if place_of(row) in near
            ],
        ]
        for edge, rows in claimed.items()
    ]
    return {"edges": edges}


def _keys(claims: pa.Table) -> pa.ChunkedArray:
    """Return what makes claims the same relation: ids where there are some, else words."""
    empty = pa.scalar("", pa.string())
    parts = [
        pc.coalesce(claims["subject_curie"], pc.utf8_lower(claims["subject"])),
        pc.coalesce(claims["object_curie"], pc.utf8_lower(claims["object"])),
        pc.utf8_lower(pc.coalesce(claims["predicate"], empty)),
        pc.coalesce(claims["direction"], empty),
        pc.cast(claims["negated"], pa.string()),
    ]
    return pc.binary_join_element_wise(*parts, "\x1f")
