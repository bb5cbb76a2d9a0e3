"""What stands after tag: what a document is about, what it states, and who says so."""

from opsonin.tables.arrow import (
    Boolean,
    Date,
    Float32,
    Float64,
    Int32,
    Integers,
    String,
    Strings,
)
from opsonin.tables.model import Role, Table, column
from opsonin.tables.spans import DOC_ID, NAME, WORD, ComponentRows, SpanRows

CURIE = r"[A-Za-z][A-Za-z0-9._-]*:\S+"


class Mentions(SpanRows, name="mentions", stage="tag"):
    """Names of biomedical things and of people, organisations, places and publications."""

    mention_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    segment_id: Int32 = column(
        "Innermost segment around it", nullable=True, ge=0, role=Role.SEGMENT
    )
    type: String = column("disease, gene, protein, chemical, person or another word", pattern=WORD)
    curie: String = column("Preferred id in Bioregistry's form", nullable=True, pattern=CURIE)
    label: String = column("Preferred name of that id", nullable=True)
    alt_curies: Strings = column(
        "Other ids of the same concept, or of a wider one that it is filed under; of a name of "
        "several concepts also those of the others"
    )
    score: Float32 = column("Confidence", ge=0, le=1, default=1.0)
    match_kind: String = column(
        "How it was found",
        isin=("exact", "normalised", "abbreviation", "lexicon", "model"),
        default="exact",
    )
    abbreviation_of: Int32 = column(
        "Mention that it abbreviates", nullable=True, ge=0, refers="mentions"
    )
    is_preferred: Boolean = column(
        "One non-overlapping set for each document and type", default=True
    )
    negated: Boolean = column("Said to be absent", default=False)
    uncertain: Boolean = column("Said to be possible", default=False)
    hypothetical: Boolean = column("Spoken of, not stated", default=False)
    entity_id: Int32 = column(
        "Entity of the document that it names", nullable=True, ge=0, refers="entities"
    )
    vocabulary: String = column("Vocabulary of the id", nullable=True)
    vocabulary_version: String = column("Version of that vocabulary", nullable=True)


class Identifiers(SpanRows, name="identifiers", stage="tag"):
    """Identifiers of papers, trials, people and pages."""

    identifier_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    type: String = column("doi, pmid, pmcid, nct, isrctn, arxiv, orcid or url", pattern=WORD)
    value: String = column("Normalised identifier", pattern=r"\S+")
    role: String = column(
        "self: of this document; reference, trial: cited as such; mention: any other",
        isin=("self", "reference", "trial", "mention"),
        default="mention",
    )
    is_valid: Boolean = column("Whether form and check digits are right", default=True)


class Citations(SpanRows, name="citations", stage="tag"):
    """References to other publications, in their fields."""

    citation_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    ordinal: Int32 = column("Position in the list of references, from 1", ge=1)
    authors: Strings = column("Authors in order, as stated")
    title: String = column("Title of the work", nullable=True)
    container: String = column("Journal or book", nullable=True)
    year: Int32 = column("Year of publication", nullable=True, ge=1000, le=2999)
    volume: String = column("Volume", nullable=True)
    issue: String = column("Issue", nullable=True)
    pages: String = column("Pages or article number", nullable=True)
    doi: String = column("DOI, lower case", nullable=True)
    pmid: String = column("PubMed id", nullable=True)


class Dates(SpanRows, name="dates", stage="tag"):
    """Dates and durations as TIMEX3."""

    date_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    type: String = column("date, time, duration or set", pattern=WORD)
    value: String = column("TIMEX3 value")
    resolved: Date = column("Calendar date where the document gives the anchor", nullable=True)
    precision: String = column("day, month or year", nullable=True, pattern=WORD)
    basis: String = column("What the resolution rests on", nullable=True, pattern=WORD)


class Statistics(SpanRows, name="statistics", stage="tag"):
    """Numbers that the document states, with unit, comparator and role."""

    statistic_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    kind: String = column("count, proportion, percentage, mean or another word", pattern=WORD)
    value: Float64 = column("Value, or lower end of an interval", nullable=True)
    value_high: Float64 = column("Upper end of an interval", nullable=True, at_least="value")
    unit: String = column("Unit as UCUM where there is one", nullable=True)
    comparator: String = column(
        "How value and fact compare", isin=("=", "<", "<=", ">", ">=", "~"), default="="
    )
    role: String = column("numerator, denominator or another word", nullable=True, pattern=WORD)
    group_id: Int32 = column("Statistics that belong together", nullable=True, ge=0)
    quantified: String = column("What is counted or measured", nullable=True, is_wording=True)
    negated: Boolean = column("Said not to be so", default=False)
    hypothetical: Boolean = column("Spoken of, not stated", default=False)


class StatChecks(ComponentRows, name="stat_checks", stage="tag"):
    """Arithmetic on the numbers that a document states."""

    check_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    kind: String = column("proportion, sum, bound, repeat, range or another word", pattern=WORD)
    statistic_ids: Integers = column("Statistics that were compared", refers="statistics")
    claim_ids: Integers = column("Claims that were compared", refers="claims")
    stated: Float64 = column("Value as stated", nullable=True)
    computed: Float64 = column("Value as computed", nullable=True)
    result: String = column(
        "Outcome",
        isin=("consistent", "inconsistent", "suspicious", "derived", "undecidable"),
    )
    rule: String = column("The rule in words", is_wording=True)


class Entities(ComponentRows, name="entities", stage="tag"):
    """People, organisations and places of a document, their names gathered."""

    entity_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    kind: String = column("Kind of entity", isin=("person", "organisation", "place"))
    canonical: String = column("Fullest name found")
    variants: Strings = column("Other names found, misspellings too")
    role: String = column("Role, such as virologist", nullable=True, is_wording=True)
    title: String = column("Title, such as Dr.", nullable=True)
    affiliation: String = column("Organisation that the person belongs to", nullable=True)


class Quotes(SpanRows, name="quotes", stage="tag"):
    """What somebody is quoted to have said."""

    quote_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    kind: String = column("direct or indirect", isin=("direct", "indirect"))
    is_closed: Boolean = column("Whether the closing mark is there", default=True)
    speaker: String = column("Who speaks", nullable=True)
    entity_id: Int32 = column("Entity that speaks", nullable=True, ge=0, refers="entities")
    speaker_start: Int32 = column("First code point of the speaker", nullable=True, ge=0)
    speaker_end: Int32 = column(
        "First code point after the speaker", nullable=True, ge=0, ends="speaker_start"
    )
    cue_start: Int32 = column("First code point of the cue, such as said", nullable=True, ge=0)
    cue_end: Int32 = column("First code point after the cue", nullable=True, ge=0, ends="cue_start")
    affiliation: String = column("Organisation of the speaker", nullable=True)


class Claims(SpanRows, name="claims", stage="tag"):
    """Findings and caveats: who or what does what to whom, and how sure."""

    claim_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    kind: String = column("finding or caveat", isin=("finding", "caveat"))
    subject: String = column("Subject in words", nullable=True, is_wording=True)
    subject_curie: String = column("Concept id of the subject", nullable=True, pattern=CURIE)
    subject_mention_id: Int32 = column(
        "Mention of the subject", nullable=True, ge=0, refers="mentions"
    )
    predicate: String = column("Relation in words", nullable=True)
    object: String = column("Object in words", nullable=True, is_wording=True)
    object_curie: String = column("Concept id of the object", nullable=True, pattern=CURIE)
    object_mention_id: Int32 = column(
        "Mention of the object", nullable=True, ge=0, refers="mentions"
    )
    context: String = column("For whom and when it holds", nullable=True, is_wording=True)
    direction: String = column(
        "Whether there is more or less of the object", nullable=True, isin=("increase", "decrease")
    )
    certainty: String = column(
        "How sure the document is",
        isin=("asserted", "hedged", "speculative", "conditional", "unknown"),
        default="unknown",
    )
    negated: Boolean = column("Said not to be so", default=False)
    cue_start: Int32 = column("First code point of the cue", nullable=True, ge=0)
    cue_end: Int32 = column("First code point after the cue", nullable=True, ge=0, ends="cue_start")
    entity_id: Int32 = column("Entity that says so", nullable=True, ge=0, refers="entities")
    statistic_ids: Integers = column("Statistics that support it", refers="statistics")


class Studies(SpanRows, name="studies", stage="tag"):
    """Studies that a document reports or speaks of; a single patient's case is one too."""

    study_id: Int32 = column("Id within the document", ge=0, role=Role.ID)
    design: String = column("Design, such as randomised_trial or case_report", pattern=WORD)
    population: String = column("Who was studied", nullable=True, is_wording=True)
    intervention: String = column("What was done", nullable=True, is_wording=True)
    comparison: String = column("Against what", nullable=True, is_wording=True)
    outcome: String = column("What was measured", nullable=True, is_wording=True)
    follow_up: String = column("For how long", nullable=True, is_wording=True)
    statistic_ids: Integers = column("Statistics of the study", refers="statistics")
    publication: String = column("Where it was published", nullable=True)


class Links(Table, name="links", stage="tag", version=2, keys=("from_doc_id",)):
    """Links between documents, computed over all of them."""

    link_id: Int32 = column("Id within the document it starts from", ge=0, role=Role.ID)
    from_doc_id: String = column("Document that the link starts from", pattern=DOC_ID)
    to_doc_id: String = column("Document that it leads to", nullable=True, pattern=DOC_ID)
    to_identifier: String = column("Identifier that it leads to", nullable=True)
    target_description: String = column(
        "What it leads to, in words", nullable=True, is_wording=True
    )
    kind: String = column(
        "duplicate, near_duplicate, same_story, news_to_paper, contradiction_candidate or "
        "another word",
        pattern=WORD,
    )
    score: Float32 = column("Strength of the link", ge=0, le=1, default=1.0)
    component: String = column("Component that made the row", pattern=NAME, role=Role.OWNER)
    component_version: String = column("Version of that component", role=Role.OWNER)


class LinkEvidence(SpanRows, name="link_evidence", stage="tag", keys=("from_doc_id",)):
    """The stretches of text that a link rests on."""

    from_doc_id: String = column("Document that the link starts from", pattern=DOC_ID)
    link_id: Int32 = column("Link of that document", ge=0, refers="links")
    side: String = column("Whether the text stands where the link starts", isin=("from", "to"))
    table_name: String = column("Table of the row that the span covers", pattern=WORD)
    row_id: Int32 = column("Id of that row within its document", ge=0, refers_by="table_name")
    note: String = column("Why it is evidence", nullable=True, is_wording=True)
