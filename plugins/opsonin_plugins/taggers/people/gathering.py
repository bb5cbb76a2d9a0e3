"""Mentions and entities of a document, numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from opsonin_plugins.taggers.people.capitals import Range
from opsonin_plugins.taggers.people.clusters import Someone
from opsonin_plugins.taggers.people.persons import Person


@dataclass(frozen=True, slots=True)
class Mention:
    """A name.

    Attributes:
        start: First code point.
        end: First code point after it.
        type: ``person``, ``organisation``, ``place`` or ``publication``.
        entity: Place of its entity; publications have none.
        is_spelt_otherwise: Whether it is a misspelling or a shorter form.
    """

    start: int
    end: int
    type: str
    entity: int | None
    match_kind: str = "exact"


@dataclass(frozen=True, slots=True)
class Entity:
    """What several names are of."""

    kind: str
    canonical: str
    variants: tuple[str, ...] = ()
    role: str | None = None
    title: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a text, in order, and what they are of, in the order of the first names."""

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]


class Gathered:
    """Mentions and entities, numbered as they come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions: list[tuple[int, int, str, int | None, str]] = []
        self._entities: list[Entity] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._persons: dict[int, int] = {}

    def named(self, kind: str, span: Range, name: str) -> None:
        """Add a name of an organisation or place."""
        number = self._numbers.get((kind, name.lower()))
        if number is None:
            number = self._numbers[kind, name.lower()] = len(self._entities)
            self._entities.append(Entity(kind, name))
        stated = plain_name(self.text[slice(*span)])
        self._vary(number, stated)
        self.mentions.append((*span, kind, number, "exact"))

    def lettered(self, span: Range, name: Range) -> None:
        """Add letters by which an organisation is called."""
        number = self._numbers["organisation", plain_name(self.text[slice(*name)]).lower()]
        self._vary(number, self.text[slice(*span)])
        self.mentions.append((*span, "organisation", number, "abbreviation"))

    def _vary(self, number: int, stated: str) -> None:
        one = self._entities[number]
        if stated != one.canonical and stated not in one.variants:
            self._entities[number] = replace(one, variants=(*one.variants, stated))

    def personal(self, person: Person, someone: Someone, affiliations: Mapping[int, Range]) -> None:
        """Add a name of a person."""
        number = self._persons.get(id(someone))
        if number is None:
            number = self._persons[id(someone)] = len(self._entities)
            names = sorted(someone.names, key=lambda one: one.start)
            homes = [affiliations[one.start] for one in names if one.start in affiliations]
            roles = dict.fromkeys(one.role for one in names if one.role)
            self._entities.append(
                Entity(
                    "person",
                    someone.canonical(),
                    tuple(someone.variants()),
                    next(iter(roles), None),
                    next((one.title for one in names if one.title), None),
                    plain_name(self.text[slice(*homes[0])]) if homes else None,
                )
            )
        is_usual = person.surname in self._entities[number].canonical.split()
        match_kind = "exact" if is_usual else "normalised"
        self.mentions.append((person.mention, person.end, "person", number, match_kind))

    def names(self) -> Names:
        """Return all, entities numbered by their first names."""
        ordered = sorted(self.mentions, key=lambda one: (one[0], -one[1], one[2]))
        numbers: dict[int, int] = {}
        for _, _, _, number, _ in ordered:
            if number is not None:
                numbers.setdefault(number, len(numbers))
        mentions = tuple(
            Mention(start, end, kind, None if number is None else numbers[number], match_kind)
            for start, end, kind, number, match_kind in ordered
        )
        return Names(mentions, tuple(self._entities[number] for number in numbers))


def plain_name(name: str) -> str:
    """Return a name on one line, without an article."""
    return " ".join(name.split()).removeprefix("The ").removeprefix("the ")
