"""Stops that end a sentence, decided for all stops of a batch at once.

A stop before white space is an end unless the words around it say otherwise.
Source: of the 5,565 such stops in one half of the CRAFT articles 89 % end a sentence, and nearly
all others follow an abbreviation, an initial, or the number of an item.
"""

from __future__ import annotations

import numpy as np

from opsonin.analysis import abbreviations
from opsonin.analysis.buffer import Buffer
from opsonin.analysis.stretches import NUMBER, PUNCTUATION, WORD, Positions, Tokens
from opsonin.analysis.view import Mask, TokenView

_FULL_STOPS = ". \u2024 \uff0e"
_OTHER_STOPS = "! ? \u2026 \u203c \u203d \u2047 \u2048 \u2049"
#: They end a sentence without white space after them.
_WIDE_STOPS = "\u3002 \uff01 \uff1f \uff61"
_STOPS = f"{_FULL_STOPS} {_OTHER_STOPS} {_WIDE_STOPS}"
_BRACKETS = ") ] } \uff09"
_CLOSERS = f"{_BRACKETS} \" ' \u2019 \u201d \u00bb \u300d \u300f"
#: No sentence begins with them.
_INNER = f", ; : = < > % \u2026 \u201d \u00bb {_STOPS} {_BRACKETS}"
_JOINERS = ", - \u2013"
#: A letter behind them is part of a symbol: "GluR-B", "F/F", "37 \u00b0C".
_LINKS = "- \u2010 \u2011 \u2013 \u2212 / & + \u00b0 \u00ba _"
_AND = "and or to through"
#: No more signs than this close a sentence after its stop, or make up a raised reference.
_MAX_TAIL = 12
#: Digits of a raised reference number, or of the number of an item.
_MAX_DIGITS = 3
#: A word of so many letters in lower case is no abbreviation unless it is listed.
_WORD_BYTES = 4
#: The parts of a dotted abbreviation, such as "e.g." and "Ph.D.", are no longer than this.
_PART_BYTES = 2
# Signs that are treated at once: their arrays fit into a processor's cache.
_SLICE = 1 << 15


def find_stops(buffer: Buffer, tokens: Tokens) -> Positions:
    """Return the tokens that are the last of a sentence because of a stop, in order.

    Such a token is the stop itself, what closes quotation marks and brackets after it, or a raised
    reference number. The last token of a text is not among them.

    Args:
        buffer: The texts.
        tokens: Their tokens.
    """
    view = TokenView.over(buffer, tokens)
    signs = np.flatnonzero(tokens.kinds == PUNCTUATION)
    slices = range(0, len(signs), _SLICE)
    found = [_ends(view, signs[first : first + _SLICE]) for first in slices]
    return np.unique(np.concatenate([signs[:0], *found]))


def _ends(view: TokenView, signs: Positions) -> Positions:
    """Return the last tokens of the sentences that stops among these signs end."""
    stops = signs[view.within(signs, _STOPS)]
    stops = stops[~(view.is_glued(stops + 1) & view.within(stops + 1, _STOPS))]
    lasts = view.absorbed(stops, _CLOSERS, _MAX_TAIL)
    has_next = view.has_next(lasts)
    stops, lasts = stops[has_next], lasts[has_next]
    is_spaced = ~view.is_glued(lasts + 1)
    spaced, spaced_lasts = stops[is_spaced], lasts[is_spaced]
    glued, glued_lasts = stops[~is_spaced], lasts[~is_spaced]
    ends = (
        lasts[view.within(stops, _WIDE_STOPS)],
        spaced_lasts[_is_end(view, spaced, spaced_lasts)],
        glued[_lacks_space(view, glued)],
        _raised(view, glued, glued_lasts),
        _bracketed(view, glued, glued_lasts),
    )
    return np.concatenate(ends)


def _is_end(view: TokenView, stops: Positions, lasts: Positions) -> Mask:
    """Tell which stops before white space end a sentence."""
    before, after = stops - 1, lasts + 1
    is_glued = view.is_glued(stops)
    is_lower = view.is_lower(after)
    is_opener = view.is_capital(after) & view.within(after, abbreviations.OPENERS)
    is_full = view.within(stops, _FULL_STOPS) & is_glued & (lasts == stops)
    goes_on = view.within(after, _INNER)
    goes_on |= is_full & _is_abbreviated(view, before, after, is_opener)
    goes_on |= is_lower & ~_may_precede_lower(view, stops, lasts)
    goes_on |= is_full & _is_number(view, before, after)
    found: Mask = ~goes_on
    return found


def _is_abbreviated(view: TokenView, before: Positions, after: Positions, is_opener: Mask) -> Mask:
    """Tell which full stops belong to the word before them and end nothing."""
    is_word = view.is_kind(before, WORD)
    found = view.within(before, abbreviations.BINDING)
    found |= view.is_capital(before) & view.within(before, abbreviations.CAPITALISED)
    # In capitals throughout it is an acronym: "expressed in the VS. The".
    found &= view.is_lower(before, -1)
    found |= view.within(before, abbreviations.PERHAPS) & ~is_opener
    found |= view.within(before, abbreviations.RARELY) & ~view.is_capital(after)
    found |= is_word & (view.size(before) == 1) & _is_initial(view, before, after, is_opener)
    is_dotted = (
        (view.size(before) <= _PART_BYTES)
        & view.is_glued(before)
        & view.within(before - 1, _FULL_STOPS)
        & view.is_glued(before - 1)
        & (view.size(before - 2) <= _PART_BYTES)
    )
    return found | (is_word & is_dotted & ~is_opener)


def _is_initial(view: TokenView, before: Positions, after: Positions, is_opener: Mask) -> Mask:
    """Tell which single letters are initials, or stand for the name of a genus."""
    earlier = before - 1
    is_apart = ~view.is_glued(before) & ~view.begins_line(before)
    is_named = is_apart & view.within(earlier, abbreviations.LETTERED)
    # "protein X. The" is an end; "Jane X. The" and "J. X. The" are not.
    is_named |= is_apart & is_opener & view.is_lower(earlier) & view.is_lower(earlier, -1)
    # "in A and B. Mice"
    is_listed = view.within(earlier, _AND) & (view.size(earlier - 1) == 1)
    is_listed &= view.is_kind(earlier - 1, WORD) & ~view.begins_line(earlier)
    is_named |= is_apart & is_listed
    is_unit = view.is_kind(earlier, NUMBER) & view.within(before, abbreviations.UNITS)
    is_named |= is_unit & ~view.begins_line(before)
    is_linked = view.is_glued(before) & view.within(earlier, _LINKS)
    is_named |= is_linked & ~(view.is_glued(earlier) & view.within(earlier - 1, _FULL_STOPS))
    found: Mask = ~is_named | view.is_lower(after)
    return found


def _may_precede_lower(view: TokenView, stops: Positions, lasts: Positions) -> Mask:
    """Tell after which stops a sentence may begin with a letter in lower case."""
    before, after = stops - 1, lasts + 1
    is_word = view.is_lower(before) & view.is_lower(before, -1)
    is_long = is_word & (view.size(before) >= _WORD_BYTES)
    is_bracket = view.within(before, _BRACKETS)
    # After an ellipsis a sentence goes on.
    is_close = view.is_glued(stops) & (lasts == stops) & ~view.within(stops, "\u2026")
    is_plain = view.is_lower(after, 1) & view.is_lower(after, -1)
    is_symbol = ~is_plain & (view.size(after) > 1) & view.is_kind(before, WORD)
    found: Mask = (is_long | is_bracket | is_symbol) & is_close
    return found


def _is_number(view: TokenView, before: Positions, after: Positions) -> Mask:
    """Tell which full stops belong to the number of an item or stand between two numbers."""
    is_number = view.is_kind(before, NUMBER)
    is_item = (view.size(before) <= _MAX_DIGITS) & view.begins_line(before)
    found: Mask = is_number & (is_item | view.is_kind(after, NUMBER))
    return found


def _lacks_space(view: TokenView, stops: Positions) -> Mask:
    """Tell where the space after a sentence is missing: "symptoms.But"."""
    before, after = stops - 1, stops + 1
    is_word = view.is_lower(before) & view.is_lower(before, -1) & view.is_glued(stops)
    is_opener = view.within(after, abbreviations.OPENERS) & view.is_capital(after)
    is_spaced = _is_spaced(view, after)
    found: Mask = (
        is_word
        & (view.size(before) >= _WORD_BYTES)
        & is_opener
        & view.is_lower(after, 1)
        & is_spaced
    )
    return found


def _raised(view: TokenView, stops: Positions, lasts: Positions) -> Positions:
    """Return the last tokens of raised reference numbers: "previously.5,6 The"."""
    before = stops - 1
    is_word = view.is_lower(before, -1) & view.is_lower(before, -2)
    found = lasts[view.is_glued(stops) & (is_word | view.within(before, _BRACKETS))]
    is_found = np.zeros(len(found), bool)
    open_ = np.arange(len(found))
    for _ in range(_MAX_TAIL):
        number = found[open_] + 1
        is_number = view.is_glued(number) & view.is_kind(number, NUMBER)
        is_number &= view.size(number) <= _MAX_DIGITS
        is_found[open_] = is_number
        open_ = open_[is_number]
        found[open_] += 1
        joiner = found[open_] + 1
        open_ = open_[view.is_glued(joiner) & view.within(joiner, _JOINERS)]
        found[open_] += 1
    found = found[is_found]
    return found[_is_spaced(view, found) & view.is_capital(found + 1)]


def _bracketed(view: TokenView, stops: Positions, lasts: Positions) -> Positions:
    """Return the last tokens of bracketed reference numbers: "previously.[5, 6] The"."""
    found = lasts[view.is_glued(stops)] + 1
    found = found[view.is_glued(found) & view.within(found, "[ (") & view.has_next(found)]
    is_found = np.zeros(len(found), bool)
    open_ = np.arange(len(found))
    for _ in range(_MAX_TAIL):
        found[open_] += 1
        here = found[open_]
        is_found[open_] = view.within(here, "] )") & view.is_glued(here)
        goes_on = view.is_kind(here, NUMBER) | view.within(here, f"{_JOINERS} ;")
        open_ = open_[goes_on & view.has_next(here)]
    found = found[is_found]
    return found[_is_spaced(view, found) & ~view.is_lower(found + 1)]


def _is_spaced(view: TokenView, at: Positions) -> Mask:
    """Tell after which tokens there is white space and then text."""
    return view.has_next(at) & ~view.is_glued(at + 1)
