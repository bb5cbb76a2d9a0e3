"""Holds the claims of a document against each other, and keeps what links are found by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from opsonin import ComponentRows, Context, Documents, NoOptions, Row, Tagger, column, rows_to_table
from opsonin.tables.arrow import Boolean, Int32, String
from opsonin_plugins.taggers.statements.matter import rest_of
from opsonin_plugins.taggers.statements.statement import Statement, effect_of, opposition

#: What is not claimed but asked or supposed is held against nothing.
_SURE = pa.array(["asserted", "hedged"])
#: Comparisons are of two groups, which the claim does not name as concepts.
_COMPARED = "compared_with"
#: Of humans and animals in general everything may be said.
_ORGANISM = "NCBITaxon:"
#: A disease is what a document is about if it is named so early, in code points. Source: ours.
_OPENING = 500
_DISEASE = "disease"
#: Of one subject and object so many pairs of claims are compared. Source: ours.
_MAX_PAIRS = 1_000


class Statements(ComponentRows, name="statements", stage="tag", is_exported=False):
    """Claims with a concept on both sides, as far as they can be held against others."""

    claim_id: Int32 = column("The claim", ge=0, refers="claims")
    claim_start: Int32 = column("First code point of the claim", ge=0)
    claim_end: Int32 = column("First code point after it", ge=0, ends="claim_start")
    subject_curie: String = column("Id of the subject")
    subject_rest: String = column("What the phrase says besides, as sorted words")
    subject_type: String = column("Type of the subject's mention")
    object_type: String = column("Type of the object's mention")
    predicate: String = column("The relation")
    object_curie: String = column("Id of the object")
    object_rest: String = column("What the phrase says besides, as sorted words")
    effect: Int32 = column("1 if there is more of the object, -1 if less, else 0", ge=-1, le=1)
    is_negated: Boolean = column("Whether it is denied")
    context: String = column("For whom and when", nullable=True)
    topic: String = column("The disease that the document is about", nullable=True)


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    claims = documents.table("claims")
    claims = claims.filter(
        pc.and_(pc.equal(claims["kind"], "finding"), pc.is_in(claims["certainty"], _SURE))
    )
    by_document: dict[str, list[dict[str, Any]]] = {}
    for row in claims.to_pylist():
        by_document.setdefault(row["doc_id"], []).append(row)
    mentions = _mentions(documents, by_document)
    checks, kept = [], []
    for doc_id, text in zip(documents.ids, documents.texts, strict=True):
        if doc_id not in by_document:
            continue
        rows = sorted(by_document[doc_id], key=lambda row: row["claim_id"])
        named = mentions.get(doc_id, {})
        found = list(_statements(doc_id, text, rows, named))
        kept.append((doc_id, [_row(one) for one in found]))
        checks.append((doc_id, [*_outcome_checks(text, rows), *_claim_checks(found)]))
    return {"stat_checks": rows_to_table(checks), "statements": rows_to_table(kept)}


def _mentions(
    documents: Documents, wanted: Mapping[str, object]
) -> dict[str, dict[int, tuple[int, int, str, str | None]]]:
    """Return place, type and concept of the mentions of some documents, by document and id."""
    columns = ("doc_id", "mention_id", "clean_start", "clean_end", "type", "curie")
    mentions = documents.table("mentions").select([*columns, "is_preferred"])
    is_wanted = pc.is_in(mentions["doc_id"], value_set=pa.array(list(wanted), pa.string()))
    mentions = mentions.filter(pc.and_(is_wanted, mentions["is_preferred"]))
    found: dict[str, dict[int, tuple[int, int, str, str | None]]] = {}
    cells = (mentions[name].to_pylist() for name in columns)
    for doc_id, number, *mention in zip(*cells, strict=True):
        found.setdefault(doc_id, {})[number] = (mention[0], mention[1], mention[2], mention[3])
    return found


def _statements(
    doc_id: str,
    text: str,
    rows: Sequence[Mapping[str, Any]],
    mentions: Mapping[int, tuple[int, int, str, str | None]],
) -> Iterator[Statement]:
    topic = _topic(mentions)
    for row in rows:
        subject = mentions.get(row["subject_mention_id"])
        target, predicate = mentions.get(row["object_mention_id"]), row["predicate"]
        if subject is None or target is None or predicate in (None, _COMPARED):
            continue
        curies = row["subject_curie"], row["object_curie"]
        if None in curies or curies[0] == curies[1] or curies[1].startswith(_ORGANISM):
            continue
        rests = [
            rest_of(row[side], text[mention[0] : mention[1]])
            for side, mention in (("subject", subject), ("object", target))
        ]
        if rests[0] is None or rests[1] is None or curies[0].startswith(_ORGANISM):
            continue
        yield Statement(
            doc_id, row["claim_id"], row["clean_start"], row["clean_end"],
            curies[0], rests[0], predicate, curies[1], rests[1],
            effect_of(predicate, row["direction"]), row["negated"], row["context"], topic,
            subject[2], target[2],
        )  # fmt: skip


def _topic(mentions: Mapping[int, tuple[int, int, str, str | None]]) -> str | None:
    """Return the disease that is named most often of those that the opening names."""
    diseases = [one for one in mentions.values() if one[2] == _DISEASE and one[3]]
    early = {one[3] for one in diseases if one[0] < _OPENING}
    counts = Counter(one[3] for one in diseases if one[3] in early)
    return min(counts, key=lambda curie: (-counts[curie], curie or ""), default=None)


def _row(one: Statement) -> Row:
    return Row(
        claim_id=one.claim_id, claim_start=one.start, claim_end=one.end,
        subject_curie=one.subject_curie, subject_rest=one.subject_rest,
        predicate=one.predicate, object_curie=one.object_curie,
        object_rest=one.object_rest, effect=one.effect, is_negated=one.is_negated,
        context=one.context, topic=one.topic,
        subject_type=one.subject_type, object_type=one.object_type,
    )  # fmt: skip


def read_statements(rows: pa.Table) -> Iterator[Statement]:
    """Yield the statements of rows of table ``statements``."""
    for row in rows.to_pylist():
        yield Statement(
            row["doc_id"], row["claim_id"], row["claim_start"], row["claim_end"],
            row["subject_curie"], row["subject_rest"], row["predicate"], row["object_curie"],
            row["object_rest"], row["effect"], row["is_negated"], row["context"], row["topic"],
            row["subject_type"], row["object_type"],
        )  # fmt: skip


def _outcome_checks(text: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield what is said of all, against the first exception to it."""
    plain = [row for row in rows if row["predicate"] is None and row["subject"] is not None]
    if len(plain) < 2:  # noqa: PLR2004 - a pair
        return
    # Its patterns take long to compile, and few documents need them.
    from opsonin_plugins.taggers.claims.outcomes import opposed_outcomes, outcome_in  # noqa: PLC0415 - lazy

    found = {}
    for row in plain:
        outcome = outcome_in(text, row["clean_start"], row["clean_end"])
        if outcome is not None:
            found[outcome] = row["claim_id"]
    for whole, exception in opposed_outcomes(text, sorted(found)):
        rule = f"{' '.join(exception.who.split())} died, against '{whole.who}'"
        yield _check([found[whole], found[exception]], "inconsistent", rule)


def _claim_checks(found: Sequence[Statement]) -> Iterator[Row]:
    """Yield pairs that say opposite things of the same subject and object in the same context."""
    by_concepts: dict[tuple[str, str], list[Statement]] = {}
    for one in found:
        by_concepts.setdefault((one.subject_curie, one.object_curie), []).append(one)
    for same in by_concepts.values():
        # Of what is said again and again the first counts.
        firsts = {one[4:]: one for one in reversed(same)}
        pairs = combinations(reversed(firsts.values()), 2)
        for one, other in islice(pairs, _MAX_PAIRS):
            kind = opposition(one, other)
            # Another context is the common reason why both are true.
            is_apart = None not in (one.context, other.context) and one.context != other.context
            if kind is not None and not is_apart:
                signs = [_said(each) for each in (one, other)]
                rule = f"opposite {kind}: {signs[0]} and {signs[1]} of the same subject and object"
                yield _check([one.claim_id, other.claim_id], "suspicious", rule)


def _said(one: Statement) -> str:
    return f"not {one.predicate}" if one.is_negated else one.predicate


def _check(claim_ids: list[int], result: str, rule: str) -> Row:
    return Row(
        kind="internal_contradiction",
        statistic_ids=[],
        claim_ids=claim_ids,
        result=result,
        rule=rule,
    )


CLAIM_CHECKS = Tagger(
    name="claim_checks",
    version="1",
    tag=_tag,
    fills=("stat_checks", "statements"),
    needs=("claims", "mentions"),
)
