"""Names that machine translation or a thesaurus made, and the evidence that each needs."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

from opsonin_plugins.taggers.matching.terms import term_keys

_FILE = Path(__file__).with_name("translated.tsv")
_CONTENT = _FILE.read_text(encoding="utf-8")
#: Words of which a document must have one for a name to count. Elsewhere the same words are plain
#: ones: a new crown of a tooth, the flow of a river.
#: Source: ours, from machine-translated newswire and from papers of dentists and cardiologists.
_EVIDENCE = {
    "covid": r"covid|coronavirus|sars-cov|virus|viral|pandemic|epidemic|pneumonia|vaccin",
    "infection": r"virus|viral|pandemic|epidemic|bacteri|infect|contagi",
    "sugar": r"insulin|glucose|blood sugar|diabet|metformin|hba1c|pancrea",
    "blood": r"bone marrow|chemotherap|leuk|transplant|blood cell|h(?:a)?ematolog|platelet|blast",
    "flu": r"influenza|\bflu\b|h\dn\d|virus|oseltamivir|tamiflu|fever|epidemic|vaccin",
    "bite": r"\bbit(?:e|es|ten)\b|vaccin|rabi|\bdogs?\b",
    "rash": r"rash|blister|vaccin|virus|contagi|chickenpox|varicella",
    "cancer": r"cancer|tumou?r|mammogra|oncolog|chemotherap|carcinom|metasta",
    "kidney": r"dialysis|kidney|renal|creatinine|transplant",
}
_INSIDE = "inside a sentence"
_WORD_BEFORE = re.compile(r"[a-z,] \Z")


def translated_rows() -> list[dict[str, str]]:
    """Return the names with their concepts, for the build of the lexicon."""
    return list(csv.DictReader(_CONTENT.splitlines(), delimiter="\t"))


def is_supported(text: str, start: int, end: int) -> bool:
    """Whether a document supports what a name of the lexicon stands for.

    A name that is no rendering needs no support.

    Args:
        text: The document.
        start: First code point of the name.
        end: First code point after it.

    >>> text = "Deaths of the new crown: the virus spread."
    >>> is_supported(text, 14, 23), is_supported("A new crown for the tooth.", 2, 11)
    (True, False)
    """
    kind, _, where = _evidence_for(text[start:end]).partition(", ")
    if not kind:
        return True
    if where == _INSIDE and not _WORD_BEFORE.search(text, max(0, start - 2), start):
        return False
    return _pattern(kind).search(text) is not None


@lru_cache(maxsize=4096)
def _evidence_for(written: str) -> str:
    """Return what a name needs; folding one name costs as much as a page of text."""
    return _needed().get(int(term_keys([written])[0][0]), "")


@cache
def _needed() -> dict[int, str]:
    rows = translated_rows()
    keys = term_keys([row["term"] for row in rows])[0].tolist()
    return {key: row["evidence"] for key, row in zip(keys, rows, strict=True)}


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(_EVIDENCE[kind], re.IGNORECASE)
