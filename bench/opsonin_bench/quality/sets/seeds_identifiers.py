"""Identifiers of the seeds, and what is known of each seed as a document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted

G = TypeVar("G")

#: How the gold words the role of an identifier -> the contract's word.
_ROLES = {"self": "self", "trial registration": "trial", "reference": "reference"}
#: How the gold words the kind of a document -> the contract's word.
_TYPES = {
    "newswire": "newswire",
    "abstract page (PubMed web page)": "abstract_page",
    "news article": "news",
    "news blog": "blog",
}
_COLUMNS = ("title", "doi", "pmid", "pmcid", "journal", "volume", "issue", "pages", "publisher")

#: Raw start and end, type, value, role.
Identifier = tuple[int, int, str, str, str]


def _loader(read: Callable[[Mapping[str, Any]], G]) -> Callable[[Path], Sequence[Case[G]]]:
    def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[G]]:
        entries = json.loads(path.read_text("utf-8"))["docs"]
        return [
            Case(Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"), read(one))
            for one in entries
        ]

    return load


def identifiers_of(entry: Mapping[str, Any]) -> frozenset[Identifier]:
    """Return the identifiers that the gold has for a document."""
    return frozenset(
        (
            one["span"]["start"],
            one["span"]["end"],
            one["type"],
            one["value"],
            _ROLES.get(one["role"], "mention"),
        )
        for one in entry["identifiers"]
    )


def score_identifiers(
    gold: Mapping[str, frozenset[Identifier]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return precision, recall and F1 of (span, type, value, role)."""
    counts = Counts()
    for name, expected in gold.items():
        rows = predicted[name].rows["identifiers"] if name in predicted else []
        found = {
            (row["raw_start"], row["raw_end"], row["type"], row["value"], row["role"])
            for row in rows
        }
        counts += counts_of(found, expected)
    return f1_figures("span, type, value and role", counts)


def columns_of(entry: Mapping[str, Any]) -> dict[str, object]:
    """Return the columns of ``documents`` that the gold knows for a document."""
    stated = entry["metadata"]
    known = {name: _value(stated.get(name)) for name in (*_COLUMNS, "dateline_place")}
    authors = [_value(author) for author in stated["authors"]]
    original = (stated.get("publisher") or {}).get("original_source")
    return {
        **known,
        "published_value": _edtf(stated["published"]),
        "authors": authors,
        "original_publisher": original,
        "doc_type": _TYPES.get(entry.get("type", "")),
        "machine_translated": entry.get("machine_translated") or None,
        "language": entry.get("language"),
    }


def score_columns(
    gold: Mapping[str, Mapping[str, object]], predicted: Mapping[str, Predicted]
) -> list[Figure]:
    """Return the share of cells that are right, of all and of those that have a value."""
    pairs = [
        (value, predicted[name].rows["documents"][0][column] if name in predicted else None)
        for name, columns in gold.items()
        for column, value in columns.items()
    ]
    filled = [(value, found) for value, found in pairs if value not in (None, [])]
    return [
        Figure("cells right", _equal(pairs), len(pairs)),
        Figure("cells right, where the gold has a value", _equal(filled), len(filled)),
    ]


def _equal(pairs: Sequence[tuple[object, object]]) -> float | None:
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def _value(entry: Any) -> Any:
    return entry.get("value") if isinstance(entry, dict) else entry


def _edtf(entry: Any) -> str | None:
    """Return a date as EDTF; the gold writes one without its year as month and day."""
    if isinstance(entry, dict) and entry["value"] is None and "day" in entry:
        return f"XXXX-{entry['month']:02}-{entry['day']:02}"
    value = _value(entry)
    return None if value is None else str(value)


GOLD_SETS = (
    GoldSet(
        name="seeds identifiers",
        path="seeds/evidence.json",
        tables=("identifiers",),
        load=_loader(identifiers_of),
        score=score_identifiers,
    ),
    GoldSet(
        name="seeds documents",
        path="seeds/evidence.json",
        tables=("documents",),
        load=_loader(columns_of),
        score=score_columns,
    ),
)
