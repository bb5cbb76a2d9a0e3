"""What stands after ingest: the raw documents and where they were seen."""

from opsonin.tables.arrow import Boolean, Int64, String, Timestamp
from opsonin.tables.model import Role, Table, column
from opsonin.tables.spans import DOC_ID, NAME, ComponentRows


class Raw(ComponentRows, name="raw", stage="ingest"):
    """Raw documents as they were found, decoded but otherwise untouched."""

    source_uri: String = column("Where it was seen; the first such place in alphabetical order")
    media_type: String = column("Type by content, not by name", pattern=r"[a-z]+/[a-z0-9.+-]+")
    encoding: String = column("How the bytes were decoded")
    size_bytes: Int64 = column("Size of the stored bytes", ge=0)
    text: String = column("Decoded source, carriage returns kept", nullable=True, is_wording=True)
    metadata: String = column(
        "What the record itself says besides its text: a JSON object", is_wording=True
    )


class Sources(Table, name="sources", stage="ingest", keys=("source_uri",)):
    """Every place where the bytes of a document were seen."""

    source_uri: String = column("Place, relative to the input, with the record's key")
    doc_id: String = column("The document seen there", pattern=DOC_ID)
    is_current: Boolean = column("False where the same place held a newer document later on")
    observed_at: Timestamp = column("When, as stated by a feed or an archive", nullable=True)
    component: String = column("Source that read it", pattern=NAME, role=Role.OWNER)
    component_version: String = column("Version of that source", role=Role.OWNER)
