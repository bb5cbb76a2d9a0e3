"""Links documents that say opposite things of the same: candidates for contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import pyarrow as pa

from opsonin import Context, Documents, Link, LinkEvidence, NoOptions, Tagger, links_to_tables
from opsonin_plugins.taggers.statements.statement import Statement, opposition
from opsonin_plugins.taggers.statements.tagger import read_statements

#: How sure it is that two claims are of the same: where the contexts agree as far as both have
#: one, where they differ, and where only the disease and what is more or less in it agree.
#: Source: ours.
_SAME, _OTHER_CONTEXT, _STATE = 0.9, 0.6, 0.5
#: Of the claims about one subject and object each is compared with so many others. Source: ours.
_MAX_OTHERS = 32
#: What states of a disease are about, and who brings them about by intervening.
_IN_A_DISEASE = frozenset({"gene", "protein", "process", "cell_type"})
_INTERVENTIONS = frozenset({"chemical", "procedure"})
_DISEASES = frozenset({"disease", "phenotype"})

Found = tuple[Statement, Statement, float, str]


def _tag(documents: Documents, _context: Context[NoOptions]) -> Mapping[str, pa.Table]:
    statements = sorted(read_statements(documents.table("statements")))
    best: dict[tuple[str, str], Found] = {}
    for found in [*_same_matter(statements), *_same_state(statements)]:
        pair = found[0].doc_id, found[1].doc_id
        # The best, of equal ones the first.
        if pair not in best or (-found[2], *found[:2]) < (-best[pair][2], *best[pair][:2]):
            best[pair] = found
    return links_to_tables(_link(*found) for found in best.values())


def _same_matter(statements: Iterable[Statement]) -> Iterator[Found]:
    """Yield claims with the same subject and object that deny each other."""
    groups: dict[tuple[str, str], list[Statement]] = {}
    for one in statements:
        groups.setdefault((one.subject_curie, one.object_curie), []).append(one)
    for same in groups.values():
        for one, other in _neighbours(same):
            kind = opposition(one, other)
            if kind is not None:
                is_apart = None not in (one.context, other.context)
                is_apart = is_apart and one.context != other.context
                yield one, other, _OTHER_CONTEXT if is_apart else _SAME, f"opposite {kind}"


def _same_state(statements: Iterable[Statement]) -> Iterator[Found]:
    """Yield claims that say of one disease that there is more and less of the same in it.

    One says so of the disease itself (patients with D have a robust X), the other of what is so in
    it, in a document about that disease (mutations impair X).
    """
    groups: dict[tuple[str, str, str], list[Statement]] = {}
    for one in statements:
        disease = _disease(one)
        if disease is not None and one.effect and one.object_type in _IN_A_DISEASE:
            groups.setdefault((disease, one.object_curie, one.object_rest), []).append(one)
    for same in groups.values():
        for one, other in _neighbours(same):
            is_told = _is_state(one) or _is_state(other)
            if is_told and one.effect * other.effect < 0 and one.is_negated == other.is_negated:
                yield one, other, _STATE, "opposite direction in the same disease"


def _is_state(one: Statement) -> bool:
    return one.subject_type in _DISEASES and one.predicate == "associated_with"


def _disease(one: Statement) -> str | None:
    """Return the disease in which a claim says that there is more or less of something."""
    if _is_state(one):
        return one.subject_curie
    return None if one.subject_type in _INTERVENTIONS else one.topic


def _neighbours(same: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield pairs of different documents; of many statements not all pairs."""
    # Only what differs in what it says can be opposed.
    sides: dict[tuple[bool, bool], list[Statement]] = {}
    for one in same:
        sides.setdefault((one.effect > 0, one.is_negated), []).append(one)
    keys = sorted(sides)
    for place, key in enumerate(keys):
        for other_key in keys[place + 1 :]:
            left, right = sides[key], sides[other_key]
            pairs = {(one, other) for one in left for other in right[:_MAX_OTHERS]}
            pairs |= {(one, other) for one in left[:_MAX_OTHERS] for other in right}
            for pair in sorted(pairs):
                if pair[0].doc_id != pair[1].doc_id:
                    yield max(pair), min(pair)


def _link(one: Statement, other: Statement, score: float, why: str) -> Link:
    sides = [_side("from", one, why), _side("to", other, why)]
    return Link(one.doc_id, other.doc_id, "contradiction_candidate", score, sides)


def _side(side: Literal["from", "to"], one: Statement, why: str) -> LinkEvidence:
    signs = {1: "more", -1: "less", 0: one.predicate}
    said = f"{'not ' if one.is_negated else ''}{signs[one.effect]} of {one.object_curie}"
    note = f"{why}: {said}; context: {one.context or 'none stated'}"
    return LinkEvidence(side, one.start, one.end, "claims", one.claim_id, note)


#: Reads the statements alone; table ``claims`` has the rows that evidence names.
CONTRADICTIONS = Tagger(
    name="contradictions",
    version="1",
    tag=_tag,
    fills=("links", "link_evidence"),
    needs=("statements", "claims"),
    scope="corpus",
)
