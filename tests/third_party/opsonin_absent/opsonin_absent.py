"""Marks mentions of what is said not to be there, whoever has found them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from opsonin import Context, Document, Tagger, hookimpl, per_row

#: A cue, then at most five words of the same sentence. Source: Chapman et al., "A Simple Algorithm
#: for Identifying Negated Findings and Diseases in Discharge Summaries", 2001 (NegEx).
CUE = re.compile(
    r"\b(?:no|not|without|denies|denied|absence of|negative for|free of)(?: [^\s.;:]{1,40}){0,5} $",
    re.IGNORECASE,
)
REACH = 160


def change(
    row: Mapping[str, Any], document: Document, _context: Context[object]
) -> dict[str, object]:
    start = row["clean_start"]
    before = document.text[max(0, start - REACH) : start]
    return {"negated": True} if CUE.search(before) else {}


@hookimpl
def register_taggers() -> list[Tagger[Any]]:
    tag = per_row(change, "mentions")
    return [Tagger(name="absent", version="1", tag=tag, refines=("mentions",))]
