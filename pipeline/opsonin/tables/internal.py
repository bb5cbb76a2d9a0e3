"""What only the store reads: what each component did to each document, and where rows lie."""

from opsonin.tables.arrow import Int32, Int64, String
from opsonin.tables.model import Table, column
from opsonin.tables.spans import DOC_ID, NAME, WORD, ComponentRows


class Edits(ComponentRows, name="edits", stage="clean", is_exported=False):
    """Edits of every cleaner, in the coordinates of its own input."""

    start: Int32 = column("First code point of the cleaner's input that is replaced", ge=0)
    end: Int32 = column("First code point after it", ge=0)
    replacement: String = column("What stands there afterwards")
    reason: String = column("Why", pattern=WORD)


class Results(Table, name="results", stage="all", is_exported=False):
    """Which component has treated which document, under which fingerprint, and how it ended."""

    doc_id: String = column("The document", pattern=DOC_ID)
    component: String = column("Component", pattern=NAME)
    fingerprint: String = column("What the result is remembered under", pattern=r"[0-9a-f]{32}")
    status: String = column("How it ended", isin=("done", "rejected"))
    reason: String = column("Reason code of a reject", nullable=True, pattern=WORD)
    shard: String = column("Shard that holds the component's rows", pattern=r"[0-9a-f]{32}")


class Index(Table, name="rows", stage="all", keys=("owner",), is_exported=False):
    """Which file holds the rows of an owner, with their number and digest."""

    table_name: String = column("Table", pattern=WORD)
    owner: String = column("Value of the table's key")
    n_rows: Int64 = column("Number of rows", ge=1)
    digest: String = column("SHA-256 over the owner's canonical rows", pattern=r"[0-9a-f]{64}")
    file: String = column("Content name of the file", pattern=r"[0-9a-f]{64}")
