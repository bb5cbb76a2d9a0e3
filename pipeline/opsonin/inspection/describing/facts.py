"""What there is to say about the tables of an export: columns, rows, files and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from opsonin.store.comparing import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnFacts:
    """A column as a reader meets it.

    Attributes:
        name: Its name.
        type: Its Arrow type as `opsonin.tables.arrow` names it: ``string``, ``int32``,
            ``list<string>`` and so on.
        is_nullable: Whether cells may be null.
        description: What it means, with its unit.
        notes: What else the contract says: who fills it, allowed values, range, what it refers to.
        n_null: Number of null cells; None where the files do not count them, as in lists.
        example: A cell of this export as JSON writes it, shortened; None if all looked at are null.
    """

    name: str
    type: str
    is_nullable: bool
    description: str
    notes: tuple[str, ...] = ()
    n_null: int | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """A file of a table.

    Attributes:
        path: Its path below the export.
        rows: Number of rows.
        size_bytes: Its size.
        sha256: Digest of its bytes.
    """

    path: str
    rows: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """A table.

    Attributes:
        name: Its name.
        stage: The stage that writes it.
        version: Version of its schema.
        description: What one row is.
        keys: The columns whose first non-null value owns a row.
        rows: Number of rows.
        columns: In the order of the schema.
        files: At least one.
    """

    name: str
    stage: str
    version: int
    description: str
    keys: tuple[str, ...]
    rows: int
    columns: Sequence[ColumnFacts]
    files: Sequence[FileFacts]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFacts:
    """An export as a whole.

    Attributes:
        snapshot: Number of the snapshot.
        run_id: The run that committed it; empty if it is not known.
        committed_at: When that was.
        format: Format of the files.
        has_text: Whether running text is part of it.
        tables: In the order of the stages.
        changes: For each of the newest snapshots, newest first, the number of documents by what
            happened to them: added, changed, removed.
        since: The snapshot that ``differences`` is a comparison with; None if there is none.
        differences: How the rows differ from that one's, for each table that does.
    """

    snapshot: int
    run_id: str
    committed_at: datetime | None
    format: str
    has_text: bool
    tables: Sequence[TableFacts]
    changes: Mapping[int, Mapping[str, int]]
    since: int | None = None
    differences: Mapping[str, Difference] = field(default_factory=dict)
