"""Links reports to papers that are not in the corpus: by identifier, or else described."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Documents, Link, LinkEvidence
from opsonin_plugins.taggers.links.evidence import side_of
from opsonin_plugins.taggers.links.index import KeyIndex
from opsonin_plugins.taggers.links.keys import Key, name_key, person_key

#: A report that names more papers lists references. Source: ours.
_MAX_NAMED = 3
#: How sure a link by identifier is, and one that is described only. Source: ours.
_NAMED, _DESCRIBED = 0.9, 0.5
_WORKS = ("id:doi:", "id:pmid:", "id:pmcid:", "id:arxiv:")
#: Newspapers and magazines, in which nobody publishes studies.
_NEWSPAPER = re.compile(
    r"\b(?:Times|Post|Herald|Tribune|Guardian|Gazette|Telegraph|Globe|Observer|Independent|"
    r"Mirror|Inquirer|Magazine|Wall Street Journal|National Review)\Z"
)
#: Roles of those who did a study; an author alone may be that of the report.
_AUTHOR = re.compile(
    r"\b(?:(?:study|lead|senior|first|main|paper|corresponding)[ -]authors?|co-?authors?|"
    r"researchers?|investigators?|study leader|led|scientists?)\b",
    re.IGNORECASE,
)
#: So much of each is told. Source: ours.
_MAX_PEOPLE, _MAX_STUDIES = 3, 3


def outside_links(documents: Documents, ids: Sequence[str], index: KeyIndex) -> Iterator[Link]:
    """Yield links from reports to papers that no document of the corpus is.

    Where the report names identifiers, to these; else to a description: the journal, who did the
    study, and whom it studied.

    Args:
        documents: All documents, with tables ``studies`` and ``entities``.
        ids: The reports.
        index: Their keys.
    """
    studies = _by_document(documents.table("studies"), ids)
    people = _by_document(documents.table("entities"), ids)
    for doc_id in ids:
        keys = index.keys_of(doc_id)
        named = [key for name, key in sorted(keys.items()) if name.startswith(_WORKS)]
        if 0 < len(named) <= _MAX_NAMED:
            for key in named:
                identifier = key.name.partition(":")[2]
                side = side_of("from", key, "names the paper")
                yield Link(doc_id, None, "news_to_paper", _NAMED, [side], identifier)
        elif not named:
            yield from _described(doc_id, keys, studies.get(doc_id, ()), people.get(doc_id, ()))


def _by_document(rows: pa.Table, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    rows = rows.filter(pc.is_in(rows["doc_id"], value_set=pa.array(ids, pa.string())))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.to_pylist():
        found.setdefault(row["doc_id"], []).append(row)
    return found


def _described(
    doc_id: str,
    keys: Mapping[str, Key],
    studies: Iterable[Mapping[str, Any]],
    entities: Iterable[Mapping[str, Any]],
) -> Iterator[Link]:
    """Yield a link for each journal that a report has a study from."""
    by_journal: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(studies, key=lambda row: int(row["study_id"])):
        if row["publication"] and not _NEWSPAPER.search(row["publication"]):
            by_journal.setdefault(row["publication"], []).append(row)
    authors = _authors(keys, entities)
    for journal, rows in sorted(by_journal.items()):
        told = [row for row in rows if row["population"]][:_MAX_STUDIES]
        if not (told or authors):
            continue
        parts = [journal, *(name for name, _ in authors), *(_study(row) for row in told)]
        sides = [side_of("from", key, "who did it") for _, key in authors]
        published = keys.get(name_key("publication", journal) or "")
        if published is not None:
            sides.append(side_of("from", published, "the journal"))
        sides += [_side(row) for row in rows[:_MAX_STUDIES]]
        description = "; ".join(dict.fromkeys(parts))
        yield Link(doc_id, None, "news_to_paper", _DESCRIBED, sides, None, description)


def _authors(
    keys: Mapping[str, Key], entities: Iterable[Mapping[str, Any]]
) -> list[tuple[str, Key]]:
    found = []
    for row in sorted(entities, key=lambda row: int(row["entity_id"])):
        key = keys.get(person_key(row["canonical"]) or "")
        if row["kind"] == "person" and key is not None and _AUTHOR.search(row["role"] or ""):
            found.append((row["canonical"], key))
    return found[:_MAX_PEOPLE]


def _study(row: Mapping[str, Any]) -> str:
    return ", ".join(
        " ".join(row[name].split()) for name in ("population", "intervention") if row[name]
    )


def _side(row: Mapping[str, Any]) -> LinkEvidence:
    place = row["clean_start"], row["clean_end"], "studies", row["study_id"]
    return LinkEvidence("from", *place, "the study")
