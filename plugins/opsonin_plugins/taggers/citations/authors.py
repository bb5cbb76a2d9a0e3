"""Takes a list of authors apart, in whatever order names and initials stand."""

from __future__ import annotations

import re

from opsonin_plugins.taggers.citations.online import names_body

_ET_AL = re.compile(
    r"[,;]?\s{0,2}(?:\bet\s{1,2}al\b|\band\s{1,2}(?:others|colleagues|coworkers)\b|\bu\.\s?a\.)\.?"
    r"|\u2026|\.\.\."
)
#: A note of the role, as in "(Ed.)".
_ROLE = re.compile(r"[,(]{0,2}\s?\(?\b(?:[Ee]ds?|[Hh]rsg|[Hh]g|[Cc]omp|dir)\b\.?\)?")
_AND = re.compile(r"\s{0,2};\s{0,2}|\s{0,2}(?:,\s{0,2})?(?:&|\b(?:and|und|et|y|e)\b(?=\s))\s{0,2}")
_COMMA = re.compile(r"\s{0,2},\s{0,2}")
#: "J. A.", "JA", "J.-P." and the suffix of a family name.
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?[\s-]{0,2}){1,4}(?:,?\s?(?:Jr|Sr|I{2,3}|IV)\.?)?")
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV)\.?")
_INITIAL_END = re.compile(r"(?:^|[\s.-])[^\W\d_a-z]\.\Z")
#: "Roe R." of NLM's style, whose period ends the list of authors.
_UNDOTTED = re.compile(r"[^,.]{2,80}\s[^\W\d_a-z]{1,4}\.")
_MAX_CHARS = 4_000


def authors_of(stated: str) -> tuple[str, ...]:
    """Take a list of authors apart; each stays as it is written.

    >>> authors_of("Blanco-Melo D, Doe JA, et al."), authors_of("Doe JA, Roe R.")
    (('Blanco-Melo D', 'Doe JA'), ('Doe JA', 'Roe R'))
    >>> authors_of("Doe, J. A., & Roe, R.")
    ('Doe, J. A.', 'Roe, R.')
    >>> authors_of("Jane Doe, Richard Roe and J. Poe")
    ('Jane Doe', 'Richard Roe', 'J. Poe')
    """
    plain = _ROLE.sub("", _ET_AL.sub("", stated[:_MAX_CHARS])).strip(" ,;:")
    if names_body(plain):
        return (_bare(plain),)
    names: list[str] = []
    for group in _AND.split(plain):
        parts = [part for part in _COMMA.split(group) if part]
        if ";" in plain:
            names.append(", ".join(parts))
        else:
            names += _inverted(parts, is_first=not names)
    return tuple(name for name in map(_bare, names) if name)


def _inverted(parts: list[str], *, is_first: bool) -> list[str]:
    """Join family names with the initials, or with the given name of the first, behind a comma."""
    names: list[str] = []
    for part in parts:
        is_behind = bool(names) and (
            (_INITIALS.fullmatch(part) is not None and not _has_initials(names[-1]))
            or _SUFFIX.fullmatch(part) is not None
        )
        if is_behind:
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    # "Doe, Jane": two words of two names, none of which stands alone.
    is_one = len(names) == 2 and is_first and " " not in names[0].strip() and len(parts) == 2  # noqa: PLR2004 - family and given name
    return [", ".join(names)] if is_one and names[0][:1].isupper() else names


def _has_initials(name: str) -> bool:
    """Whether a name has its initials already: "Doe JA", "J. Doe", "Doe, J."."""
    words = name.replace(",", " ").split()
    return len(words) > 1 and any(_INITIALS.fullmatch(word) for word in (words[0], words[-1]))


def _bare(stated: str) -> str:
    plain = stated.strip(' ,;:\u2014\u2013-"\u201c')
    # An initial keeps its period, a name does not; nor do initials that have none within.
    is_initial = _INITIAL_END.search(plain) and not _UNDOTTED.fullmatch(plain)
    return plain if is_initial else plain.rstrip(".")
