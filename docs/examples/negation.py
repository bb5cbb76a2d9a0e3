"""A refiner: marks mentions before which their sentence denies something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opsonin import DROP, Context, Document, Drop, Tagger, hookimpl, per_row


@dataclass(frozen=True, slots=True)
class Options:
    """What denies a mention, and what is none.

    Attributes:
        cues: Words right before a mention that deny it.
        ignored: Texts of mentions that are taken away, in lower case.
    """

    cues: tuple[str, ...] = ("no", "without", "denies")
    ignored: tuple[str, ...] = ("patient",)


def change(
    row: Mapping[str, Any], document: Document, context: Context[Options]
) -> Mapping[str, object] | Drop:
    """Return the cells that change, none of them, or that the row goes."""
    if row["text"].lower() in context.options.ignored:
        return DROP
    sentences = [one for one in document.tables["segments"] if one["kind"] == "sentence"]
    start = max(
        (one["clean_start"] for one in sentences if one["clean_start"] <= row["clean_start"]),
        default=0,
    )
    words = re.findall(r"\w+", document.text[start : row["clean_start"]].lower())
    return {"negated": True} if words[-1:] and words[-1] in context.options.cues else {}


@hookimpl
def register_taggers() -> list[Tagger[Options]]:
    """Offer the refiner."""
    tagger = Tagger(
        name="negation",
        version="1",
        tag=per_row(change, "mentions"),
        refines=("mentions",),
        needs=("segments",),
        options=Options,
    )
    return [tagger]
