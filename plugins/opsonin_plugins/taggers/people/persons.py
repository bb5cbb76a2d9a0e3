"""Which runs name persons, and what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from opsonin_plugins.taggers.people.capitals import Run
from opsonin_plugins.taggers.people.contexts import (
    described,
    is_eponym,
    is_heading,
    leads,
    office_before,
    role_before,
    speaks,
)
from opsonin_plugins.taggers.people.gazetteer import PLACES
from opsonin_plugins.taggers.people.given_names import GIVEN_NAMES
from opsonin_plugins.taggers.people.spelling import plain
from opsonin_plugins.taggers.people.words import (
    HEADS,
    HONORIFICS,
    NO_PERSON,
    OFFICE_PARTS,
    OFFICES,
    SURNAMES,
)
from opsonin_plugins.taggers.word_lists import word_set

#: No name has more words. Source: ours, over bylines.
_MAX_WORDS = 5
#: Offices after which a surname alone is a name; the others also begin names of firms.
_STRONG_OFFICES = OFFICES - word_set(
    """
    general director officer surgeon chair dean coach author researcher scientist attorney king
    queen prince princess judge justice captain commissioner secretary minister epidemiologist
    virologist immunologist representative executive nutritionist dietitian dietician economist
    dentist pharmacist neurologist cardiologist oncologist dermatologist psychologist psychiatrist
    pediatrician paediatrician statistician
    """
)
#: Those that stand before other things as well: they show nothing by themselves.
_WEAK_OFFICES = word_set("general officer chair coach king queen prince princess justice")
_JUNIOR = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
#: Shortest acronym that is no initials.
_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A place where a person is named.

    Attributes:
        start: First code point of the name.
        end: First code point after it.
        mention: First code point of title and name.
        words: The words of the name.
        title: Title before the name, such as Dr.
        role: What the person is said to be here.
        described: Where the description ends; an organisation after it may be the affiliation.
    """

    start: int
    end: int
    mention: int
    words: tuple[str, ...]
    title: str | None = None
    role: str | None = None
    described: int | None = None

    @property
    def surname(self) -> str:
        """The last word that is no suffix."""
        last = [word for word in self.words if word not in _JUNIOR]
        return (last or self.words)[-1]

    @property
    def given(self) -> str | None:
        """The first word, if there are two."""
        last = [word for word in self.words if word not in _JUNIOR]
        return last[0] if len(last) > 1 else None


def split_title(run: Run) -> tuple[int, str | None, str | None]:
    """Return the place of the first word of the name, the title, and the office before it.

    >>> from opsonin_plugins.taggers.people.capitals import find_runs
    >>> [split_title(run) for run in find_runs("Dr. Jane Doe met Vice President John Roe.")]
    [(1, 'Dr.', None), (2, None, 'Vice President')]
    """
    first = 0
    title = None
    for place, word in enumerate(run.texts):
        lower = word.lower().rstrip(".")
        if lower in HONORIFICS and not word[1:2].isupper():
            first, title = place + 1, title or word
        elif lower in OFFICES and not (title and place == len(run.texts) - 1):
            first = place + 1
        elif lower not in OFFICE_PARTS and word not in NO_PERSON and word not in PLACES:
            break
    office = " ".join(
        word for word in run.texts[:first] if word.lower().rstrip(".") not in HONORIFICS
    )
    return first, title, office or None


def person_in(
    text: str, run: Run, authors: Collection[str], *, follows_person: bool
) -> Person | None:
    """Return the person that a run names, if something shows that it does.

    Args:
        text: The text.
        run: The run.
        authors: Authors of the document, as `plain` gives them.
        follows_person: Whether "and" joins the run to the name of a person.
    """
    if len(run.texts) == 1:
        return None
    first, title, office = split_title(run)
    if first >= len(run.texts):
        return None
    name = run.part(first, len(run.texts)) if first else run
    is_titled = title is not None or (office is not None and _last(office) in _STRONG_OFFICES)
    is_known_author = is_author(name.texts, authors)
    if not is_known_author and not may_be_person(name.texts, is_titled=is_titled):
        return None
    n_words = len([word for word in name.texts if word not in _JUNIOR])
    if n_words == 1 and not is_titled:
        return None
    found = described(text, name.end)
    before = role_before(text, run.start) if n_words > 1 and not office else None
    before = before or (office_before(text, (run.start, name.end)) if n_words > 1 else None)
    has_office = office is not None and _last(office) not in _WEAK_OFFICES
    is_shown = is_titled or has_office or found is not None or before is not None or is_known_author
    if not is_shown and not _is_shown(text, name, follows_person=follows_person):
        return None
    if is_known_author:
        name = _without_mark(name)
    mention = run.words[first - 1][0] if first and title else name.start
    stated = [one for one in (office, before, found and found.role) if one]
    if not stated and is_known_author:
        stated = ["author"]
    role = "; ".join(dict.fromkeys(stated))
    return Person(
        name.start,
        name.end,
        mention,
        name.texts,
        title,
        role or None,
        found.end if found else None,
    )


def _without_mark(name: Run) -> Run:
    """Return a name without the number of its affiliation: "Doe J2"."""
    last = name.texts[-1].rstrip("0123456789")
    if not last or last == name.texts[-1]:
        return name
    start = name.words[-1][0]
    words = (*name.words[:-1], (start, start + len(last)))
    return Run(name.start, start + len(last), words, (*name.texts[:-1], last))


def is_author(words: Sequence[str], authors: Collection[str]) -> bool:
    """Tell whether a name is one of the document's authors, as `plain` gives them."""
    return bool(authors) and " ".join(map(plain, words)) in authors


def may_be_person(words: Sequence[str], *, is_titled: bool = False) -> bool:
    """Tell whether nothing in the words forbids that they are a name of a person.

    Args:
        words: The words.
        is_titled: Whether a title stands before them.
    """
    if not words or len(words) > _MAX_WORDS:
        return False
    has_given = words[0] in GIVEN_NAMES
    is_surname = words[-1] in SURNAMES and (is_titled or has_given)
    # "Dr. Alice Police": behind a title and a given name any word is a surname.
    is_surname = is_surname or (is_titled and has_given and len(words) > 1)
    for word in words[:-1] if is_surname else words:
        if word in NO_PERSON or word in HEADS or any(sign.isdigit() for sign in word):
            return False
        is_initial = len(word) == 1 and word is not words[-1]
        if word[:_LETTERS].isupper() and not is_initial and word not in _JUNIOR and "." not in word:
            return False
    return " ".join(words) not in PLACES and not _is_initials(words[-1])


def _is_initials(word: str) -> bool:
    return word not in _JUNIOR and word.rstrip(".").isupper()


def _last(office: str) -> str:
    return office.rsplit(maxsplit=1)[-1].lower().rstrip(".")


def _is_shown(text: str, name: Run, *, follows_person: bool) -> bool:
    words = name.texts
    if len(words) == 1:
        return False
    if is_eponym(text, name.end) or is_heading(text, name.start):
        return False
    has_initial = any(word.endswith(".") and word not in _JUNIOR for word in words[1:-1])
    return (
        words[0] in GIVEN_NAMES
        or has_initial
        or follows_person
        or leads(text, name.end)
        or speaks(text, (name.start, name.end))
    )
