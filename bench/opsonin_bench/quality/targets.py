"""What the figures should be: gates that a release must pass, and aims."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should at least be.

    Attributes:
        least: The smallest value that is good enough.
        meaning: ``gate``: less stops a release; ``aim``: what is worked towards.
        basis: Where the number comes from.
    """

    least: float
    meaning: str
    basis: str

    def __str__(self) -> str:
        """Return it as it stands in the table."""
        return f"{self.meaning} {self.least:.3g}"


_ACCEPTANCE = "the acceptance tests of the seeds"
_ANYSTYLE = "more than rules reach: year .98, pages .93, volume .67, title .54"
_PROVENANCE = "the promise that every span leads back to its raw text"
_PEERS = "the best of the peers on the same kind of documents"

#: (gold set, figure) -> target.
TARGETS = {
    ("seeds lines", "line actions right"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds lines", "main texts equal"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds flags", "flags: precision"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds flags", "flags: recall"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds mentions", "recall, exact span and type"): Target(0.8, "gate", _ACCEPTANCE),
    ("seeds identifiers", "span, type, value and role: F1"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds documents", "cells right"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds dates", "span and type: precision"): Target(0.95, "gate", _ACCEPTANCE),
    ("seeds dates", "span and type: recall"): Target(0.95, "gate", _ACCEPTANCE),
    ("seeds dates", "value right, of those found"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds people", "people: recall"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds people", "names of people: F1"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds quotes", "quotes: precision"): Target(0.95, "gate", _ACCEPTANCE),
    ("seeds quotes", "quotes: recall"): Target(0.9, "gate", _ACCEPTANCE),
    ("seeds quotes", "right speaker"): Target(0.95, "gate", _ACCEPTANCE),
    ("PolNeAR quotes, dev", "direct quotes: precision"): Target(
        0.92, "gate", "a regular attribution on the same articles has .91"
    ),
    ("PolNeAR quotes, dev", "direct quotes: recall"): Target(
        0.85, "gate", "a regular attribution on the same articles has .73"
    ),
    ("seeds claims", "claims: precision"): Target(0.8, "gate", _ACCEPTANCE),
    ("seeds claims", "claims: recall"): Target(0.6, "gate", _ACCEPTANCE),
    ("seeds studies", "studies: recall"): Target(0.75, "gate", _ACCEPTANCE),
    ("seeds statistics", "overlap, kind, values and comparator: precision"): Target(
        0.95, "gate", _ACCEPTANCE
    ),
    ("seeds statistics", "overlap, kind, values and comparator: recall"): Target(
        0.95, "gate", _ACCEPTANCE
    ),
    ("seeds statistics", "look-alikes left alone"): Target(1.0, "gate", _ACCEPTANCE),
    ("seeds checks", "kind, result and numbers: recall"): Target(1.0, "gate", _ACCEPTANCE),
    ("NewsQuant quantities, dev", "value: F1"): Target(
        0.92, "aim", "CQE on the whole of it as published; quantulum3 has .69"
    ),
    ("NewsQuant quantities, dev", "value and comparator: F1"): Target(
        0.88, "aim", "CQE on the whole of it as published"
    ),
    ("NCBI disease, dev", "disease, exact span: F1"): Target(
        0.83, "aim", "a CRF with dictionary features on the test set"
    ),
    ("BC5CDR, dev", "disease, exact span: F1"): Target(
        0.85, "aim", "a CRF with dictionary features on the test set"
    ),
    ("BC5CDR, dev", "chemical, exact span: F1"): Target(
        0.92, "aim", "a CRF with dictionary features on the test set"
    ),
    ("WCXB, dev", "word F1, mean over pages"): Target(
        0.902, "aim", "a block classifier on the test set; trafilatura has .863"
    ),
    ("trafilatura pages, dev", "pieces of text: F1"): Target(0.926, "aim", _PEERS),
    ("ScrapingHub articles, dev", "shingles: F1"): Target(0.96, "aim", _PEERS),
    **{
        (f"{extractor}'s texts, traced", figure): target
        for extractor in ("trafilatura", "resiliparse")
        for figure, target in (
            ("kept characters equal to the raw ones", Target(1.0, "gate", _PROVENANCE)),
            ("letters led back", Target(0.995, "aim", _PROVENANCE)),
            ("of these, to their own word", Target(1.0, "aim", _PROVENANCE)),
        )
    },
    ("CRAFT, dev", "sentence ends: F1"): Target(0.966, "aim", _PEERS),
    ("seeds citations", "references exact in every field"): Target(1.0, "gate", _ACCEPTANCE),
    ("AnyStyle references", "year, cross-validated: F1"): Target(0.97, "gate", _ANYSTYLE),
    ("AnyStyle references", "pages, cross-validated: F1"): Target(0.95, "gate", _ANYSTYLE),
    ("AnyStyle references", "doi, cross-validated: F1"): Target(0.98, "gate", _ANYSTYLE),
    ("AnyStyle references", "volume, cross-validated: F1"): Target(0.90, "aim", _ANYSTYLE),
    ("AnyStyle references", "title, cross-validated: F1"): Target(0.85, "aim", _ANYSTYLE),
    ("AnyStyle references", "container, cross-validated: F1"): Target(0.75, "aim", _ANYSTYLE),
    ("bench corpus, duplicates", "exact duplicates: recall"): Target(
        1.0, "aim", "equal texts have equal digests"
    ),
    ("bench corpus, duplicates", "near duplicates: recall"): Target(
        0.93, "aim", "MinHash of a fast peer on such pairs"
    ),
    ("doc types", "kind right"): Target(0.95, "gate", "consumers choose tables by it"),
    ("bench corpus, signals", "plain documents without a mark"): Target(
        0.97, "gate", "the filter chain of a peer keeps 0.47 of ordinary biomedical text"
    ),
    ("bench corpus, signals", "repetitive documents marked"): Target(
        0.90, "gate", "what says things again; one in eight was cut before it does"
    ),
    ("bench corpus, signals", "repetitive documents with a repeat in them marked"): Target(
        0.90, "gate", "what says things again"
    ),
    ("bench corpus, signals", "short documents marked"): Target(0.90, "gate", "what was cut short"),
}
