from __future__ import annotations

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.checks.tagger import CHECKS

_PARTS = [
    ("23", "numerator", "count"),
    ("659", "denominator", "count"),
    ("3.5%", "percentage", "percentage"),
]


def test_rows_name_the_statistics_by_their_ids() -> None:
    text = "23/659 (3.5%)"
    rows = [
        {
            "doc_id": "a", "statistic_id": number + 4, "clean_start": text.index(part),
            "clean_end": text.index(part) + len(part), "kind": kind,
            "value": float(part.rstrip("%")), "value_high": None, "unit": None, "comparator": "=",
            "role": role, "group_id": 0, "quantified": None, "text": part, "negated": False,
            "hypothetical": False,
        }
        for number, (part, role, kind) in enumerate(_PARTS)
    ]  # fmt: skip
    batch = pa.RecordBatch.from_pylist([{"doc_id": "a", "text": text}])
    documents = Documents(batch, {"statistics": lambda: pa.Table.from_pylist(rows)})
    (row,) = CHECKS.tag(documents, Context(NoOptions()))["stat_checks"].to_pylist()
    assert row["statistic_ids"] == [4, 5, 6]
    assert (row["kind"], row["result"], row["stated"]) == ("proportion", "consistent", 3.5)
    assert row["rule"] == "23 of 659 is 3.49 %; stated: 3.5 %"
