"""Finds the names of a text and gathers them into entities."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

import pyarrow as pa

from opsonin import Analysis
from opsonin_plugins.taggers.people.capitals import Range, Run, find_runs
from opsonin_plugins.taggers.people.clusters import People, Someone
from opsonin_plugins.taggers.people.contexts import is_eponym, leads, speaks
from opsonin_plugins.taggers.people.cues import Cues, find_cues
from opsonin_plugins.taggers.people.gathering import Gathered, Names, plain_name
from opsonin_plugins.taggers.people.gazetteer import PLACES
from opsonin_plugins.taggers.people.organisations import (
    NAMING_WORDS,
    defined_letters,
    find_organisations,
)
from opsonin_plugins.taggers.people.persons import Person, person_in
from opsonin_plugins.taggers.people.places import find_places, place_name, small_places
from opsonin_plugins.taggers.people.publications import OPENING_WORDS, find_publications
from opsonin_plugins.taggers.people.spelling import plain
from opsonin_plugins.taggers.people.words import HEADS, HONORIFICS, NO_PERSON, OFFICES

_AND = re.compile(r",? and \Z")
#: What joins a description, or a name, to the organisation after it.
_TO_ORGANISATION = re.compile(
    r"(?:[^.;\n\u201c\u201d\"]{0,80}?\b(?:at|of|from|with|for|in|by)(?: the)?|,(?: the)?) \Z"
)
#: "Professor Jane Doe (virology) of Yale University"
_OF_ORGANISATION = re.compile(
    r"(?: \([a-z][^()\n]{2,60}\))?,? (?:\(|(?:of|at|from|with)(?: the)? )\Z"
)
_AT = re.compile(r" (?:at|with) \Z")
#: "Roe & Doe"
_PARTNER = re.compile(r" & [A-Z][\w\u2019'-]+")
#: Offices at universities and hospitals, with capitals as they write them.
_CHAIR = re.compile(
    r", (?:the )?(?:[A-Z][\w\u2019'.-]+ ){0,4}(?:Chair|Professor|Head|Director|Dean|Lecturer|"
    r"Reader|Fellow|President|Chief|Lead|Consultant)\b(?: [^.;:()\n\u201c\u201d\"]{0,90}?)?"
    r" (?:at|of)(?: the)? "
)
_VOICE_OF = re.compile(
    r"\b(?:spokes\w+|director|head|president|chief \w+|chair) (?:for|of|at)(?: the)? \Z"
)
_OFFICE_REACH = 140
_THE = re.compile(r"\b(?:[Tt]he|[Aa]n?) \Z")
#: Words that may be a name, or the beginning of one, even where they stand alone.
_MARKED = NAMING_WORDS | OPENING_WORDS | PLACES
#: How far an organisation may stand from the description that it belongs to, in code points.
_REACH = 80
_ARTICLE = ("A ", "A. ")


def find_names(
    text: str,
    authors: Collection[str] = (),
    dateline: str | None = None,
    skipped: Sequence[Range] = (),
    cues: Cues | None = None,
) -> Names:
    """Return the people, organisations, places and publications of a text.

    Args:
        text: The text.
        authors: Who wrote it, as far as known.
        dateline: Where it was written, as far as known.
        skipped: Stretches that are left out, such as references, in order.
        cues: What `find_cues` gives for the text, if the caller has it.

    >>> names = find_names("Dr. Jane Doe of Harvard University spoke. Doe's team agreed.")
    >>> [(one.canonical, one.variants, one.affiliation) for one in names.entities]
    [('Jane Doe', ('Doe',), 'Harvard University'), ('Harvard University', (), None)]
    """
    if cues is None:
        (cues,) = find_cues(Analysis(pa.array([text], pa.string())), [text])
    return _Finder(text, authors, dateline, skipped, cues).names()


class _Finder:
    """The names of one text as they are found."""

    def __init__(
        self,
        text: str,
        authors: Collection[str],
        dateline: str | None,
        skipped: Sequence[Range],
        cues: Cues,
    ) -> None:
        self.text = text
        self.runs: list[Run] = []
        for run in _outside(find_runs(text), skipped):
            self.runs.extend(_split(run) if len(run.texts) > 1 else (run,))
        self._begin_with_articles(authors, skipped)
        # Nearly all runs are one word that alone is no name.
        self.marked = [
            place
            for place, run in enumerate(self.runs)
            if len(run.texts) > 1 or run.texts[0] in _MARKED or run.texts[0] == dateline
        ]
        self.free = set(range(len(self.runs)))
        self.publications = self._take(
            find_publications(text, self.runs, self.marked, cues.announcers)
        )
        self.organisations = self._take(
            find_organisations(text, self.runs, self.marked, self._told(cues))
        )
        self.people = People()
        self.persons: list[tuple[Person, Someone]] = []
        folded = {" ".join(map(plain, author.split())) for author in authors}
        self._find_full(folded)
        small = [one for one in small_places(text, cues.small) if not _is_in(one, skipped)]
        self.places = sorted([*self._find_places(dateline), *small])
        self._find_short()

    def _begin_with_articles(self, authors: Collection[str], skipped: Sequence[Range]) -> None:
        """Let a run begin with an author's initial that is an article elsewhere: "A Roe"."""
        for author in authors:
            at = self.text.find(author) if author.startswith(_ARTICLE) else -1
            if at < 0 or _is_in((at, at + len(author)), skipped):
                continue
            place = bisect_left(self.runs, at, key=lambda run: run.start)
            if place < len(self.runs) and self.runs[place].end == at + len(author):
                run = self.runs[place]
                words = ((at, at + 1), *run.words)
                self.runs[place] = Run(at, run.end, words, (self.text[at], *run.texts))

    def _told(self, cues: Cues) -> frozenset[int]:
        """Return the places of runs right after "told"."""
        found = {at: bisect_left(self.runs, at, key=lambda run: run.start) for at in cues.told}
        return frozenset(
            place
            for at, place in found.items()
            if place < len(self.runs) and self.runs[place].start == at and self.text[at - 1] == " "
        )

    def _take(self, found: Iterator[tuple[Range, int, int]]) -> list[Range]:
        taken: list[Range] = []
        for span, first, behind in found:
            if self.free.issuperset(range(first, behind)):
                self.free.difference_update(range(first, behind))
                taken.append(span)
        return taken

    def _find_full(self, authors: Collection[str]) -> None:
        """Find the persons whom something shows as such."""
        last = -1
        for place in self.marked:
            run = self.runs[place]
            if place not in self.free:
                continue
            is_next = last == place - 1 >= 0 and bool(
                _AND.match(self.text[self.runs[last].end : run.start])
            )
            person = person_in(self.text, run, authors, follows_person=is_next)
            if person is not None:
                self._add(person, place)
                last = place

    def _add(self, person: Person, place: int, someone: Someone | None = None) -> None:
        if someone is None:
            someone = self.people.add(person)
        else:
            self.people.give(someone, person)
        self.persons.append((person, someone))
        self.free.discard(place)

    def _find_places(self, dateline: str | None) -> list[Range]:
        found = find_places(
            self.text, self.runs, self.marked, self.free, self.organisations, dateline
        )
        kept: list[Range] = []
        for span, place in list(found):
            name = self.text[slice(*span)]
            is_person = self.people.of_surname(name, is_fuzzy=False) and speaks(self.text, span)
            if not is_person:
                self.free.discard(place)
                kept.append(span)
        return kept

    def _find_short(self) -> None:
        """Find surnames alone, misspelt ones too, and full names that nothing else shows."""
        if not self.people:
            return
        for place in sorted(self.free):
            run = self.runs[place]
            person, someone = self._known_in(run)
            if person and someone:
                self._add(person, place, someone)

    def _known_in(self, run: Run) -> tuple[Person | None, Someone | None]:
        words = run.texts
        for at in range(1, len(words)):
            if words[at] not in NO_PERSON:
                part = run.part(at - 1, at + 1)
                person = Person(part.start, part.end, part.start, part.texts)
                someone = self.people.of_full(person)
                if someone and someone.is_full():
                    return person, someone
        if len(words) > 1 or words[0] in NO_PERSON or words[0] in HEADS:
            return None, None
        return self._short(run)

    def _short(self, run: Run) -> tuple[Person | None, Someone | None]:
        word = run.texts[0]
        person = Person(run.start, run.end, run.start, run.texts)
        if word.isupper():
            return None, None
        exact = self.people.of_surname(word, is_fuzzy=False)
        someone = exact or self.people.of_given(word) or self.people.of_surname(word)
        if someone is None or is_eponym(self.text, run.end):
            return None, None
        if exact:
            is_name = not _THE.search(self.text, max(0, run.start - 5), run.start)
        else:
            is_name = speaks(self.text, (run.start, run.end)) or leads(self.text, run.end)
        return (person, someone) if is_name else (None, None)

    def names(self) -> Names:
        """Return mentions and entities."""
        gathered = Gathered(self.text)
        affiliations = self._affiliations()
        letters = list(self._letters())
        lettered = {span for span, _ in letters}
        for span in self.organisations:
            if span in lettered:
                continue
            gathered.named("organisation", span, plain_name(self.text[slice(*span)]))
        for span, name in letters:
            gathered.lettered(span, name)
        for span in self.places:
            gathered.named("place", span, place_name(self.text[slice(*span)]))
        for span in self.publications:
            gathered.mentions.append((*span, "publication", None, "exact"))
        for person, someone in self.persons:
            gathered.personal(person, someone, affiliations)
        return gathered.names()

    def _letters(self) -> Iterator[tuple[Range, Range]]:
        """Yield where letters stand that a name is defined to be called by, and the name."""
        defined: dict[str, tuple[int, Range]] = {}
        for span in self.organisations:
            letters = defined_letters(self.text, span)
            if letters:
                defined.setdefault(self.text[slice(*letters)], (letters[0], span))
        if not defined:
            return
        for run in self.runs:
            span = run.start, run.end
            name = self.text[slice(*span)]
            if name in defined:
                yield span, defined[name][1]

    def _affiliations(self) -> dict[int, Range]:
        """Return where the organisation of a person stands, by the start of the person's name."""
        starts = sorted(self.organisations)
        found: dict[int, Range] = {}
        for person, _ in self.persons:
            at = person.described if person.described is not None else person.end
            pattern = _TO_ORGANISATION if person.described is not None else _OF_ORGANISATION
            place = bisect_left(starts, (at, at))
            is_near = place < len(starts) and starts[place][0] - at <= _REACH
            if is_near and pattern.match(self.text[at : starts[place][0]]):
                found[person.start] = starts[place]
                continue
            home = self._chaired_at(person.end, starts[place:]) or self._spoken_for(person, starts)
            if home is None and person.described is not None:
                home = self._bare_organisation(at)
                if home:
                    self.organisations.append(home)
            if home:
                found[person.start] = home
        return found

    def _chaired_at(self, end: int, organisations: Sequence[Range]) -> Range | None:
        """Return where somebody holds an office: ", Chair in Systems Medicine at Yale Hospital"."""
        if not organisations or organisations[0][0] - end > _OFFICE_REACH:
            return None
        start = organisations[0][0]
        return organisations[0] if _CHAIR.fullmatch(self.text, end, start) else None

    def _spoken_for(self, person: Person, organisations: Sequence[Range]) -> Range | None:
        """Return whose voice somebody is: "A spokesman for the Trust, Jon Roe,"."""
        place = bisect_left(organisations, (person.mention, 0)) - 1
        if place < 0 or person.role is None:
            return None
        start, end = organisations[place]
        is_next = self.text[end : person.mention] == ", "
        return (
            organisations[place] if is_next and _VOICE_OF.search(self.text[:start][-40:]) else None
        )

    def _bare_organisation(self, at: int) -> Range | None:
        """Return a run that somebody works at: "a chemist at Yale"."""
        place = bisect_left(self.runs, at, key=lambda run: run.start)
        if place >= len(self.runs) or place not in self.free:
            return None
        run = self.runs[place]
        if not _AT.match(self.text[at : run.start]) or run.texts[0] in NO_PERSON:
            return None
        self.free.discard(place)
        partner = _PARTNER.match(self.text, run.end)
        return run.start, partner.end() if partner else run.end


def _split(run: Run) -> Iterator[Run]:
    """Yield an organisation and the titled person right after it apart from one another."""
    for at in range(1, len(run.texts)):
        word = run.texts[at].lower().rstrip(".")
        before = run.texts[at - 1]
        is_title = word in HONORIFICS and before.lower().rstrip(".") not in OFFICES | HONORIFICS
        if is_title or (word in OFFICES and before in HEADS):
            yield run.part(0, at)
            yield from _split(run.part(at, len(run.texts)))
            return
    yield run


def _outside(runs: Iterator[Run], skipped: Sequence[Range]) -> Iterator[Run]:
    if not skipped:
        yield from runs
        return
    for run in runs:
        if not _is_in((run.start, run.end), skipped):
            yield run


def _is_in(span: Range, stretches: Sequence[Range]) -> bool:
    place = bisect_left(stretches, (span[0] + 1, 0)) - 1
    return place >= 0 and stretches[place][1] > span[0]
