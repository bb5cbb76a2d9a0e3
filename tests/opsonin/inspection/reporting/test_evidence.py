from __future__ import annotations

import pyarrow as pa

from opsonin import SnapshotFiles
from opsonin.inspection.reporting.evidence import _as_mostly_spelt, evidence
from opsonin.inspection.reporting.linked import linked

Positions = dict[str, int]


def test_checks_come_inconsistent_first_with_their_sentences(
    snapshot: SnapshotFiles, positions: Positions
) -> None:
    found = evidence(snapshot, positions)
    assert found["results"] == {"inconsistent": 1, "consistent": 1}
    wrong, right = found["checks"]
    assert wrong[:6] == [2, "proportion", "inconsistent", "part_of_whole", 70.0, 50.0]
    assert right[0] == 0
    position, _, before, text, after = wrong[6][1]
    assert (position, before, text) == (2, "In gout 5 of ", "10")
    assert after == " patients (70%) left."


def test_quotes_are_gathered_by_speaker(snapshot: SnapshotFiles, positions: Positions) -> None:
    ((name, affiliation, number, quotes),) = evidence(snapshot, positions)["speakers"]
    assert (name, affiliation, number) == ("Eve", "", 2)
    assert {quote[3] for quote in quotes} == {"It is gout.", "{{page}} <b>No.</b>"}
    assert all(quote[5:] == ["direct", 1] for quote in quotes)


def test_speakers_that_differ_in_case_alone_are_one() -> None:
    names = ["experts", "Experts", None, "experts", "Eve", "EVE"]
    table = pa.table({"speaker": pa.array(names, pa.string()), "doc_id": ["a"] * 6})
    found = _as_mostly_spelt(table)
    assert found["speaker"].to_pylist() == ["experts", "experts", None, "experts", "EVE", "EVE"]
    assert found.schema == table.schema


def test_claims_are_gathered_by_what_they_join(
    snapshot: SnapshotFiles, positions: Positions
) -> None:
    edges = evidence(snapshot, positions)["edges"]
    assert [(edge[0], edge[2], edge[4], edge[5], edge[7]) for edge in edges] == [
        ("Swordfish", "lowers", "TEST:fever", "decrease", 1),
        ("Swordfish", "raises", "TEST:fever", "increase", 1),
    ]
    assert [edge[8][0][5] for edge in edges] == ["hedged", "asserted"]


def test_both_sides_of_a_candidate_for_a_contradiction_have_their_sentences(
    snapshot: SnapshotFiles, positions: Positions
) -> None:
    found = linked(snapshot, positions)
    assert found["links"] == []
    ((one, other, score, about, left, right),) = found["contradictions"]
    assert {one, other} == {0, 1}
    assert (score, about) == (0.5, "fever")
    assert {left[0][3], right[0][3]} == {"Swordfish raises fever", "Swordfish may lower fever"}
    assert {left[0][5], right[0][5]} == {"increase", "decrease"}
