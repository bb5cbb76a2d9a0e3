"""Which runs name organisations, and how far such a name goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from opsonin_plugins.taggers.people.capitals import Range, Run
from opsonin_plugins.taggers.people.gazetteer import PLACES
from opsonin_plugins.taggers.people.words import ACRONYMS, AND_HEADS, GENERIC, HEADS

#: What goes on after a head: "School of Public Health", "Centers for Disease Control".
_OF = re.compile(r" (?:of|for|on)(?: the)? \Z")
_AND = re.compile(r"(?: and|,| &|, and) \Z")
_DEFINED = re.compile(r" \((?:the )?([A-Z][A-Za-z&-]{1,9})\)")
#: An outlet that somebody talks to: "told Gizmodo in an email".
_OUTLET = re.compile(
    r" (?:in an?|by|via|over the|during an?) (?:\w+ )?"
    r"(?:e-?mail|interview|phone|telephone|statement)\b"
)
#: No name of an organisation has more runs joined by "of" and "and".
_MAX_PARTS = 4
#: "Norwegian Gastrointestinal Cancer Group" is one, "Exercise Group" an arm of a trial.
_SHORT_GROUP = 2
#: Whose name a hospital, college or charity has. Source: ours, from names in ROR.
_PATRONS = frozenset(
    ["Children", "Women", "Men", "King", "Queen", "People", "Veterans", "Alzheimer", "Parkinson",
     "Crohn", "Guy", "Physicians", "Nurses", "Consumers"]
)  # fmt: skip
#: Source: the systems of state universities that name a campus behind a comma.
_CAMPUSES = {
    "California": frozenset(
        ["Irvine", "Berkeley", "Davis", "Los Angeles", "San Diego", "San Francisco", "Riverside",
         "Santa Barbara", "Santa Cruz", "Merced"]
    ),
    "Colorado": frozenset(["Boulder", "Denver", "Colorado Springs"]),
    "Illinois": frozenset(["Chicago", "Urbana-Champaign", "Springfield"]),
    "Maryland": frozenset(["Baltimore", "College Park", "Baltimore County"]),
    "Massachusetts": frozenset(["Amherst", "Boston", "Lowell", "Dartmouth"]),
    "Missouri": frozenset(["Kansas City", "Columbia", "St. Louis"]),
    "Nebraska": frozenset(["Lincoln", "Omaha"]),
    "Nevada": frozenset(["Las Vegas", "Reno"]),
    "North Carolina": frozenset(["Chapel Hill", "Charlotte", "Greensboro", "Wilmington"]),
    "Tennessee": frozenset(["Knoxville", "Martin", "Chattanooga"]),
    "Texas": frozenset(["Austin", "Arlington", "Dallas", "El Paso", "San Antonio"]),
    "Wisconsin": frozenset(["Madison", "Milwaukee"]),
}  # fmt: skip
#: "Women's Hospital", "Roe and Women's Hospital"
_OF_GROUP = re.compile(
    r"(?:(?P<pair>[A-Z][\w-]+(?: [A-Z][\w-]+)?) and )?"
    r"(?P<whose>(?:Women|Children|Men|Veterans|People)[\u2019']s )\Z"
)
_GROUP_REACH = 60
_MEDICAL = frozenset(["Medical", "Health", "Research"])
_JOINED_HEADS = frozenset(
    [
        "Administration",
        "Agency",
        "Company",
        "Corporation",
        "Commission",
        "Authority",
        "Association",
        "Corps",
    ]
)
#: Words that are names of organisations or parts of them even where they stand alone.
NAMING_WORDS = HEADS | ACRONYMS


def find_organisations(
    text: str, runs: Sequence[Run], marked: Iterable[int], told: frozenset[int]
) -> Iterator[tuple[Range, int, int]]:
    """Yield names of organisations.

    Args:
        text: The text.
        runs: All its runs, in order.
        marked: The places of runs of several words, and of those in `NAMING_WORDS`.
        told: The places of runs to which somebody tells something.

    Yields:
        Where the name stands, the place of its first run, and the place after its last run.
    """
    done = 0
    for place in sorted(told.union(marked)):
        if place < done:
            continue
        behind = _behind(text, runs, place, told)
        if behind > place:
            behind += _names_campus(text, runs, behind)
            n_before, start = _joined_before(text, runs, place)
            yield (start, runs[behind - 1].end), place - n_before, behind
        done = behind


def _joined_before(text: str, runs: Sequence[Run], place: int) -> tuple[int, int]:
    """Return how many runs before belong to the name, and where it begins.

    "And" may join them, as in "the Food and Drug Administration", or a possessive: "King's
    College"; or both: "Roe and Women's Hospital".
    """
    run = runs[place]
    of_group = _OF_GROUP.search(text, max(0, run.start - _GROUP_REACH), run.start)
    if of_group is not None and run.texts[0] in HEADS | _MEDICAL:
        return _joined_to_group(runs, place, of_group)
    if not place:
        return 0, run.start
    before = runs[place - 1]
    if text[before.end : run.start] in ("'s ", "\u2019s "):
        is_patron = before.texts[-1] in _PATRONS or before.texts[0].rstrip(".") == "St"
        is_joined = is_patron and run.texts[0] in HEADS | _MEDICAL
    else:
        article = text[max(0, before.start - 4) : before.start].lower()
        is_head = run.texts[-1] in _JOINED_HEADS and article == "the "
        is_joined = is_head and _is_paired(text, runs, place)
    return (1, before.start) if is_joined else (0, run.start)


def _joined_to_group(runs: Sequence[Run], place: int, of_group: re.Match[str]) -> tuple[int, int]:
    """Do as `_joined_before` where the hospital is one of women, children or the people."""
    before = runs[place - 1] if place else None
    whose = of_group.start("whose")
    if before is None:
        return 0, whose
    if before.end + 1 == whose:
        # "Lund Eighth People's Hospital"
        return 1, before.start
    is_pair = bool(of_group["pair"]) and before.end == of_group.end("pair")
    is_name = is_pair and " ".join(before.texts) not in PLACES and not _has_head(before)
    return (1, before.start) if is_name else (0, whose)


def _names_campus(text: str, runs: Sequence[Run], behind: int) -> bool:
    """Tell whether a campus follows: "University of California, Irvine"."""
    last = runs[behind - 1]
    if behind == len(runs) or text[last.end : runs[behind].start] != ", ":
        return False
    campuses = _CAMPUSES.get(" ".join(last.texts))
    is_system = campuses is not None and text.endswith("University of ", 0, last.start)
    return is_system and " ".join(runs[behind].texts) in (campuses or ())


def _is_paired(text: str, runs: Sequence[Run], place: int) -> bool:
    """Tell whether "and" joins a run to words before it that name nothing by themselves."""
    if not place or text[runs[place - 1].end : runs[place].start] != " and ":
        return False
    before = runs[place - 1]
    return " ".join(before.texts) not in PLACES and not _has_head(before)


def defined_letters(text: str, name: Range) -> Range | None:
    """Return where the letters stand by which a name is called from here on.

    >>> defined_letters("World Health Organization (WHO)", (0, 25))
    (27, 30)
    """
    found = _DEFINED.match(text, name[1])
    if found is None:
        return None
    capitals = [word[0] for word in re.findall(r"[^\W_]+", text[slice(*name)]) if word[0].isupper()]
    letters = [sign for sign in found[1] if sign.isupper()]
    is_short = len(letters) > 1 and letters[0] == capitals[0] and len(letters) <= len(capitals) + 2
    return found.span(1) if is_short else None


def _behind(text: str, runs: Sequence[Run], place: int, told: frozenset[int]) -> int:
    """Return the place after the last run of an organisation; the place itself if there is none."""
    run = runs[place]
    if len(run.texts) == 1 and run.texts[0] not in HEADS:
        return place + 1 if _is_known(text, run, is_told=place in told) else place
    heads = [at for at, word in enumerate(run.texts) if word in HEADS]
    if not heads and len(run.texts) > _SHORT_GROUP and run.texts[-1] == "Group":
        heads = [len(run.texts) - 1]
    if not heads:
        return place + 1 if _is_known(text, run, is_told=place in told) else place
    behind, last = place + 1, run
    may_go_on = run.texts[-1] in HEADS or heads[0] == 0
    has_more = False
    while may_go_on and behind < len(runs) and behind - place < _MAX_PARTS:
        following = runs[behind]
        between = text[last.end : following.start]
        is_and = bool(_AND.match(between)) and run.texts[heads[-1]] in AND_HEADS and has_more
        if not _OF.match(between) and not (is_and and not _has_head(following)):
            break
        has_more = has_more or not is_and
        last = following
        behind += 1
    joined = _joined_before(text, runs, place)[1] < run.start
    is_bare = heads == [0] and (len(run.texts) == 1 or run.texts[0] in GENERIC)
    if is_bare and not has_more and not joined:
        # "Hospital Anxiety and Depression Scale" begins with no organisation.
        return place
    words = (word for one in runs[place:behind] for word in one.texts)
    is_named = joined or any(word not in GENERIC for word in words)
    return behind if is_named else place


def _has_head(run: Run) -> bool:
    return any(word in HEADS for word in run.texts)


def _is_known(text: str, run: Run, *, is_told: bool) -> bool:
    if len(run.texts) > 1:
        return False
    if run.texts[0] in ACRONYMS:
        return True
    return is_told and _OUTLET.match(text, run.end) is not None
