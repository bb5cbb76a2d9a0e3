from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from opsonin.components.documents import Documents
from opsonin.components.links import Link, LinkEvidence, earlier_links, links_to_tables
from opsonin.tables.contract import CONTRACT
from opsonin.tables.parts import complete
from opsonin.tables.validation import check_part

A, B, C = ("a" * 32, "b" * 32, "c" * 32)


def corpus(tables: dict[str, pa.Table]) -> Documents:
    batch = pa.record_batch({"doc_id": [A, B, C], "text": ["a", "b", "c"]})
    return Documents(batch, {name: lambda rows=rows: rows for name, rows in tables.items()})  # type: ignore[misc] # mypy wants no default


def evidence(side: Any = "from", start: int = 0) -> LinkEvidence:
    return LinkEvidence(side, start, start + 1, "segments", 0, "because")


EVIDENCE = st.builds(evidence, st.sampled_from(["from", "to"]), st.integers(0, 2))
LINKS = st.lists(
    st.builds(
        Link,
        st.sampled_from([A, B, C]),
        st.sampled_from([A, B, C]),
        st.sampled_from(["duplicate", "same_story"]),
        st.floats(0, 1),
        st.lists(EVIDENCE, max_size=3),
    ),
    max_size=6,
)


def test_links_and_their_evidence_are_numbered_within_the_document_they_start_from() -> None:
    found = links_to_tables(
        [
            Link(B, A, "duplicate"),
            Link(A, C, "same_story", 0.5, [evidence("to", 4), evidence("from", 2)]),
            Link(A, B, "same_story", 0.25),
            Link(A, None, "news_to_paper", to_identifier="10.1/x"),
        ]
    )
    columns = ["from_doc_id", "link_id", "to_doc_id", "score"]
    assert [tuple(row.values()) for row in found["links"].select(columns).to_pylist()] == [
        (A, 0, None, 1.0),
        (A, 1, B, 0.25),
        (A, 2, C, 0.5),
        (B, 0, A, 1.0),
    ]
    columns = ["from_doc_id", "link_id", "doc_id", "side", "clean_start"]
    assert [tuple(row.values()) for row in found["link_evidence"].select(columns).to_pylist()] == [
        (A, 2, A, "from", 2),
        (A, 2, C, "to", 4),
    ]


@given(links=LINKS)
def test_rows_keep_the_contract_and_are_the_same_in_any_order(links: list[Link]) -> None:
    found = links_to_tables(links)
    assert links_to_tables([*reversed(links), *links]) == found
    for name, rows in found.items():
        part = complete(rows, CONTRACT[name], part="mine", version="1")
        assert check_part(part, CONTRACT[name], component="mine 1").num_rows == rows.num_rows


@given(links=LINKS, more=LINKS)
def test_earlier_links_come_back_whole_and_with_new_ones_give_what_scratch_gives(
    links: list[Link], more: list[Link]
) -> None:
    found = links_to_tables(links)
    earlier = earlier_links(corpus(found))
    assert links_to_tables(earlier) == found
    assert links_to_tables([*more, *earlier]) == links_to_tables([*links, *more])


def test_evidence_of_a_link_that_is_gone_is_left_behind() -> None:
    found = links_to_tables(
        [Link(A, B, "duplicate", 1.0, [evidence()]), Link(A, C, "duplicate", 1.0, [evidence()])]
    )
    kept = {"links": found["links"].filter(pc.equal(found["links"]["to_doc_id"], C))}
    (link,) = earlier_links(corpus({**found, **kept}))
    assert (link.to_doc_id, link.evidence) == (C, [evidence()])


def test_tagger_that_runs_for_the_first_time_has_no_links() -> None:
    assert earlier_links(corpus({})) == []
    assert links_to_tables([])["links"].num_rows == 0
