"""The tagger of table ``studies``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import Context, Documents, NoOptions, Span, Tagger, rows_to_table
from opsonin_plugins.taggers.row_groups import RowGroups, listed
from opsonin_plugins.taggers.studies.study import Count, Page, Range, Study

#: Kinds of documents that report a study of their own.
_PAPERS = frozenset({"paper", "abstract", "abstract_page"})
#: The names that are looked at, by the types of their mentions.
_KINDS = {
    "publications": ("publication",),
    "places": ("place",),
    "ills": ("disease", "phenotype"),
}
_SEGMENTS = pa.array(["sentence", "title"])
_COUNT = (
    "clean_start", "clean_end", "statistic_id", "kind", "value", "quantified", "role",
    "group_id", "negated", "hypothetical",
)  # fmt: skip


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    # Its patterns take long to compile, and not every run looks for studies.
    from opsonin_plugins.taggers.studies.finding import find_studies  # noqa: PLC0415 - lazy

    return {
        "studies": rows_to_table(
            (doc_id, list(map(_row, found)))
            for doc_id, page in _pages(documents)
            if (found := find_studies(page))
        )
    }


def _row(study: Study) -> Span:
    return Span(
        study.start,
        study.end,
        design=study.design,
        population=study.population,
        intervention=study.intervention,
        comparison=study.comparison,
        outcome=study.outcome,
        follow_up=study.follow_up,
        statistic_ids=list(study.statistic_ids),
        publication=study.publication,
    )


def _pages(documents: Documents) -> Iterator[tuple[str, Page]]:
    sentences, counts = _sentences(documents), _counts(documents)
    named = {kind: _named(documents, types) for kind, types in _KINDS.items()}
    kinds, journals = _column(documents, "doc_type"), _column(documents, "journal")
    for place, (doc_id, text) in enumerate(zip(documents.ids, documents.texts, strict=True)):
        if doc_id not in sentences:
            continue
        yield (
            doc_id,
            Page(
                text,
                tuple(sentences[doc_id]),
                kinds[place] in _PAPERS,
                journals[place],
                counts.of(doc_id),
                **{kind: places.of(doc_id) for kind, places in named.items()},
            ),
        )


def _column(documents: Documents, name: str) -> Sequence[str | None]:
    if name not in documents.arrow.schema.names:
        return [None] * len(documents)
    return list(documents.arrow.column(name).to_pylist())


def _rows(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    yield from zip(*(listed(table[name]) for name in names), strict=True)


def _sentences(documents: Documents) -> dict[str, list[Range]]:
    """Return the sentences of the main text, and its titles, by document."""
    columns = ("doc_id", "clean_start", "clean_end")
    segments = documents.table("segments").select([*columns, "kind", "is_main"])
    is_wanted = pc.and_(pc.is_in(segments["kind"], value_set=_SEGMENTS), segments["is_main"])
    found: dict[str, list[Range]] = {}
    for doc_id, start, end in _rows(segments.filter(is_wanted), columns):
        found.setdefault(doc_id, []).append((start, end))
    for stretches in found.values():
        stretches.sort()
    return found


def _counts(documents: Documents) -> RowGroups[Count]:
    return RowGroups(documents.table("statistics"), _COUNT, _count)


def _count(*cells: Any) -> Count:
    start, end, number, kind, value, noun, role, group, negated, hypothetical = cells
    is_stated = not (negated or hypothetical)
    return Count(start, end, number, kind, value, (noun or "").lower(), role, group, is_stated)


def _named(documents: Documents, kinds: Sequence[str]) -> RowGroups[Range]:
    """Return where names of some types stand."""
    mentions = documents.table("mentions").select(["doc_id", "clean_start", "clean_end", "type"])
    mentions = mentions.filter(pc.is_in(mentions["type"], value_set=pa.array(kinds)))
    return RowGroups(mentions, ("clean_start", "clean_end"), _range)


def _range(start: int, end: int) -> Range:
    return start, end


STUDIES = Tagger(
    name="studies",
    version="3",
    tag=_tag,
    fills=("studies",),
    needs=("segments", "mentions", "statistics"),
)
