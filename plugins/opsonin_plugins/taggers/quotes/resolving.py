"""Who somebody is that a quote names by a pronoun, a surname or what he is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opsonin_plugins.taggers.people.given_names import gender
from opsonin_plugins.taggers.quotes.attribution import Quote
from opsonin_plugins.taggers.quotes.sentences import sentence_ends
from opsonin_plugins.taggers.quotes.speakers import Range

#: Before a name these make another the one who speaks: "a spokesman for Jane Doe".
_OF_ANOTHER = re.compile(r"\b(?:of|for|to|by|from|with|at)\b")
_POSSESSED = re.compile(r"[\u2019'](?:s\b|(?= ))")
_THE = re.compile(r"(?:[Tt]he|[Tt]his) (?:[\w-]+ ){0,3}?(?P<noun>[a-z]+)\Z")
#: How far a pronoun reaches back, in code points. Source: ours, about three paragraphs of news.
_REACH = 1200


@dataclass(frozen=True, slots=True)
class Named:
    """A place where a person or organisation is named."""

    start: int
    end: int
    entity: int
    is_person: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an entity.

    Attributes:
        canonical: Its name.
        role: What the person is.
        title: Title of the person.
        affiliation: Organisation of the person.
    """

    canonical: str
    role: str | None
    title: str | None
    affiliation: str | None


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a quote.

    Attributes:
        speaker: Name, or what the text calls him.
        entity: The entity of the document, if it is one.
        span: Where the text names whoever speaks.
        affiliation: Organisation of the speaker.
    """

    speaker: str | None = None
    entity: int | None = None
    span: Range | None = None
    affiliation: str | None = None


def voices(
    text: str, quotes: Sequence[Quote], named: Sequence[Named], known: Mapping[int, Known]
) -> list[Voice]:
    """Return who says each quote.

    Args:
        text: The text.
        quotes: Its quotes, in order.
        named: Where people and organisations are named, in order.
        known: The entities by id.
    """
    starts = [one.start for one in named]
    inside = [(one.start, one.end) for one in quotes]
    found: list[Voice] = []
    before: tuple[int, int] | None = None
    for quote in quotes:
        if quote.speaker is None:
            found.append(Voice())
            continue
        voice = _named(text, quote.speaker, named, starts)
        who = text[slice(*quote.speaker)]
        entity = voice[0] if voice else None
        if entity is None and who.lower() in {"he", "she"}:
            people = _Before(text, named, starts, inside, before)
            entity = people.whom(quote, who.lower(), known)
        elif entity is None:
            entity = _by_role(who, known, {one.entity for one in named if one.is_person})
        if entity is None:
            found.append(Voice(" ".join(who.split()), None, quote.speaker))
            continue
        if any(one.entity == entity and one.is_person for one in named):
            before = quote.speaker[0], entity
        one = known[entity]
        found.append(
            Voice(one.canonical, entity, voice[1] if voice else quote.speaker, one.affiliation)
        )
    return found


def _named(
    text: str, speaker: Range, named: Sequence[Named], starts: Sequence[int]
) -> tuple[int, Range] | None:
    """Return the entity whose name a speaker's phrase holds, and where the name stands."""
    place = bisect_left(starts, speaker[0] - 1)
    if place and named[place - 1].end > speaker[0]:
        place -= 1
    organisation: tuple[int, Range] | None = None
    for one in named[place:]:
        if one.start >= speaker[1]:
            break
        before = text[speaker[0] : one.start]
        if _OF_ANOTHER.search(before) or _POSSESSED.match(text, one.end, speaker[1] + 2):
            continue
        if one.is_person:
            return one.entity, (one.start, one.end)
        if one.end >= speaker[1] and before.strip().lower() in {"", "the"}:
            organisation = one.entity, speaker
    return organisation


def _by_role(who: str, known: Mapping[int, Known], people: set[int]) -> int | None:
    """Return the only person who is what "the virologist" says."""
    found = _THE.match(who)
    if found is None:
        return None
    noun = re.compile(rf"\b{found['noun']}\b")
    fitting = [entity for entity in people if noun.search(known[entity].role or "")]
    return fitting[0] if len(fitting) == 1 else None


@dataclass(frozen=True, slots=True)
class _Before:
    """What stands before a pronoun."""

    text: str
    named: Sequence[Named]
    starts: Sequence[int]
    inside: Sequence[Range]
    last: tuple[int, int] | None

    def whom(self, quote: Quote, pronoun: str, known: Mapping[int, Known]) -> int | None:
        """Return the person that a pronoun stands for.

        It is who spoke last, unless another is named since; and of those whom a sentence names,
        the first. Source: the preference for subjects of centering theory (Grosz, Joshi and
        Weinstein, 1995).
        """
        at = min(quote.start, quote.speaker[0] if quote.speaker else quote.start)
        earliest = max(0, at - _REACH, self.last[0] if self.last else 0)
        since = self._named_between(earliest, at, pronoun, known)
        if since:
            ends = [0, *(first for _, first in sentence_ends(self.text, earliest, at))]
            newlines = [found.end() for found in re.finditer(r"\n", self.text[earliest:at])]
            starts = sorted([*ends, *(earliest + one for one in newlines)])
            sentence = max(one for one in starts if one <= since[-1].start)
            return next(one.entity for one in since if one.start >= sentence)
        if self.last is None or at - self.last[0] > _REACH:
            return None
        entity = self.last[1]
        # Machines confuse the genders of pronouns; a title they do not.
        stated = gender(known[entity].title, None)
        is_other = stated is not None and not _fits(known[entity], pronoun)
        return None if is_other else entity

    def _is_said(self, at: int) -> bool:
        place = bisect_left(self.inside, (at + 1, 0))
        # A quote may lie in another one, not in two.
        return any(at < end for _, end in self.inside[max(0, place - 2) : place])

    def _named_between(
        self, start: int, end: int, pronoun: str, known: Mapping[int, Known]
    ) -> list[Named]:
        first, behind = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return [
            one
            for one in self.named[first:behind]
            if one.is_person and _fits(known[one.entity], pronoun) and not self._is_said(one.start)
        ]


def _fits(known: Known, pronoun: str) -> bool:
    stated = gender(known.title, known.canonical.split()[0])
    return stated is None or stated == ("m" if pronoun == "he" else "f")
