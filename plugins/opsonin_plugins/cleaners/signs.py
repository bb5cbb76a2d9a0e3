"""Cheap tests that spare most texts and lines an expensive pattern.

Each may say yes where the pattern then finds nothing; none says no where it would find something.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def may_hold(texts: pa.Array, pattern: str, *, ignore_case: bool = False) -> list[bool]:
    """Return for each text whether a sign of something is in it.

    The automaton behind it reads a text once however many alternatives the pattern has.

    Args:
        texts: Documents x string, without nulls.
        pattern: A regular expression in RE2's syntax.
        ignore_case: Whether case is folded; long s and the Kelvin sign count as letters then.
    """
    found = pc.match_substring_regex(texts, pattern, ignore_case=ignore_case)
    return [bool(is_there) for is_there in found.to_pylist()]


def openings(*words: str) -> frozenset[str]:
    """Return the first two letters of words, for `may_open`.

    >>> sorted(openings("trial", "Study"))
    ['st', 'tr']
    """
    return frozenset(word[:2].lower() for word in words)


def may_open(content: str, known: frozenset[str]) -> bool:
    """Return whether a text may begin with one of some words, whatever the case.

    Letters beyond ASCII may fold to anything, so they pass.

    >>> may_open("STUDY registration", openings("trial", "study"))
    True
    """
    head = content[:2]
    return not head.isascii() or head.lower() in known
