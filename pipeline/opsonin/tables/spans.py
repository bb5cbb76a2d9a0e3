"""The columns that span tables share."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pandera.pyarrow import dataframe_check

from opsonin.tables.arrow import Int32, String
from opsonin.tables.model import Role, Table, column
from opsonin.tables.rules import RULE

DOC_ID = r"[0-9a-f]{32}"
#: A word of an open list: a type, kind, role or reason.
WORD = r"[a-z][a-z0-9_]*"
NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]*"


def _run_forward(data: Any) -> pa.Array:
    table = data.table
    clean = pc.less(table["clean_start"], table["clean_end"])
    raw = pc.less_equal(table["raw_start"], table["raw_end"])
    return pc.and_(clean, pc.fill_null(raw, fill_value=True))


class ComponentRows(Table):
    """Rows that a component gave."""

    doc_id: String = column("The document: SHA-256 of its bytes", pattern=DOC_ID, role=Role.OWNER)
    component: String = column("Component that made the row", pattern=NAME, role=Role.OWNER)
    component_version: String = column("Version of that component", role=Role.OWNER)


class SpanRows(Table):
    """Rows about a stretch of the clean text, with its place in the raw text."""

    doc_id: String = column("The document: SHA-256 of its bytes", pattern=DOC_ID, role=Role.OWNER)
    clean_start: Int32 = column("First code point in the clean text", ge=0)
    clean_end: Int32 = column("First code point after the span in the clean text", ge=0)
    raw_start: Int32 = column(
        "First code point in the raw text; null if inserted", nullable=True, ge=0, role=Role.RAW
    )
    raw_end: Int32 = column(
        "First code point after the span in the raw text", nullable=True, ge=0, role=Role.RAW
    )
    text: String = column("The covered characters of the clean text", role=Role.TEXT)
    component: String = column("Component that made the row", pattern=NAME, role=Role.OWNER)
    component_version: String = column("Version of that component", role=Role.OWNER)

    @dataframe_check(native=True, statistics={RULE: _run_forward})
    def span_runs_forward(cls: type[Table], data: Any) -> pa.Array:
        """Every span starts before it ends, in both texts."""
        return _run_forward(data)
