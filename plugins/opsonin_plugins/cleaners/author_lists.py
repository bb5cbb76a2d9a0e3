"""Lists of authors as journal pages print them: names, with the marks of their affiliations."""

from __future__ import annotations

import re

from opsonin_plugins.cleaners.headings import PUBLICATION_TYPES

_MARKS = r"\s\d*.\u2020\u2021\u00a7\u00b6\u2016#\u2709\u2042\u204e\u2217"
_SEPARATOR = re.compile(r"[,;\u00b7|]| (?:and|&) ")
_BEFORE = re.compile(rf"(?:[{_MARKS}]|\(\d{{1,2}}\))*(?:and )?")
_AFTER = re.compile(rf"(?:[{_MARKS}]|\(\d{{1,2}}\)|\(\w\))*\Z")
_WORD = r"[A-Z\u00c0-\u00de\u0100-\u017e][^\W\d_]*"
_PARTICLE = r"(?:van|von|de|der|den|la|el|bin|al|del|da|di|dos|le|ter|ten|af|zu)"
#: Given names first, or the family name and initials. Source: NLM, Citing Medicine, chapter 1.
_NAME = re.compile(
    rf"(?:{_PARTICLE} ){{0,2}}{_WORD}"
    rf"(?:[ .'\u2019-]{{1,2}}(?:{_WORD}|{_PARTICLE}\b)){{1,5}}(?: (?:Jr|Sr|2nd|3rd|III?))?"
)
#: Source: the collective authors that MEDLINE has most of.
_GROUP = re.compile(
    r"(?:on behalf of |for )?(?:the )?[A-Z][^\n]{2,100}\b(?:Group|Consortium|Investigators|"
    r"Collaborators|Collaboration|Network|Trialists|Team|Committee|Initiative)"
)
_MAX_CHARS, _MAX_NAMES = 6_000, 400
_MAX_NAME_CHARS = 60


def list_of_names(content: str) -> list[tuple[str, int, int]]:
    """Return the names in a list of authors with their offsets; none if it holds other words.

    Marks of affiliations are left out, and so are groups that sign beside their members.

    >>> list_of_names("Ada Byron 1 2, Jean van Dyck 3; Tea Study Group")
    [('Ada Byron', 0, 9), ('Jean van Dyck', 15, 28)]
    >>> list_of_names("O'Roe LM1, Byron A.")
    [("O'Roe LM", 0, 8), ('Byron A', 11, 18)]
    """
    if len(content) > _MAX_CHARS or content.lower().rstrip(".") in PUBLICATION_TYPES:
        return []
    names: list[tuple[str, int, int]] = []
    for start, end in _parts(content):
        words = content[start:end]
        if words in ("", "et al") or _GROUP.fullmatch(words):
            continue
        if len(words) > _MAX_NAME_CHARS or not _NAME.fullmatch(words) or len(names) == _MAX_NAMES:
            return []
        names.append((words, start, end))
    return names


def _parts(content: str) -> list[tuple[int, int]]:
    """Return what stands between the separators, without the marks around it."""
    places = [0, *(edge for match in _SEPARATOR.finditer(content) for edge in match.span())]
    places.append(len(content))
    parts = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        before = _BEFORE.match(content, start, end)
        first = before.end() if before else start
        words = content[first:end]
        after = _AFTER.search(words[-40:])
        parts.append((first, end - (len(after[0]) if after else 0)))
    return parts
