from __future__ import annotations

from typing import Any

import pyarrow as pa

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.statements.tagger import CLAIM_CHECKS, read_statements

_ID = "0" * 32
_MENTIONS = {
    "aspirin": ("chemical", "C:1"),
    "fever": ("disease", "D:1"),
    "mice": ("organism", "NCBITaxon:1"),
}


def _mentions(text: str) -> list[dict[str, Any]]:
    return [
        {
            "doc_id": _ID, "mention_id": number, "clean_start": at, "clean_end": at + len(word),
            "type": _MENTIONS[word][0], "curie": _MENTIONS[word][1], "is_preferred": True,
        }
        for number, (at, word) in enumerate(
            (at, word) for at in range(len(text)) for word in _MENTIONS if text.startswith(word, at)
        )
    ]  # fmt: skip


def _claims(
    text: str, mentions: list[dict[str, Any]], *said: tuple[Any, ...]
) -> list[dict[str, Any]]:
    """Return claims that lie one after the other, each of two mentions."""
    rows = []
    for number, (predicate, negated, context) in enumerate(said):
        one, other = mentions[2 * number], mentions[2 * number + 1]
        rows.append(
            {
                "doc_id": _ID, "claim_id": number, "kind": "finding", "certainty": "asserted",
                "clean_start": one["clean_start"], "clean_end": other["clean_end"],
                "subject": text[one["clean_start"] : one["clean_end"]],
                "subject_curie": one["curie"], "subject_mention_id": one["mention_id"],
                "predicate": predicate, "negated": negated, "context": context,
                "direction": None,
                "object": text[other["clean_start"] : other["clean_end"]],
                "object_curie": other["curie"], "object_mention_id": other["mention_id"],
            }
        )  # fmt: skip
    return rows


def _tag(text: str, *said: tuple[Any, ...]) -> dict[str, pa.Table]:
    mentions = _mentions(text)
    tables = {
        "claims": pa.Table.from_pylist(_claims(text, mentions, *said)),
        "mentions": pa.Table.from_pylist(mentions),
    }
    batch = pa.RecordBatch.from_pylist([{"doc_id": _ID, "text": text}])
    loaders = {name: (lambda rows=rows: rows) for name, rows in tables.items()}
    return dict(CLAIM_CHECKS.tag(Documents(batch, loaders), Context(NoOptions())))


_TWICE = "aspirin treats fever. aspirin does not treat fever."


def test_claim_and_its_denial_are_suspicious() -> None:
    tables = _tag(_TWICE, ("treats", False, None), ("treats", True, None))
    [check] = tables["stat_checks"].to_pylist()
    assert (check["kind"], check["result"]) == ("internal_contradiction", "suspicious")
    assert check["claim_ids"] == [0, 1]
    assert check["rule"] == (
        "opposite negation: treats and not treats of the same subject and object"
    )


def test_another_context_is_no_contradiction() -> None:
    tables = _tag(_TWICE, ("treats", False, "in men"), ("treats", True, "in women"))
    assert tables["stat_checks"].num_rows == 0


def test_statements_keep_the_topic_and_leave_out_organisms() -> None:
    tables = _tag(
        "aspirin treats fever. aspirin harms mice.",
        ("treats", False, None),
        ("impairs", False, None),
    )
    [one] = read_statements(tables["statements"])
    assert (one.subject_curie, one.object_curie, one.topic, one.effect) == ("C:1", "D:1", "D:1", -1)


def test_what_is_said_again_and_again_is_compared_once() -> None:
    text = "aspirin treats fever. " * 400 + "aspirin does not treat fever."
    said = [("treats", False, None)] * 400 + [("treats", True, None)]
    [check] = _tag(text, *said)["stat_checks"].to_pylist()
    assert check["claim_ids"] == [0, 400]


def test_outcomes_against_what_is_said_of_all_are_inconsistent() -> None:
    text = "One patient died. All patients survived."
    rows = [
        {
            "doc_id": _ID, "claim_id": number, "kind": "finding", "certainty": "asserted",
            "clean_start": start, "clean_end": end, "subject": "patient", "predicate": None,
            "subject_curie": None, "subject_mention_id": None, "negated": False, "context": None,
            "direction": None, "object": None, "object_curie": None, "object_mention_id": None,
        }
        for number, (start, end) in enumerate([(0, 16), (18, 39)])
    ]  # fmt: skip
    mentions = pa.table({name: pa.array([], kind) for name, kind in (
        ("doc_id", pa.string()), ("mention_id", pa.int32()), ("clean_start", pa.int32()),
        ("clean_end", pa.int32()), ("type", pa.string()), ("curie", pa.string()),
        ("is_preferred", pa.bool_()),
    )})  # fmt: skip
    batch = pa.RecordBatch.from_pylist([{"doc_id": _ID, "text": text}])
    tables = {"claims": lambda: pa.Table.from_pylist(rows), "mentions": lambda: mentions}
    found = CLAIM_CHECKS.tag(Documents(batch, tables), Context(NoOptions()))
    [check] = found["stat_checks"].to_pylist()
    assert (check["result"], check["claim_ids"]) == ("inconsistent", [1, 0])
    assert check["rule"] == "One patient died, against 'All patients'"
