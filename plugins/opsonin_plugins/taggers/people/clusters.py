"""Which names are those of one person: full names, surnames alone, and misspellings of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from opsonin_plugins.taggers.people.given_names import gender
from opsonin_plugins.taggers.people.persons import Person
from opsonin_plugins.taggers.people.spelling import is_one_edit, plain, same_given, same_surname

#: A spelling in a full name gives way to one that is a letter away and so many times as frequent.
#: Source: ours; a slip of the pen happens once, while a machine that spells anew spells alike.
_TYPO_RATIO = 2
#: So many names of a person are looked at for what they tell of the gender.
_FIRST_NAMES = 5


@dataclass(slots=True)
class Someone:
    """A person of a document.

    Attributes:
        names: Where the person is named, in the order in which that was found.
        given: The given names and initials.
    """

    names: list[Person] = field(default_factory=list)
    given: set[str] = field(default_factory=set)

    def canonical(self) -> str:
        """Return the fullest name, its surname in the spelling that most likely is right."""
        fullest = max(self.names, key=_fullness)
        own = fullest.surname
        spellings = self.spellings()
        usual = max(spellings, key=lambda one: (spellings[one], one == own))
        is_typo = (
            is_one_edit(plain(own), plain(usual))
            and spellings[usual] >= _TYPO_RATIO * spellings[own]
        )
        return " ".join(usual if is_typo and word == own else word for word in fullest.words)

    def spellings(self) -> Counter[str]:
        """Return how often each spelling of the surname stands."""
        return Counter(one.surname for one in self.names)

    def variants(self) -> list[str]:
        """Return the other names, and all spellings of the surname if there are several."""
        canonical = self.canonical()
        names = dict.fromkeys(" ".join(one.words) for one in self.names)
        if len(self.spellings()) > 1:
            names |= dict.fromkeys(self.spellings())
        return [name for name in names if name != canonical]

    def is_other(self, stated: str | None) -> bool:
        """Tell whether the person is known to be of another gender."""
        if stated is None:
            return False
        own = (gender(one.title, one.given) for one in self.names[:_FIRST_NAMES])
        return any(one is not None and one != stated for one in own)

    def is_full(self) -> bool:
        """Tell whether a given name is known."""
        return bool(self.given)


class People:
    """The persons of a document, gathered name by name."""

    def __init__(self) -> None:
        self.all: list[Someone] = []
        self._by_surname: dict[str, list[Someone]] = {}

    def __bool__(self) -> bool:
        """Tell whether anybody is known."""
        return bool(self.all)

    def add(self, person: Person) -> Someone:
        """Add a name to the person it is of, or to a new one."""
        if person.given:
            someone = self.of_full(person)
        else:
            someone = self.of_surname(person.surname, title=person.title)
        if someone is None:
            someone = Someone()
            self.all.append(someone)
        self.give(someone, person)
        return someone

    def give(self, someone: Someone, person: Person) -> None:
        """Add a name to a known person."""
        someone.names.append(person)
        if person.given:
            someone.given.add(person.given)
        known = self._by_surname.setdefault(plain(person.surname), [])
        if someone in known:
            known.remove(someone)
        # Whoever was named last comes first.
        known.insert(0, someone)

    def of_full(self, person: Person) -> Someone | None:
        """Return who has a full name, in whatever spelling."""
        for key, known in self._candidates(person.surname):
            for someone in known:
                given = someone.given
                if not given:
                    own = gender(person.title, person.given)
                    if key == plain(person.surname) and not someone.is_other(own):
                        return someone
                elif any(
                    _is_one(person, one, is_exact=key == plain(person.surname)) for one in given
                ):
                    return someone
        return None

    def of_surname(
        self, surname: str, *, is_fuzzy: bool = True, title: str | None = None
    ) -> Someone | None:
        """Return who has a surname: the one named last, and in another spelling only one alone.

        Args:
            surname: The surname.
            is_fuzzy: Whether another spelling will do.
            title: Title before it; nobody of the other gender is meant.
        """
        stated = gender(title, None)
        exact = self._by_surname.get(plain(surname))
        if exact:
            return next((one for one in exact if not one.is_other(stated)), None)
        if not is_fuzzy:
            return None
        found = [one for _, known in self._candidates(surname) for one in known if one.is_full()]
        return found[0] if len({id(one) for one in found}) == 1 else None

    def of_given(self, given: str) -> Someone | None:
        """Return the only one who has a given name."""
        found = [one for one in self.all if given in one.given]
        return found[0] if len(found) == 1 else None

    def _candidates(self, surname: str) -> Iterator[tuple[str, list[Someone]]]:
        key = plain(surname)
        if key in self._by_surname:
            yield key, self._by_surname[key]
        first = key[:1]
        for other, known in self._by_surname.items():
            if other != key and other[:1] == first and same_surname(key, other):
                yield other, known


def _fullness(person: Person) -> tuple[int, int, int]:
    whole = [word for word in person.words if not word.endswith(".")]
    return len(whole), len(person.words), len(" ".join(person.words))


def _is_one(person: Person, given: str, *, is_exact: bool) -> bool:
    """Tell whether a full name may be another's; one of its two words must be spelt alike."""
    own = person.given or ""
    return same_given(own, given) if is_exact else plain(own) == plain(given)
