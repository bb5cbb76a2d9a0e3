"""Checks rows, writes them, and notes whose they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from opsonin.manager.pipeline import Pipeline
from opsonin.runner.written import FileRows, Written
from opsonin.stages.timing import INGEST_WRITE, Clock
from opsonin.store.parquet import FileRef
from opsonin.store.store import Store
from opsonin.tables.digest import owner_column, owner_digests
from opsonin.tables.model import arrow_schema, info_of
from opsonin.tables.parts import rows_as_table
from opsonin.tables.validation import check_table


def write_rows(
    written: Written,
    name: str,
    rows: Sequence[Mapping[str, object]],
    pipeline: Pipeline,
    store: Store,
) -> FileRef | None:
    """Check and write rows of a table, and note which owners they belong to.

    Args:
        written: Where the file and the owners are noted.
        name: The table.
        rows: One dictionary a row, sorted by owner.
        pipeline: Knows the table's model.
        store: Where to write.

    Raises:
        TableError: The rows break the contract of the table.
    """
    table = rows_as_table(rows, arrow_schema(pipeline.tables[name]))
    return write_table(written, name, table, pipeline, store)


def write_table(
    written: Written,
    name: str,
    rows: pa.Table,
    pipeline: Pipeline,
    store: Store,
    digests: Sequence[tuple[str, int, str]] | None = None,
    *,
    clock: Clock | None = None,
) -> FileRef | None:
    """Do as `write_rows` with rows that are an Arrow table.

    Args:
        written: Where the file and the owners are noted.
        name: The table.
        rows: Rows x the columns of the table.
        pipeline: Knows the table's model.
        store: Where to write.
        digests: What `owner_digests` gives of the rows, if it is at hand.
        clock: Is told how long the ingest stage writes.

    Raises:
        TableError: The rows break the contract of the table.
    """
    model = pipeline.tables[name]
    if not rows.num_rows:
        return None
    table = check_table(rows, model)
    with (clock or Clock()).phase(INGEST_WRITE):
        ref = store.write(name, table, arrow_schema(model))
    if ref is None:
        return None
    written.files.setdefault(name, []).append(ref)
    if not info_of(model).keys:
        return ref
    replaced = written.replaced.setdefault(name, set())
    if digests is None:
        digests = owner_digests(table, info_of(model).keys)
    rows_here = FileRows.of(name, ref.file, digests)
    replaced.update(rows_here.owners)
    written.index.append(rows_here)
    return ref


def write_new_rows(
    name: str, table: pa.Table, written: Written, pipeline: Pipeline, store: Store
) -> None:
    """Write rows but those of owners whose rows stand in the store as they are."""
    keys = info_of(pipeline.tables[name]).keys
    found = owner_digests(table, keys)
    before = store.owners(name, [owner for owner, _, _ in found])
    same = {
        owner for owner, _, digest in found if owner in before and before[owner].digest == digest
    }
    if same:
        is_new = [owner not in same for owner in owner_column(table, keys).to_pylist()]
        table = table.filter(pa.array(is_new, pa.bool_()))
        found = [one for one in found if one[0] not in same]
    write_table(written, name, table, pipeline, store, found)
