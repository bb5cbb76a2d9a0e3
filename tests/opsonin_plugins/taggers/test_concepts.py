from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opsonin import Context, Documents, Vocabulary
from opsonin_plugins.taggers.concepts import CONCEPTS, ConceptOptions
from opsonin_plugins.taggers.matching.search import PIECE
from opsonin_plugins.vocabularies.resource import core_vocabularies

Tag = Callable[..., list[tuple[str, str, str | None, str]]]
TagTables = Callable[..., pa.Table]
ROOT = Path(__file__).parents[3]
GOLD = ROOT / os.environ.get("OPSONIN_GOLD", "../shared/gold")


def test_a_name_is_found_as_it_is_written(tag: Tag) -> None:
    assert tag("has lupus.") == [("lupus", "disease", "MONDO:0004670", "exact")]


def test_the_concept_whose_label_is_nearer_is_chosen_and_the_score_is_whole(
    tag_tables: TagTables,
) -> None:
    row = tag_tables("has lupus.").to_pylist()[0]
    assert row == {
        "doc_id": "0" * 32,
        "clean_start": 4,
        "clean_end": 9,
        "type": "disease",
        "curie": "MONDO:0004670",
        "label": "lupus erythematosus",
        "alt_curies": [],
        "score": pytest.approx(0.91),
        "match_kind": "exact",
        "vocabulary": "mondo",
        "vocabulary_version": "7",
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("type I interferons act", "type I interferons"),
        ("Type 1 interferon acts", "Type 1 interferon"),
        ("type-I\ninterferon acts", "type-I\ninterferon"),
    ],
)
def test_inverted_terms_are_found_in_natural_order(tag: Tag, text: str, name: str) -> None:
    assert tag(text) == [(name, "protein", "MESH:D007370", "normalised")]


@pytest.mark.parametrize("written", ["covid19", "COVID 19", "Covid-19", "COVID\u201119"])
def test_covid_is_found_in_any_spelling(tag: Tag, written: str) -> None:
    assert tag(f"had {written}!") == [(written, "disease", "MONDO:0100096", "normalised")]


@pytest.mark.parametrize(
    "text",
    [
        "first aids for all",
        "a wasp and cd19 in March",
        "saw the rapist",
        "on MAR 6 they",
        "mar 6",
        "CD 19 and CD\n\n19",
        "xlupus lupusx",
        "re: infection",
    ],
)
def test_look_alikes_are_not_found(tag: Tag, text: str) -> None:
    assert tag(text) == []


def test_symbols_are_found_in_their_own_case(tag: Tag) -> None:
    assert [row[0] for row in tag("CD19 and Cd19, TNF-\u03b1 and AIDS; re-infections")] == [
        "CD19",
        "Cd19",
        "TNF-\u03b1",
        "AIDS",
        "re-infections",
    ]


def test_the_longest_name_of_a_type_is_kept(tag: Tag) -> None:
    assert tag("lupus nephritis") == [
        ("lupus nephritis", "disease", "MONDO:0005556", "exact"),
    ]


def test_literal_translations_hide_what_stands_inside_them(tag: Tag) -> None:
    assert tag("the new coronary disease and new crowns, a virus")[:2] == [
        ("new coronary disease", "disease", "MONDO:0100096", "lexicon"),
        ("new crowns", "disease", "MONDO:0100096", "lexicon"),
    ]
    assert [row[0] for row in tag("a coronary disease")] == ["coronary disease", "coronary"]


def test_literal_translations_count_only_beside_a_sign_of_an_infection(tag: Tag) -> None:
    assert tag("The new crown was fixed with cement.") == []
    assert [row[0] for row in tag("Patients with new crowns need a vaccine.")][:1] == ["new crowns"]


def test_words_that_are_verbs_or_stand_in_titles_name_nothing(tag: Tag) -> None:
    assert tag("a disorder that tuberculosis out of it", abbreviations=False) == []
    assert tag("The Lancet Tuberculosis") == []
    assert [row[0] for row in tag("that tuberculosis")] == ["tuberculosis"]


def test_abbreviations_are_carried_through_the_document(tag: Tag) -> None:
    found = tag("Lupus nephritis (LN) is bad. Of LN and LNs; not lnx or ALN.")
    assert [row for row in found if row[3] == "abbreviation"] == [
        ("LN", "disease", "MONDO:0005556", "abbreviation"),
        ("LN", "disease", "MONDO:0005556", "abbreviation"),
        ("LNs", "disease", "MONDO:0005556", "abbreviation"),
    ]


def test_a_document_decides_what_its_abbreviations_mean(tag: Tag) -> None:
    assert tag("a sudden loud event (SLE). SLE again") == []
    assert tag("systemic lupus erythematosus (SLE)")[1] == (
        "SLE",
        "disease",
        "MONDO:0007915",
        "exact",
    )


def test_abbreviations_can_be_switched_off(tag: Tag) -> None:
    assert tag("Lupus nephritis (LN). LN", abbreviations=False) == [
        ("Lupus nephritis", "disease", "MONDO:0005556", "normalised"),
    ]


def test_low_scores_can_be_left_out(tag: Tag) -> None:
    assert tag("Lupus nephritis and lupus", min_score=0.9) == [
        ("lupus", "disease", "MONDO:0004670", "exact")
    ]


def test_an_empty_batch_gives_an_empty_table_with_all_columns(tag_tables: TagTables) -> None:
    empty = tag_tables()
    assert empty.num_rows == 0
    assert empty.schema == tag_tables("lupus").schema
    assert tag_tables("", " ").schema == empty.schema


def test_names_do_not_reach_from_one_document_into_the_next(tag_tables: TagTables) -> None:
    assert tag_tables("new", "crown virus", "type I", "interferon lupus").num_rows == 2


def test_long_documents_are_found_whole(tag_tables: TagTables) -> None:
    line = "words without meaning " * 40 + "\n"
    text = line * (3 * PIECE // len(line)) + "then lupus nephritis"
    row = tag_tables("lupus", text).to_pylist()[-1]
    assert text[row["clean_start"] : row["clean_end"]] == "lupus nephritis"


@given(
    st.lists(
        st.sampled_from(
            [
                "lupus",
                "\u0130",
                "\u00df",
                "\U0001f600",
                "cafe\u0301",
                "type I",
                "interferon",
                "CD19",
                "(SLE)",
                "systemic lupus erythematosus",
                "new",
                "crowns",
                ".",
                "\n\n",
                "TNF-\u03b1",
                "'s",
            ]
        ),
        max_size=12,
    ),
    st.integers(0, 3),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_rows_do_not_depend_on_what_else_is_in_the_batch(
    tag_tables: TagTables, words: list[str], n_others: int
) -> None:
    text = " ".join(words)
    alone = tag_tables(text).to_pylist()
    others = ["blood type", "type I interferon (SLE)", "\u03b1 lupus"][:n_others]
    batch = tag_tables(*others, text).to_pylist()
    last = [row for row in batch if row["doc_id"] == f"{n_others:032x}"]
    assert [{**row, "doc_id": ""} for row in alone] == [{**row, "doc_id": ""} for row in last]
    for row in alone:
        covered = text[row["clean_start"] : row["clean_end"]]
        assert covered == covered.strip()
        assert covered


def test_threads_share_the_index_and_nothing_else(tag_tables: TagTables, tmp_path: Path) -> None:
    texts = [f"lupus nephritis (LN{n}) and LN{n} with CD19 {n}" for n in range(60)]
    expected = tag_tables(*texts, cache=tmp_path).to_pylist()
    results: list[list[dict[str, object]]] = []
    threads = [
        threading.Thread(
            target=lambda: results.append(tag_tables(*texts, cache=tmp_path).to_pylist())
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], pa.Table]:
    vocabularies: tuple[Vocabulary, ...] = tuple(core_vocabularies())
    cache = tmp_path_factory.mktemp("cache")

    def tag(texts: list[str]) -> pa.Table:
        ids = [f"{number:032x}" for number in range(len(texts))]
        batch = pa.record_batch({"doc_id": pa.array(ids), "text": pa.array(texts)})
        context = Context(ConceptOptions(), vocabularies, cache)
        return CONCEPTS.tag(Documents(batch), context)["mentions"]

    return tag


def test_core_vocabularies_know_everyday_biomedicine(
    core: Callable[[list[str]], pa.Table],
) -> None:
    text = "Flu with fever, T cells, HER2 (no), MERS-CoV, aspirin, skin rashes, chemotherapy, BRCA1"
    rows = core([text]).to_pylist()
    found = {(text[r["clean_start"] : r["clean_end"]], r["type"], r["curie"]) for r in rows}
    assert found >= {
        ("Flu", "disease", "MONDO:0005812"),
        ("fever", "phenotype", "HP:0001945"),
        ("T cells", "cell_type", "CL:0000084"),
        ("aspirin", "chemical", "MESH:D001241"),
        ("skin rashes", "phenotype", "HP:0000988"),
        ("chemotherapy", "procedure", "MESH:D004358"),
        ("BRCA1", "gene", "HGNC:1100"),
    }


def test_names_in_the_seeds_are_found(core: Callable[[list[str]], pa.Table]) -> None:
    gold_file = GOLD / "seeds" / "mentions.json"
    if not gold_file.exists():
        pytest.skip(f"the reference data is not at {GOLD}; set OPSONIN_GOLD")
    gold = [
        row
        for row in json.loads(gold_file.read_text(encoding="utf-8"))
        if row["type"] not in {"publication", "clinical_trial"}
    ]
    names = sorted({row["seed"] for row in gold})
    texts = [(ROOT / "seeds" / name).read_bytes().decode() for name in names]
    rows = core(texts).to_pylist()
    spans = {
        (names[int(r["doc_id"], 16)], r["clean_start"], r["clean_end"], r["type"]) for r in rows
    }
    hit = sum((r["seed"], r["start"], r["end"], r["type"]) in spans for r in gold)
    assert hit / len(gold) > 0.93
    covered = {texts[int(r["doc_id"], 16)][r["clean_start"] : r["clean_end"]].lower() for r in rows}
    assert "coronary" not in covered
