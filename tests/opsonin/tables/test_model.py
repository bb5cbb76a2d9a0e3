from __future__ import annotations

import json

import pyarrow as pa
import pytest

from opsonin.tables.arrow import Float64, Integers, String
from opsonin.tables.contract import CONTRACT
from opsonin.tables.model import (
    Role,
    arrow_schema,
    column,
    column_defaults,
    column_references,
    column_roles,
    id_column,
    info_of,
)
from opsonin.tables.spans import SpanRows

#: What every reader tried can read.
TYPES = {
    *("string", "int32", "int64", "float", "double", "bool", "date32[day]"),
    "timestamp[us, tz=UTC]",
    "list<element: string not null>",
    "list<element: int32 not null>",
}
#: Words that SQL engines reserve.
RESERVED = {"end", "references", "order", "group", "table", "select", "from", "to", "column"}


class Doses(SpanRows, name="doses", stage="tag", version=3):
    """Doses of drugs.

    More about them.
    """

    milligrams: Float64 = column("Dose in milligrams", ge=0)
    mention_ids: Integers = column("Drugs", refers="mentions")
    unit: String = column("Unit", nullable=True, default=None)


def test_table_of_a_plugin_says_what_it_is() -> None:
    info = info_of(Doses)
    assert (info.name, info.stage, info.version, info.keys) == ("doses", "tag", 3, ("doc_id",))
    assert column_references(Doses) == {"mention_ids": "mentions"}
    assert id_column(Doses) is None
    assert column_defaults(Doses) == {}
    assert column_roles(Doses)["text"] is Role.TEXT


def test_schema_describes_columns_and_table() -> None:
    schema = arrow_schema(Doses)
    field = schema.field("milligrams")
    assert field.metadata == {b"description": b"Dose in milligrams"}
    assert not field.nullable
    assert schema.field("unit").nullable
    contract = json.loads(schema.metadata[b"opsonin:table"])
    assert contract["description"] == "Doses of drugs."
    assert contract["version"] == 3
    assert contract["columns"]["mention_ids"] == {
        "type": "list<element: int32>",
        "nullable": False,
        "description": "Drugs",
    }


@pytest.mark.parametrize("name", CONTRACT)
def test_contract_can_be_read_by_every_client(name: str) -> None:
    for field in arrow_schema(CONTRACT[name]):
        assert str(field.type) in TYPES, field
        assert field.name not in RESERVED
        assert field.metadata[b"description"]
        assert not (pa.types.is_list(field.type) and field.nullable)


@pytest.mark.parametrize("name", CONTRACT)
def test_references_of_the_contract_lead_to_tables_with_ids(name: str) -> None:
    for target in column_references(CONTRACT[name]).values():
        assert id_column(CONTRACT[target]) is not None
