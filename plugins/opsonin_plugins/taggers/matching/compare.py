"""Decide whether a stretch of text that folds like a term names the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from opsonin_plugins.taggers.matching.characters import FIRST_FOREIGN, spell_out
from opsonin_plugins.taggers.matching.folding import Folded

_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212")
_NEW_PARAGRAPH = re.compile(r"\n[ \t\r]*\n|\0|\x0c|\u2029")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_POSSESSIVE = ("'s", "\u2019s", "'", "\u2019")
#: A gap this long is layout, not a space between two words.
_MAX_GAP = 4
#: Case counts in symbols with fewer letters than this, and words as short may be acronyms.
_LONG_SYMBOL = 5
_LONG_WORD = 5
#: Words for genes with more letters are ordinary ones, such as thrombomodulin.
_LONGEST_GENE = 8
#: Measures that are written like symbols of genes: estimated glomerular filtration rate,
#: centimetres of water, calcium.
_MEASURES = frozenset({"eGFR", "e-GFR", "cmH2O", "cmH20"})
UNDECIDED = ""


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
    quick = quick_kind(found.written, term.written, len(found.letters), is_gene=is_gene)
    if quick is not UNDECIDED:
        return quick
    if max(found.letters) >= FIRST_FOREIGN and found.written.casefold() != term.written.casefold():
        return None
    positions = found.gaps.keys() | term.gaps.keys()
    if not all(_gaps_agree(found.gaps.get(at), term.gaps.get(at)) for at in positions):
        return None
    agree = _cases_agree(found.written, term.written, len(found.letters), is_gene=is_gene)
    return "normalised" if agree else None


def quick_kind(written: str, term: str, n_letters: int, *, is_gene: bool) -> str | None:
    """Return the match kind, or `UNDECIDED` where letters and gaps have to be looked at.

    Args:
        written: The characters of the text.
        term: The term, whose folded letters have the same hash.
        n_letters: Number of folded letters of the text.
        is_gene: Whether the term names a gene.
    """
    if written == term:
        return "exact"
    if written.lower() != term.lower():
        return UNDECIDED
    return "normalised" if _cases_agree(written, term, n_letters, is_gene=is_gene) else None


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


def _cases_agree(found: str, term: str, n_folded: int, *, is_gene: bool) -> bool:
    ours, theirs = _bare(found), _bare(term)
    if ours == theirs or (len(ours) == len(theirs) + 1 and ours == theirs + "s"):
        return True
    n_letters = sum(map(str.isalpha, theirs))
    if " " in term:
        return n_letters >= _LONG_WORD
    if _is_symbol(term, theirs) or (is_gene and n_letters <= _LONGEST_GENE):
        if is_gene and n_folded >= _LONG_SYMBOL - 1 and any(map(str.isupper, found[1:])):
            # A capital inside a word tells a symbol from any word: mTOR, iNOS, PrlR.
            return " " not in found and found not in _MEASURES
        return _symbols_agree(found, term, n_folded, n_letters)
    is_acronym = found.isupper() and n_folded < _LONG_WORD
    return not is_acronym


def _is_symbol(term: str, bare: str) -> bool:
    """Whether case counts in a term of one word: COX-2, but not L-Arginine."""
    if bare[1:2].isdigit():
        return True
    if bare[1:] == bare[1:].lower():
        return False
    parts = _NO_LETTERS.split(term)
    return any(part[1:] != part[1:].lower() for part in parts) or not any(
        len(part) >= _LONG_WORD for part in parts
    )


def _bare(written: str) -> str:
    """Return letters and digits alone."""
    spelt = written if written.isascii() else spell_out(written)
    return spelt if spelt.isalnum() else "".join(filter(str.isalnum, spelt))


def _symbols_agree(found: str, term: str, n_folded: int, n_letters: int) -> bool:
    """Whether symbols of different case are the same: covid-19, Cd19, MTOR, but not was and WAS."""
    if " " in found:
        return False
    has_digit = any(map(str.isdigit, term))
    if has_digit and n_letters >= _LONG_SYMBOL:
        return True
    if found.isupper():
        return n_folded >= _LONG_SYMBOL - 1
    is_capitalised = found[:1].isupper() and not any(map(str.isupper, found[1:]))
    return has_digit and is_capitalised and n_letters > 1
