from __future__ import annotations

import pytest

from opsonin.errors import ConfigError, StageError, TableError
from opsonin.testing import Sample, tables_of
from planted import refiners, taggers

PAGE = "<html><body><main><p>The trial NCT04385095 of 12 adults goes on.</p></main></body></html>"


def test_tagger_is_given_what_was_cleaned() -> None:
    rows = tables_of([Sample(PAGE, "text/html"), "See NCT04344976."], "identifiers")["identifiers"]
    found = [(int(row["doc_id"], 16), row["text"]) for row in rows]
    assert found == [(0, "NCT04385095"), (1, "NCT04344976")]
    assert PAGE[rows[0]["raw_start"] : rows[0]["raw_end"]] == "NCT04385095"


def test_cleaner_gives_the_text_that_it_leaves() -> None:
    tables = tables_of([Sample(PAGE, "text/html")], "html")
    assert "<p>" not in tables["documents"][0]["text"]
    assert {row["component"] for row in tables["removed"]} == {"html"}


def test_refiner_gives_all_rows_of_its_table() -> None:
    text = "There was fever, and no pneumonia."
    rows = tables_of([text], "sound_refiner", plugin=refiners)["mentions"]
    own = {row["text"]: row["negated"] for row in rows if row["component"] == "finds_diseases"}
    assert own == {"fever": False, "pneumonia": True}


def test_corpus_tagger_is_given_all_texts() -> None:
    texts = ["A case of lupus.", "It was lupus.", "None."]
    (link,) = tables_of(texts, "sound_linker", plugin=refiners)["links"]
    assert (int(link["from_doc_id"], 16), int(link["to_doc_id"], 16)) == (1, 0)


def test_options_count() -> None:
    text = "Nothing to see here, but a few words of English that nobody needs."
    whole, gated = (
        tables_of([text], "quality_gate", options=options)["rejects"]
        for options in (None, {"drop": ["short"]})
    )
    assert (whole, [row["reason"] for row in gated]) == ([], ["quality"])


def test_error_of_the_component_is_raised() -> None:
    with pytest.raises(StageError, match=r"text 1: It becomes a reject \(error\).*cannot read"):
        tables_of(["NCT04385095", "NCT04385095 =cmd"], "cannot_read_formulas", plugin=taggers)


def test_broken_rows_are_raised() -> None:
    with pytest.raises(TableError, match="role"):
        tables_of(["NCT04385095"], "gives_an_unknown_role", plugin=taggers)


def test_component_without_tables_is_refused() -> None:
    with pytest.raises(ConfigError, match="no cleaner or tagger 'parquet', but exporter parquet"):
        tables_of(["x"], "parquet")
