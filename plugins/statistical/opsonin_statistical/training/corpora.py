"""Annotated documents: reads them, and keeps one annotation of each type for each document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotated mention.

    Attributes:
        start: First code point.
        end: First code point after it.
        type: Its type.
        ids: Its concepts, as the corpus writes them.
    """

    start: int
    end: int
    type: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """One annotated document.

    Attributes:
        corpus: Where it comes from.
        doc_id: Its id there, such as a PubMed id.
        text: The text.
        types: The types that are annotated, whether or not the document has one.
        mentions: Its mentions of these types.
    """

    corpus: str
    doc_id: str
    text: str
    types: frozenset[str]
    mentions: tuple[Annotation, ...]

    def digest(self) -> str:
        """Return the first 16 hexadecimal digits of the SHA-256 of text and annotations."""
        spans = sorted((one.start, one.end, one.type, *one.ids) for one in self.mentions)
        content = json.dumps([self.text, spans], ensure_ascii=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def read(path: Path, types: Collection[str]) -> list[Annotated]:
    r"""Read a corpus: JSON Lines with ``doc_id``, ``text`` and ``mentions``.

    A corpus annotates those types of which it has a mention.

    Args:
        path: The file; mentions have ``start``, ``end``, ``type`` and perhaps ``ids``.
        types: Types that are wanted.

    Raises:
        ValueError: A line is no such document.
    """
    entries = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            entries.append(_document(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"{path}, line {number}: no annotated document ({error!r}); expected JSON with"
                " doc_id, text and mentions, each with start, end and type"
            ) from error
    known = frozenset(one.type for _, _, mentions in entries for one in mentions) & {*types}
    return [
        Annotated(
            path.name.partition(".")[0],
            doc_id,
            text,
            known,
            tuple(one for one in mentions if one.type in known),
        )
        for doc_id, text, mentions in entries
    ]


def _document(entry: Mapping[str, Any]) -> tuple[str, str, list[Annotation]]:
    text = str(entry["text"])
    mentions = [
        Annotation(
            int(one["start"]),
            int(one["end"]),
            str(one["type"]),
            tuple(map(str, one.get("ids") or ())),
        )
        for one in entry["mentions"]
    ]
    if any(not 0 <= one.start < one.end <= len(text) for one in mentions):
        raise ValueError("a mention lies outside the text")
    return str(entry["doc_id"]), text, mentions


def distinct(documents: Iterable[Annotated], left_out: Collection[str]) -> list[Annotated]:
    """Return documents without those left out, each type of each document annotated once.

    The first annotation of a type counts: the same abstract may stand in several corpora.

    Args:
        documents: In order of precedence.
        left_out: Ids of documents that must not be trained on, such as those of a test set.
    """
    taken: dict[str, frozenset[str]] = {}
    found = []
    for one in documents:
        before = taken.get(one.doc_id, frozenset())
        new = one.types - before
        if one.doc_id in left_out or not new:
            continue
        taken[one.doc_id] = before | new
        mentions = tuple(mention for mention in one.mentions if mention.type in new)
        found.append(Annotated(one.corpus, one.doc_id, one.text, new, mentions))
    return found


def by_corpus(documents: Sequence[Annotated]) -> dict[str, list[str]]:
    """Return the digests of the documents of each corpus, sorted."""
    digests: dict[str, list[str]] = {}
    for one in documents:
        digests.setdefault(one.corpus, []).append(one.digest())
    return {corpus: sorted(own) for corpus, own in sorted(digests.items())}
