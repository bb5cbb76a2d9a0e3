"""Decide whether a stretch of text that folds like a term names the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsonin_plugins.taggers.matching.characters import FIRST_FOREIGN, spell_out
from opsonin_plugins.taggers.matching.folding import Folded

_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212")
_NEW_PARAGRAPH = re.compile(r"\n[ \t\r]*\n|\0|\x0c|\u2029")
_POSSESSIVE = ("'s", "\u2019s", "'", "\u2019")
#: A gap this long is layout, not a space between two words.
_MAX_GAP = 4
#: Case counts in symbols with fewer letters than this, and words as short may be acronyms.
_LONG_SYMBOL = 5
_LONG_WORD = 5
#: Words for genes with more letters are ordinary ones, such as thrombomodulin.
_LONGEST_GENE = 8


@dataclass(frozen=True, slots=True)
class Name:
    """A term, or a stretch of text that may be one.

    Attributes:
        written: The characters as they stand.
        letters: Their folded letters.
        gaps: What stands between its words, by the position in ``letters`` where it stands.
    """

    written: str
    letters: bytes
    gaps: dict[int, str]


def name_at(written: str, text: str, folded: Folded, first: int, last: int) -> Name:
    """Return the name that stands in a text from word ``first`` to word ``last``, both included."""
    start, end = int(folded.starts[first]), int(folded.ends[last])
    gaps = {
        int(folded.starts[word + 1]) - start: text[
            int(folded.text_ends[word]) : int(folded.text_starts[word + 1])
        ]
        for word in range(first, last)
    }
    return Name(written, folded.letters[start:end].tobytes(), gaps)


def match_kind(found: Name, term: Name, *, is_gene: bool = False) -> str | None:
    """Return ``exact`` or ``normalised`` if the text names what the term names, else None.

    The letters must agree, so must what stands between the words, and in symbols the case. Every
    name of a gene that is one word is a symbol.

    Source: the rules for case are those of dictionary taggers such as Gilda (Gyori et al. 2022):
    words match in any case, symbols and acronyms as they are written.
    """
    if found.letters != term.letters:
        return None
    if found.written == term.written:
        return "exact"
    if max(found.letters) >= FIRST_FOREIGN and found.written.casefold() != term.written.casefold():
        return None
    positions = found.gaps.keys() | term.gaps.keys()
    if not all(_gaps_agree(found.gaps.get(at), term.gaps.get(at)) for at in positions):
        return None
    return "normalised" if _cases_agree(found, term, is_gene=is_gene) else None


def _gaps_agree(found: str | None, term: str | None) -> bool:
    """Whether two gaps are the same; None stands inside a word, "" between letter and digit."""
    if found is None or found == term:
        # "reinfection" is "re-infection", but "therapist" is not "the rapist".
        return term is None or found == term or not term.isspace()
    if len(found) > _MAX_GAP or _NEW_PARAGRAPH.search(found):
        return False
    bare = found.strip()
    if bare in _POSSESSIVE and found != bare:
        bare = ""
    if not bare:
        # "covid 19" is "covid-19", but "in March 6" names no gene MARCH6.
        return bool(term)
    if bare in _HYPHENS:
        return found == bare
    return term is not None and bare == term.strip()


def _cases_agree(found: Name, term: Name, *, is_gene: bool) -> bool:
    ours = [c for c in spell_out(found.written) if c.isalnum()]
    theirs = [c for c in spell_out(term.written) if c.isalnum()]
    if len(ours) == len(theirs) + 1 and ours[-1] == "s":
        ours.pop()
    if ours == theirs:
        return True
    n_letters = sum(c.isalpha() for c in theirs)
    if " " in term.written:
        return n_letters >= _LONG_WORD
    is_symbol = any(c.isupper() for c in theirs[1:]) or (len(theirs) > 1 and theirs[1].isdigit())
    if is_symbol or (is_gene and n_letters <= _LONGEST_GENE):
        return _symbols_agree(found, term, n_letters)
    is_acronym = found.written.isupper() and len(found.letters) < _LONG_WORD
    return not is_acronym


def _symbols_agree(found: Name, term: Name, n_letters: int) -> bool:
    """Whether symbols of different case are the same: covid-19, Cd19, MTOR, but not was and WAS."""
    if any(" " in gap for gap in found.gaps.values()):
        return False
    has_digit = any(c.isdigit() for c in term.written)
    if has_digit and n_letters >= _LONG_SYMBOL:
        return True
    if found.written.isupper():
        return len(found.letters) >= _LONG_SYMBOL - 1
    is_capitalised = found.written[:1].isupper() and not any(c.isupper() for c in found.written[1:])
    return has_digit and is_capitalised and n_letters > 1
