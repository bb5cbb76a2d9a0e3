"""What papers can be recognised by: their keys, and what their metadata say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Documents
from opsonin_plugins.taggers.links.index import KeyIndex
from opsonin_plugins.taggers.links.keys import (
    DISTINCT_DIGITS,
    Key,
    kind_of,
    n_digits,
    person_key,
)

#: Identifiers that papers share with what they cite, but for those of their trials.
_OF_WORKS = ("id:doi:", "id:pmid:", "id:pmcid:", "id:arxiv:")
_COLUMNS = ("doc_id", "doi", "pmid", "pmcid", "journal", "published_at", "authors")
#: Keys that more papers have lead to none of them. Source: ours.
_MAX_PAPERS = 50
#: Papers whose metadata are looked at together.
_SLICE = 4096


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper.

    Attributes:
        doc_id: The document.
        keys: What it can be recognised by, its own identifiers and authors with it.
        journal: Its journal, if known.
        published_at: The day of its publication, if known.
    """

    doc_id: str
    keys: Mapping[str, Key]
    journal: str | None
    published_at: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """The papers of a corpus, sorted by their ids and read when somebody asks for them.

    Attributes:
        index: Their keys; ``index.ids`` are the papers in their order.
    """

    index: KeyIndex
    _rows: pa.Table
    _read: dict[int, Paper] = field(default_factory=dict)

    def __getitem__(self, place: int) -> Paper:
        """Return the paper at a position."""
        if place not in self._read:
            (row,) = self._rows.slice(place, 1).to_pylist()
            keys = _with_own(self.index.keys_of(row["doc_id"]), _own(row))
            self._read[place] = Paper(row["doc_id"], keys, row["journal"], row["published_at"])
        return self._read[place]

    def leads(self, names: Collection[str]) -> dict[str, list[int]]:
        """Return the positions of the papers to which keys of others lead.

        What leads to a paper is an identifier of its own or of its trials, a name or a long number.

        Args:
            names: The keys of all others.
        """
        wanted = pa.array([name for name in names if _is_leading(name)], pa.string())
        found: dict[str, set[int]] = {}
        for name, place in (*self._by_text(wanted), *self._by_metadata({*wanted.to_pylist()})):
            found.setdefault(name, set()).add(place)
        return {
            name: sorted(places) for name, places in found.items() if len(places) <= _MAX_PAPERS
        }

    def _by_text(self, wanted: pa.Array) -> Iterator[tuple[str, int]]:
        places, names = self.index.names()
        is_cited = pc.match_substring_regex(names, "^(?:" + "|".join(_OF_WORKS) + ")")
        # What its own head says stands for the paper.
        names = pc.replace_substring_regex(names, "^self:", "id:")
        is_wanted = pc.and_(pc.is_in(names, value_set=wanted), pc.invert(is_cited))
        rows = pc.indices_nonzero(is_wanted)
        yield from zip(names.take(rows).to_pylist(), places[rows.to_numpy()].tolist(), strict=True)

    def _by_metadata(self, wanted: Collection[str]) -> Iterator[tuple[str, int]]:
        for start in range(0, self._rows.num_rows, _SLICE):
            rows = self._rows.slice(start, _SLICE).to_pylist()
            for place, row in enumerate(rows, start):
                named = [name for name in _own(row) if name in wanted]
                # What only the metadata say has no place in the text: the title stands for it.
                if named and "title:" in self.index.keys_of(row["doc_id"]):
                    yield from ((name, place) for name in named)


def papers_of(documents: Documents, ids: Sequence[str], index: KeyIndex) -> Papers:
    """Return the papers of a corpus.

    Args:
        documents: All documents.
        ids: Which of them are papers, sorted.
        index: Their keys, in the same order.
    """
    rows = documents.columns(_COLUMNS)
    rows = rows.filter(pc.is_in(rows["doc_id"], value_set=pa.array(ids, pa.string())))
    return Papers(index, rows.sort_by("doc_id"))


def _is_leading(name: str) -> bool:
    kind = kind_of(name)
    if kind == "number":
        return n_digits(float(name.rpartition(":")[2])) >= DISTINCT_DIGITS
    return kind in {"id", "person"}


def _own(row: Mapping[str, Any]) -> list[str]:
    """Return the keys of a paper that its metadata give: identifiers and authors."""
    own = [f"id:{kind}:{row[kind]}" for kind in ("doi", "pmid", "pmcid") if row[kind]]
    return own + [name for author in row["authors"] or () if (name := person_key(author))]


def _with_own(keys: Mapping[str, Key], own: Sequence[str]) -> dict[str, Key]:
    """Return keys with identifiers and authors of the paper's own, without those it cites."""
    found = {name: key for name, key in keys.items() if not name.startswith(_OF_WORKS)}
    for name, key in keys.items():
        if kind_of(name) == "self":
            found[f"id:{name.partition(':')[2]}"] = key
    title = keys.get("title:")
    if title is not None:
        for name in own:
            found.setdefault(name, title._replace(name=name))
    return found
