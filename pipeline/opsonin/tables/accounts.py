"""What every stage writes: rejects, changes, and the account of each run."""

from opsonin.tables.arrow import Float64, Int32, Int64, String, Timestamp
from opsonin.tables.model import Table, column
from opsonin.tables.spans import DOC_ID, NAME, WORD

STAGES = ("ingest", "clean", "tag", "export")
#: Stands in ``ledger.component`` for the sum over a whole stage.
WHOLE_STAGE = "*"


class Rejects(Table, name="rejects", stage="all", keys=("doc_id", "source_uri")):
    """Documents and rows that could not go on, with the reason."""

    stage: String = column("Stage that rejected it", isin=STAGES)
    component: String = column("Component that could not cope with it", pattern=NAME)
    component_version: String = column("Version of that component")
    source_uri: String = column("Where the document was seen")
    doc_id: String = column("The document, once its bytes were read", nullable=True, pattern=DOC_ID)
    table_name: String = column("Table of a rejected row", nullable=True, pattern=WORD)
    reason: String = column("Reason code, such as empty, undecodable, error, timeout", pattern=WORD)
    detail: String = column("What exactly happened", is_wording=True)


class Changes(Table, name="changes", stage="export", keys=()):
    """What each snapshot added, changed and removed."""

    snapshot: Int32 = column("Number of the snapshot", ge=1)
    doc_id: String = column("The document", pattern=DOC_ID)
    source_uri: String = column("Where it was seen")
    change: String = column("What happened to it", isin=("added", "changed", "removed"))
    previous_doc_id: String = column(
        "Document that stood at the same place before", nullable=True, pattern=DOC_ID
    )


class Ledger(Table, name="ledger", stage="all", version=2, keys=()):
    """The account of each run: documents and rows in and out of every component."""

    run_id: String = column("The run")
    stage: String = column("Stage", isin=STAGES)
    component: String = column("Component, or * for the whole stage")
    component_version: String = column("Its version")
    distribution_version: String = column("Distribution it came from, with its version")
    fingerprint: String = column("What its results are remembered under")
    documents_in: Int64 = column("Documents it was given", ge=0)
    documents_out: Int64 = column("Documents it passed on, cached ones too", ge=0)
    documents_rejected: Int64 = column("Documents it rejected", ge=0)
    documents_dropped: Int64 = column("Further copies of the same bytes", ge=0)
    documents_cached: Int64 = column("Documents whose result was remembered", ge=0)
    rows_emitted: Int64 = column("Rows it gave", ge=0)
    rows_written: Int64 = column("Rows that stand in the tables", ge=0)
    rows_rejected: Int64 = column("Rows that broke the contract", ge=0)
    rows_refined: Int64 = column("Rows that refiners or later edits took away", ge=0)
    rows_changed: Int64 = column("Rows of others that it changed as a refiner", ge=0)
    seconds: Float64 = column("Wall time spent in it, summed over workers", ge=0)


class Runs(Table, name="runs", stage="all", keys=()):
    """Runs that changed something."""

    run_id: String = column("The run")
    started_at: Timestamp = column("When it started")
    finished_at: Timestamp = column("When its commit was written")
    status: String = column("How it ended", isin=("committed", "unchanged", "failed"))
    engine: String = column("Engine that ran it")
    configuration: String = column("Settings and components: a JSON object")


class Vocabularies(Table, name="vocabularies", stage="all", keys=("name",)):
    """Vocabularies that the mentions were found with."""

    name: String = column("Name of the vocabulary", pattern=NAME)
    version: String = column("Version of its content")
    licence: String = column("Licence as SPDX expression", pattern=r"\S.*")
    sha256: String = column("Digest of its terms", pattern=r"[0-9a-f]{64}")
    n_concepts: Int64 = column("Number of concepts", ge=0)
    n_terms: Int64 = column("Number of names", ge=0)
