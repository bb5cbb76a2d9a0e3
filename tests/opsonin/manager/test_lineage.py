from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from opsonin.components.component import Tagger
from opsonin.components.context import Context, NoOptions
from opsonin.components.documents import Documents
from opsonin.manager.lineage import tagger_fingerprints
from opsonin.tables.arrow import Int32
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import Table, column
from opsonin.tables.spans import ComponentRows


def tag(_documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    return {}


def fingerprint_with(table: type[Table], **wiring: Any) -> str:
    tagger = Tagger(name="t", version="1", tag=tag, **wiring)
    tables = {**CONTRACT, "lengths": table}
    (found,) = tagger_fingerprints([(tagger, NoOptions())], tables, clean="", vocabularies=())
    return found


class First(ComponentRows, name="lengths", stage="tag"):
    """Lengths of texts."""

    size: Int32 = column("Size of the text")


class Further(ComponentRows, name="lengths", stage="tag"):
    """Lengths of texts."""

    size: Int32 = column("Size of the text")
    lines: Int32 = column("Number of lines", nullable=True)


class Nullable(ComponentRows, name="lengths", stage="tag"):
    """Lengths of texts."""

    size: Int32 = column("Size of the text", nullable=True)


class Reworded(ComponentRows, name="lengths", stage="tag"):
    """How long texts are."""

    size: Int32 = column("Number of code points of the text")


def test_rows_hold_for_no_table_with_other_columns_though_its_version_is_the_same() -> None:
    for part in ("fills", "refines", "needs"):
        wiring = {part: ("lengths",)}
        first = fingerprint_with(First, **wiring)
        assert fingerprint_with(Further, **wiring) != first
        assert fingerprint_with(Nullable, **wiring) != first
        assert fingerprint_with(Reworded, **wiring) == first


def test_tables_that_a_tagger_does_not_touch_are_no_part_of_its_fingerprint() -> None:
    wiring = {"fills": ("mentions",)}
    assert fingerprint_with(First, **wiring) == fingerprint_with(Further, **wiring)


@pytest.mark.parametrize(("scope", "is_part"), [("document", True), ("corpus", False)])
def test_longest_text_is_part_of_what_is_remembered_of_single_documents(
    scope: str, *, is_part: bool
) -> None:
    wiring: dict[str, Any] = {"scope": scope, "fills": ("links",)}
    tagger = Tagger(name="t", version="1", tag=tag, **wiring)

    def found(longest: int) -> tuple[str, ...]:
        given = {"t": longest}
        pairs = [(tagger, NoOptions())]
        return tagger_fingerprints(pairs, CONTRACT, clean="", vocabularies=(), max_characters=given)

    assert found(5) == found(5)
    assert (found(5) != found(6)) == is_part
