from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

from opsonin.components.documents import Documents

Batch = Callable[..., Documents]


@pytest.fixture
def batch() -> Batch:
    """Make a batch of documents out of texts, with the rows of tables if there are any."""

    def make(*texts: str, **tables: pa.Table) -> Documents:
        arrow = pa.record_batch(
            {
                "doc_id": pa.array([f"{number:032x}" for number in range(len(texts))], pa.string()),
                "text": pa.array(texts, pa.string()),
                "media_type": pa.array(["text/plain"] * len(texts), pa.string()),
            }
        )
        return Documents(arrow, {name: lambda rows=rows: rows for name, rows in tables.items()})  # type: ignore[misc] # mypy wants no default

    return make
