"""People of the seeds, whatever they are called, and the other names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsonin_bench.folders import SEEDS
from opsonin_bench.quality.figures import Counts, Figure, counts_of, f1_figures
from opsonin_bench.quality.goldset import Case, GoldSet
from opsonin_bench.quality.predicting import Item, Predicted, Row
from opsonin_bench.quality.spans import Stretch

#: How the gold sorts what is published -> the contract's type.
_PUBLICATIONS = frozenset({"journal"})


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a seed.

    Attributes:
        canonical: The name.
        mentions: Where it stands in the raw text, in every form.
        affiliation: Organisation, in words.
    """

    canonical: str
    mentions: frozenset[Stretch]
    affiliation: str | None


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what a seed names.

    Attributes:
        people: Its people.
        others: Organisations, places and publications that are named at least where this says:
            raw start, end, type.
    """

    people: tuple[Person, ...]
    others: frozenset[tuple[int, int, str]]


def load(path: Path, seeds: Path = SEEDS) -> Sequence[Case[Cast]]:
    """Read the people and the other names of the seeds, chrome left out."""
    entries = json.loads(path.read_text("utf-8"))["docs"]
    return [
        Case(Item(one["file"], (seeds / one["file"]).read_bytes(), ".txt"), _cast(one))
        for one in entries
    ]


def _cast(entry: Mapping[str, Any]) -> Cast:
    people = tuple(
        Person(
            one["canonical"],
            frozenset((at["start"], at["end"]) for at in one["mentions"]),
            one.get("affiliation"),
        )
        for one in entry["people"]
    )
    organisations = frozenset(
        (at["start"], at["end"], _type(one))
        for one in entry["orgs"]
        if not one.get("boilerplate")
        for at in one["mentions"]
    )
    places = frozenset((at["start"], at["end"], "place") for at in entry.get("places", ()))
    return Cast(people, organisations | places)


def _type(organisation: Mapping[str, Any]) -> str:
    is_published = organisation.get("type") in _PUBLICATIONS
    return "publication" if is_published else "organisation"


def score(gold: Mapping[str, Cast], predicted: Mapping[str, Predicted]) -> list[Figure]:
    """Return how many people are found as one entity each, their names, and the other names."""
    people, names, other = Counts(), Counts(), Counts()
    n_canonical = n_affiliations = n_known = n_affiliated = 0
    for key, cast in gold.items():
        found = _entities(predicted[key]) if key in predicted else []
        whole = {mentions: row for row, mentions in found}
        right = [one for one in cast.people if one.mentions in whole]
        people += Counts(len(right), len(found), len(cast.people))
        names += counts_of(
            (at for _, mentions in found for at in mentions),
            (at for one in cast.people for at in one.mentions),
        )
        n_known += len(right)
        n_canonical += sum(whole[one.mentions]["canonical"] == one.canonical for one in right)
        stated = [(one.affiliation, whole[one.mentions]["affiliation"]) for one in right]
        n_affiliated += sum(one is not None for one, _ in stated)
        n_affiliations += sum(bool(one and ours and ours in one) for one, ours in stated)
        other += _others(cast, predicted.get(key))
    return [
        Figure("people: precision", people.precision, people.found),
        Figure("people: recall", people.recall, people.expected),
        *f1_figures("names of people", names),
        Figure("canonical names right", n_canonical / n_known if n_known else None, n_known),
        Figure(
            "affiliations right",
            n_affiliations / n_affiliated if n_affiliated else None,
            n_affiliated,
        ),
        Figure("organisations, places, publications: recall", other.recall, other.expected),
    ]


def _entities(found: Predicted) -> list[tuple[Row, frozenset[Stretch]]]:
    """Return the people with the places of their names in the raw text."""
    return [
        (
            row,
            frozenset(
                (one["raw_start"], one["raw_end"])
                for one in found.rows["mentions"]
                if one["entity_id"] == row["entity_id"] and one["type"] == "person"
            ),
        )
        for row in found.rows["entities"]
        if row["kind"] == "person"
    ]


def _others(cast: Cast, found: Predicted | None) -> Counts:
    rows = found.rows["mentions"] if found else []
    ours = {(row["raw_start"], row["raw_end"], row["type"]) for row in rows}
    return Counts(len(ours & cast.others), 0, len(cast.others))


GOLD_SETS = (
    GoldSet(
        name="seeds people",
        path="seeds/evidence.json",
        tables=("entities",),
        reads=("mentions",),
        load=load,
        score=score,
    ),
)
