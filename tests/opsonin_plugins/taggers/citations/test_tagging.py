from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from opsonin import Context, Documents, NoOptions
from opsonin_plugins.taggers.citations.tagging import CITATIONS

DOE = "Doe J, Roe R. Cells at work. Cell. 2018;12:1-9. doi: 10.1000/x.1"
ROE = "Roe R, et al. Immunity after infection. N Engl J Med. 2021;384:800-810."
TOLD = "It was known before (Lancet 2020;395:497-506) and is known now."
WORDS = [
    *(
        "Doe J, ",
        "et al. ",
        "Cell. ",
        "2018;12:1-9. ",
        "(2019)",
        "\n",
        " ",
        "1. ",
        "[2] ",
        "References\n",
    ),
    *(
        "doi: 10.1000/x",
        "Nature 584, 457-462 (2020)",
        "- DOI - PubMed",
        "\u00e9",
        "\ud800",
        "(",
        "\u201c",
    ),
]


def _tag(*texts: str, kind: str = "paragraph", **own: str) -> list[dict[str, Any]]:
    ids = [f"{number:032x}" for number in range(len(texts))]
    segments = [
        {"doc_id": one, "clean_start": 0, "clean_end": len(text), "kind": kind}
        for one, text in zip(ids, texts, strict=True)
    ]
    columns = {name: [value] * len(texts) for name, value in own.items()}
    batch = pa.RecordBatch.from_pydict({"doc_id": ids, "text": list(texts), **columns})
    documents = Documents(batch, {"segments": lambda: pa.Table.from_pylist(segments)})
    found = CITATIONS.tag(documents, Context(NoOptions()))["citations"]
    rows: list[dict[str, Any]] = found.to_pylist()
    for row in rows:
        text = texts[ids.index(row["doc_id"])]
        assert 0 <= row["clean_start"] < row["clean_end"] <= len(text)
        row["text"] = text[row["clean_start"] : row["clean_end"]]
    return rows


def test_reference_becomes_a_row_with_its_fields() -> None:
    (row,) = _tag(DOE, kind="reference")
    assert row["text"] == DOE
    assert row["authors"] == ["Doe J", "Roe R"]
    assert (row["title"], row["container"]) == ("Cells at work", "Cell")
    assert (row["year"], row["volume"], row["issue"], row["pages"]) == (2018, "12", None, "1-9")
    assert (row["doi"], row["pmid"], row["ordinal"]) == ("10.1000/x.1", None, 1)


def test_references_of_lists_are_numbered_before_those_in_running_text() -> None:
    rows = _tag(f"{TOLD}\n{DOE}\n{ROE}")
    assert [(row["ordinal"], row["text"]) for row in rows] == [
        (1, DOE),
        (2, ROE),
        (3, "Lancet 2020;395:497-506"),
    ]


def test_document_does_not_cite_itself() -> None:
    assert _tag(DOE, doi="10.1000/x.1") == []
    assert _tag(TOLD, volume="395", pages="497-506") == []
    assert len(_tag(TOLD, volume="395", pages="1-2")) == 1


def test_line_alone_that_says_too_little_is_no_citation() -> None:
    assert _tag("Doe J, Roe R. et al. Nobody knows what. 2018 pp. 7") == []


def test_rows_do_not_depend_on_the_batch() -> None:
    texts = [DOE, "Nothing here.", f"{DOE}\n{ROE}", TOLD]
    together = [(row["text"], row["title"]) for row in _tag(*texts)]
    assert together == [(row["text"], row["title"]) for one in texts for row in _tag(one)]


def test_no_document_gives_no_row() -> None:
    assert _tag("Nothing is cited in this text.", "") == []


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=12), max_size=30), st.booleans())
def test_any_text_gives_spans_that_slice(parts: list[str], is_listed: bool) -> None:  # noqa: FBT001 - by hypothesis
    text = "".join(parts).encode("utf-8", "replace").decode()
    rows = _tag(text, kind="reference" if is_listed else "paragraph")
    assert sorted(row["ordinal"] for row in rows) == list(range(1, len(rows) + 1))
