"""Words that make it worth while to look at what stands next to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from opsonin import Analysis
from opsonin_plugins.taggers.people.capitals import Range
from opsonin_plugins.taggers.people.gazetteer import SMALL
from opsonin_plugins.taggers.people.publications import ANNOUNCERS
from opsonin_plugins.taggers.word_search import WordTable, find_words, word_table

_TELLS = frozenset({"told", "tells"})


@dataclass(frozen=True, slots=True)
class Cues:
    """Such words of one text, each kind in order.

    Attributes:
        announcers: First code points of words that may announce a publication.
        told: First code points after "told" and "tells" and the sign behind them.
        small: Where names of countries in small letters may stand.
    """

    announcers: Sequence[int] = ()
    told: Sequence[int] = ()
    small: Sequence[Range] = ()


@cache
def _table() -> WordTable:
    return word_table([*ANNOUNCERS, *_TELLS, *SMALL])


def find_cues(analysis: Analysis, texts: Sequence[str]) -> Iterator[Cues]:
    """Yield the cues of each text of a batch.

    Args:
        analysis: Their analysis.
        texts: The texts.
    """
    for text, places in zip(texts, find_words(analysis, _table()), strict=True):
        words = [(text[start:end], start, end) for start, end in places]
        yield Cues(
            [start for word, start, _ in words if word.lower() in ANNOUNCERS],
            [end + 1 for word, _, end in words if word in _TELLS],
            [(start, end) for word, start, end in words if word in SMALL],
        )
