"""The views that every export has: what readers would otherwise join by hand each time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from opsonin.tables.views import View, over

#: Span tables with the column that holds a row's id, null where there is none, and its kind.
_SPANS: Mapping[str, tuple[str, str]] = {
    "segments": ("segment_id", "kind"),
    "flags": ("null", "kind"),
    "mentions": ("mention_id", "type"),
    "identifiers": ("identifier_id", "type"),
    "citations": ("citation_id", "null"),
    "dates": ("date_id", "type"),
    "statistics": ("statistic_id", "kind"),
    "quotes": ("quote_id", "kind"),
    "claims": ("claim_id", "kind"),
    "studies": ("study_id", "design"),
}
_PLACE = ("doc_id", "clean_start", "clean_end", "raw_start", "raw_end", "text")
_SENTENCE = "The sentence that the span begins in; null outside sentences"
_RAW_TEXT = "The characters of the raw text behind the span; null if it was inserted"


def views_over(tables: Collection[str]) -> tuple[View, ...]:
    """Return the views that can be made over some tables.

    A view is left out if a table that it reads is missing, or if a table has its name.

    Args:
        tables: Names of the tables.
    """
    return over(VIEWS, tables)


def _columns(*names: str) -> dict[str, str]:
    """Return columns that keep the name they have in their table."""
    return {name.partition(".")[2]: name for name in names}


def _document_of(table: str) -> dict[str, str]:
    return {"doc_id": f"{table}.doc_id", **_columns("documents.title", "documents.source_uri")}


def _raw_of(table: str) -> dict[str, str]:
    return _columns(f"{table}.raw_start", f"{table}.raw_end")


def _with_sentence(table: str) -> str:
    """Return the joins from a span table to its document and sentence."""
    return f"""
        join documents on documents.doc_id = {table}.doc_id
        left join segments as sentences on sentences.doc_id = {table}.doc_id
            and sentences.kind = 'sentence'
            and sentences.clean_start <= {table}.clean_start
            and sentences.clean_end > {table}.clean_start
    """


def _all_spans() -> str:
    common = ", ".join((*_PLACE, "component", "component_version"))
    return " union all ".join(
        f"select {common}, '{table}' as table_name, {row_id} as row_id, {kind} as kind from {table}"  # noqa: S608 - names that stand above
        for table, (row_id, kind) in _SPANS.items()
    )


_PROVENANCE = View(
    "provenance",
    "A row of any span table with the characters of the source that it comes from",
    {
        **_document_of("spans"),
        **_columns("spans.table_name", "spans.row_id", "spans.kind"),
        **{name: f"spans.{name}" for name in _PLACE[1:]},
        "raw_text": "substr(raw.text, spans.raw_start + 1, spans.raw_end - spans.raw_start)",
        **_columns("spans.component", "spans.component_version"),
    },
    f"""
    from ({_all_spans()}) as spans
    join documents on documents.doc_id = spans.doc_id
    join raw on raw.doc_id = spans.doc_id
    """,
    {
        "doc_id": "The document: SHA-256 of its bytes",
        "table_name": "The table that the row stands in",
        "row_id": "Its id there; null in flags, which have none",
        "kind": "Its kind, type or design",
        "clean_start": "First code point in the clean text",
        "clean_end": "First code point after the span in the clean text",
        "raw_start": "First code point in the raw text; null if inserted",
        "raw_end": "First code point after the span in the raw text",
        "text": "The covered characters of the clean text",
        "raw_text": _RAW_TEXT,
        "component": "Component that made the row",
        "component_version": "Version of that component",
    },
)

_CONCEPT_SENTENCES = View(
    "concept_sentences",
    "A preferred mention with its concept, its sentence and the document it stands in",
    {
        **_document_of("mentions"),
        **_columns("mentions.mention_id"),
        "mention": "mentions.text",
        **_columns("mentions.type", "mentions.curie", "mentions.label", "mentions.negated"),
        **_raw_of("mentions"),
        "sentence": "segments.text",
    },
    """
    from mentions
    join documents on documents.doc_id = mentions.doc_id
    left join segments on segments.doc_id = mentions.doc_id
        and segments.segment_id = mentions.segment_id
    where mentions.is_preferred
    """,
    {"sentence": "The innermost segment that holds the mention, mostly its sentence"},
)

_CONCEPT_COUNTS = View(
    "concept_counts",
    "A concept with the number of its preferred mentions and of documents that name it",
    {
        **_columns("mentions.curie", "mentions.label", "mentions.type"),
        "mentions": "count(*)",
        "documents": "count(distinct mentions.doc_id)",
    },
    """
    from mentions where mentions.is_preferred and mentions.curie is not null
    group by mentions.curie, mentions.label, mentions.type
    """,
    {"mentions": "Number of preferred mentions", "documents": "Number of documents that name it"},
)

_DOUBTFUL_NUMBERS = View(
    "doubtful_numbers",
    "A check of stated numbers that does not come out, with the document it stands in",
    {
        **_document_of("stat_checks"),
        **_columns(
            "stat_checks.check_id",
            "stat_checks.kind",
            "stat_checks.result",
            "stat_checks.stated",
            "stat_checks.computed",
            "stat_checks.rule",
        ),
    },
    """
    from stat_checks join documents on documents.doc_id = stat_checks.doc_id
    where stat_checks.result in ('inconsistent', 'suspicious')
    """,
)

_CHECKED_NUMBERS = View(
    "checked_numbers",
    "A number that was checked, with the check, its outcome and the sentence it stands in",
    {
        **_document_of("statistics"),
        **_columns(
            "stat_checks.check_id", "stat_checks.kind", "stat_checks.result", "stat_checks.rule"
        ),
        **_columns("statistics.statistic_id", "statistics.value", "statistics.unit"),
        "number": "statistics.text",
        **_raw_of("statistics"),
        "sentence": "sentences.text",
    },
    f"""
    from statistics
    join stat_checks on stat_checks.doc_id = statistics.doc_id
        and list_contains(stat_checks.statistic_ids, statistics.statistic_id)
    {_with_sentence("statistics")}
    """,
    {"sentence": _SENTENCE},
)

_SAID = View(
    "said",
    "A quote with its speaker and the document it stands in",
    {
        **_document_of("quotes"),
        **_columns("quotes.quote_id", "quotes.speaker", "quotes.affiliation", "quotes.kind"),
        "quote": "quotes.text",
        **_raw_of("quotes"),
    },
    "from quotes join documents on documents.doc_id = quotes.doc_id",
)

_CLAIM_SENTENCES = View(
    "claim_sentences",
    "A claim with its sentence, who says so, and the document it stands in",
    {
        **_document_of("claims"),
        **_columns(
            "claims.claim_id",
            "claims.kind",
            "claims.subject",
            "claims.subject_curie",
            "claims.predicate",
            "claims.object",
            "claims.object_curie",
            "claims.direction",
            "claims.certainty",
            "claims.negated",
        ),
        "said_by": "entities.canonical",
        **_raw_of("claims"),
        "sentence": "sentences.text",
    },
    f"""
    from claims
    {_with_sentence("claims")}
    left join entities on entities.doc_id = claims.doc_id and entities.entity_id = claims.entity_id
    """,
    {"said_by": "Who says so; null for the document itself", "sentence": _SENTENCE},
)

_SAID_ABOUT = View(
    "said_about",
    "A concept inside a quote or claim, with who says it",
    {
        **_document_of("statements"),
        **_columns("mentions.curie", "mentions.label", "mentions.type"),
        "mention": "mentions.text",
        **_columns("statements.table_name", "statements.row_id", "statements.said_by"),
        "statement": "statements.text",
        **_columns("statements.raw_start", "statements.raw_end"),
    },
    """
    from (
        select quotes.doc_id, quotes.clean_start, quotes.clean_end, quotes.raw_start,
            quotes.raw_end, quotes.text, 'quotes' as table_name, quotes.quote_id as row_id,
            quotes.speaker as said_by
        from quotes
        union all
        select claims.doc_id, claims.clean_start, claims.clean_end, claims.raw_start,
            claims.raw_end, claims.text, 'claims' as table_name, claims.claim_id as row_id,
            entities.canonical as said_by
        from claims left join entities on entities.doc_id = claims.doc_id
            and entities.entity_id = claims.entity_id
    ) as statements
    join mentions on mentions.doc_id = statements.doc_id and mentions.is_preferred
        and mentions.clean_start >= statements.clean_start
        and mentions.clean_end <= statements.clean_end
    join documents on documents.doc_id = statements.doc_id
    """,
    {
        "doc_id": "The document: SHA-256 of its bytes",
        "table_name": "quotes or claims",
        "row_id": "Id of the quote or claim within the document",
        "said_by": "Who says so; null for the document itself",
        "statement": "The quote, or the sentence of the claim",
        "raw_start": "First code point of the statement in the raw text; null if inserted",
        "raw_end": "First code point after the statement in the raw text",
    },
)

_STUDY_NUMBERS = View(
    "study_numbers",
    "A number of a study, with the study and where it was published",
    {
        **_document_of("studies"),
        **_columns("studies.study_id", "studies.design", "studies.population"),
        **_columns("studies.publication", "statistics.statistic_id", "statistics.role"),
        "number": "statistics.text",
        **_columns("statistics.kind", "statistics.value", "statistics.unit"),
        **_raw_of("statistics"),
    },
    """
    from studies
    join documents on documents.doc_id = studies.doc_id
    join statistics on statistics.doc_id = studies.doc_id
        and list_contains(studies.statistic_ids, statistics.statistic_id)
    """,
)

_LINKED = View(
    "linked",
    "A link between two documents, or from a document to what is not among them",
    {
        **_columns("links.kind", "links.score", "links.from_doc_id", "links.link_id"),
        "from_title": "origins.title",
        "from_source_uri": "origins.source_uri",
        **_columns("links.to_doc_id"),
        "to_title": "targets.title",
        "to_source_uri": "targets.source_uri",
        **_columns("links.to_identifier", "links.target_description"),
    },
    """
    from links
    join documents as origins on origins.doc_id = links.from_doc_id
    left join documents as targets on targets.doc_id = links.to_doc_id
    """,
    {
        "from_title": "Title of the document that the link starts from",
        "from_source_uri": "Where that document was seen",
        "to_title": "Title of the document that it leads to",
        "to_source_uri": "Where that document was seen",
    },
)

_DISAGREEMENTS = View(
    "disagreements",
    "Two passages that may not both be true, of two documents or of one",
    {
        **_columns("found.kind", "found.score"),
        **_columns("found.doc_id", "documents.source_uri", "found.passage"),
        **_columns("found.other_doc_id"),
        "other_source_uri": "others.source_uri",
        **_columns("found.other_passage", "found.reason"),
    },
    """
    from (
        select links.kind, links.score, ours.doc_id, ours.text as passage,
            theirs.doc_id as other_doc_id, theirs.text as other_passage,
            coalesce(ours.note, theirs.note) as reason
        from links
        join link_evidence as ours on ours.from_doc_id = links.from_doc_id
            and ours.link_id = links.link_id and ours.side = 'from'
        join link_evidence as theirs on theirs.from_doc_id = links.from_doc_id
            and theirs.link_id = links.link_id and theirs.side = 'to'
        where links.kind = 'contradiction_candidate'
        union all
        select stat_checks.kind, null, ours.doc_id, ours.text, theirs.doc_id, theirs.text,
            stat_checks.rule
        from stat_checks
        join claims as ours on ours.doc_id = stat_checks.doc_id
            and list_contains(stat_checks.claim_ids, ours.claim_id)
        join claims as theirs on theirs.doc_id = stat_checks.doc_id
            and list_contains(stat_checks.claim_ids, theirs.claim_id)
            and theirs.claim_id > ours.claim_id
        where stat_checks.kind = 'internal_contradiction'
    ) as found
    join documents on documents.doc_id = found.doc_id
    join documents as others on others.doc_id = found.other_doc_id
    """,
    {
        "kind": "contradiction_candidate, or internal_contradiction within one document",
        "score": "Strength of the link; null within one document",
        "doc_id": "The document of the first passage",
        "passage": "The first passage",
        "other_doc_id": "The document of the other passage",
        "other_source_uri": "Where that document was seen",
        "other_passage": "The other passage",
        "reason": "Why the two were put side by side",
    },
)

_REMOVED_TEXT = View(
    "removed_text",
    "What was taken out of the raw text, with its characters and the reason",
    {
        **_document_of("removed"),
        **_columns("removed.reason"),
        **_raw_of("removed"),
        "raw_text": "substr(raw.text, removed.raw_start + 1, removed.raw_end - removed.raw_start)",
        **_columns("removed.component", "removed.component_version"),
    },
    """
    from removed
    join documents on documents.doc_id = removed.doc_id
    join raw on raw.doc_id = removed.doc_id
    """,
    {"raw_text": "The characters that were taken out"},
)

VIEWS = (
    _PROVENANCE,
    _REMOVED_TEXT,
    _CONCEPT_SENTENCES,
    _CONCEPT_COUNTS,
    _SAID,
    _SAID_ABOUT,
    _CLAIM_SENTENCES,
    _STUDY_NUMBERS,
    _DOUBTFUL_NUMBERS,
    _CHECKED_NUMBERS,
    _LINKED,
    _DISAGREEMENTS,
)
