"""Views that answer what readers of the tables ask first, in SQL that DuckDB and SQLite know."""

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """A view over the tables.

    Attributes:
        name: Its name.
        about: What one row is.
        query: One SELECT.
    """

    name: str
    about: str
    query: str


VIEWS = (
    View(
        "concept_sentences",
        "A preferred mention with its concept, its sentence and the document it stands in",
        """
        select mentions.doc_id, documents.title, documents.source_uri, mentions.mention_id,
            mentions.text as mention, mentions.type, mentions.curie, mentions.label,
            mentions.negated, mentions.raw_start, mentions.raw_end, segments.text as sentence
        from mentions
        join documents on documents.doc_id = mentions.doc_id
        left join segments on segments.doc_id = mentions.doc_id
            and segments.segment_id = mentions.segment_id
        where mentions.is_preferred
        """,
    ),
    View(
        "concept_counts",
        "A concept with the number of its preferred mentions and of documents that name it",
        """
        select curie, label, type, count(*) as mentions, count(distinct doc_id) as documents
        from mentions where is_preferred and curie is not null group by curie, label, type
        """,
    ),
    View(
        "doubtful_numbers",
        "A check of stated numbers that does not come out, with the document it stands in",
        """
        select stat_checks.doc_id, documents.title, stat_checks.check_id, stat_checks.kind,
            stat_checks.result, stat_checks.stated, stat_checks.computed, stat_checks.rule
        from stat_checks join documents on documents.doc_id = stat_checks.doc_id
        where stat_checks.result in ('inconsistent', 'suspicious')
        """,
    ),
    View(
        "said",
        "A quote with its speaker and the document it stands in",
        """
        select quotes.doc_id, documents.title, quotes.quote_id, quotes.speaker,
            quotes.affiliation, quotes.kind, quotes.text as quote, quotes.raw_start, quotes.raw_end
        from quotes join documents on documents.doc_id = quotes.doc_id
        """,
    ),
)
