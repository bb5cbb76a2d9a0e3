"""Taggers, a vocabulary and a cleaner of other people on texts that are about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opsonin.errors import ConfigError
from opsonin.manager.config import Settings
from opsonin.runner.local import run_locally
from opsonin.store.reading import open_snapshot

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installed")]

Rows = Mapping[str, list[dict[str, Any]]]


@pytest.fixture
def settings(lean: Settings) -> Settings:
    return replace(
        lean,
        plugins=("opsonin-obo", "opsonin-doses", "opsonin-absent", "opsonin-trials"),
        vocabularies=("rarefever",),
        exporters=("parquet",),
        limits={"isolation": "inline"},
        disabled=("signatures", "duplicates"),
    )


def tables(settings: Settings, **texts: str) -> Rows:
    """Run the settings over nothing but these texts; return the rows of all tables."""
    folder = settings.data.parent / "given"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    run_locally(replace(settings, inputs=(str(folder),)))
    with open_snapshot(settings.data) as snapshot:
        return {name: snapshot.read(name).to_pylist() for name in snapshot.tables}


def texts_of(rows: list[dict[str, Any]], **like: object) -> list[str]:
    return [row["text"] for row in rows if like.items() <= row.items()]


def test_names_of_an_obo_file_are_mentions_with_its_ids(settings: Settings) -> None:
    text = "Marsh harbour ague and Quill-bristle fever are treated with QA-7; MHF is not.\n"
    found = tables(settings, fevers=text)
    mentions = [
        (row["text"], row["curie"], row["label"], row["alt_curies"]) for row in found["mentions"]
    ]
    assert mentions == [
        ("Marsh harbour ague", "RAREFEVER:0000001", "Marsh harbour fever", ["MONDO:9900001"]),
        ("Quill-bristle fever", "RAREFEVER:0000002", "quill-bristle fever", []),
        ("QA-7", "RAREFEVER:0000004", "quillamine", []),
    ]
    assert {(row["vocabulary"], row["vocabulary_version"]) for row in found["mentions"]} == {
        ("rarefever", "2026-11-01")
    }
    (row,) = found["vocabularies"]
    assert (row["name"], row["licence"], row["n_concepts"], row["n_terms"]) == (
        "rarefever",
        "CC0-1.0",
        3,
        7,
    )


def test_doses_stand_in_a_table_of_the_plugin_and_lead_to_their_drug(settings: Settings) -> None:
    text = (
        "They got 2 g of salt. Marsh harbour fever was treated with quillamine 2.5 mg orally"
        " twice daily, then with QA-7 at 40 mcg iv.\n"
    )
    found = tables(settings, doses=text)
    names = {row["mention_id"]: row["text"] for row in found["mentions"]}
    doses = [
        (row["amount"], row["unit"], row["route"], row["per_day"], row["drug_mention_id"])
        for row in found["doses"]
    ]
    assert doses[0] == (2.0, "g", None, None, None)
    assert [(*dose[:4], names[dose[4]]) for dose in doses[1:]] == [
        (2.5, "mg", "oral", 2.0, "quillamine"),
        (40.0, "ug", "intravenous", None, "QA-7"),
    ]
    assert [row["dose_id"] for row in found["doses"]] == [0, 1, 2]
    assert texts_of(found["doses"]) == ["2 g", "2.5 mg orally twice daily", "40 mcg iv"]


def test_reference_to_a_mention_follows_when_a_refiner_takes_rows_away(
    settings: Settings, texts: Path
) -> None:
    assert texts.is_dir()
    both = replace(settings, components={"preferred": {}}, disabled=("duplicates", "signatures"))
    found = tables(both, doses="Marsh harbour fever, quillamine 5 mg.\n")
    names = {row["mention_id"]: row["text"] for row in found["mentions"]}
    assert [names[row["drug_mention_id"]] for row in found["doses"]] == ["quillamine"]


def test_options_reach_the_tagger_and_wrong_ones_are_refused(settings: Settings) -> None:
    near = replace(settings, components={"doses": {"reach": 3}})
    found = tables(near, doses="Quillamine was given, of which 5 mg were taken.\n")
    assert [row["drug_mention_id"] for row in found["doses"]] == [None]
    with pytest.raises(ConfigError, match="reach"):
        tables(replace(settings, components={"doses": {"raech": 3}}))


def test_negation_is_said_of_somebody_elses_mentions(settings: Settings) -> None:
    text = (
        "There was no sign of marsh harbour fever. Quill-bristle fever was seen, and the boy"
        " denied any previous marsh harbour ague.\n"
    )
    found = tables(settings, absent=text)
    assert texts_of(found["mentions"], negated=True) == [
        "marsh harbour fever",
        "marsh harbour ague",
    ]
    assert texts_of(found["mentions"], negated=False) == ["Quill-bristle fever"]
    # Who found a mention is not who refined it.
    assert {row["component"] for row in found["mentions"]} == {"concepts"}


def test_documents_that_share_a_trial_are_linked_with_evidence_on_both_sides(
    settings: Settings,
) -> None:
    found = tables(
        settings,
        one="The trial is registered as NCT01234567 and began in spring.\n",
        two="Results of NCT01234567 were shown; NCT07654321 goes on.\n",
        three="Only NCT09999999 is spoken of here.\n",
    )
    (link,) = [row for row in found["links"] if row["component"] == "same_trial"]
    ends = (link["from_doc_id"], link["to_doc_id"])
    assert (link["to_identifier"], link["kind"]) == ("NCT01234567", "same_story")
    sides = [row for row in found["link_evidence"] if row["component"] == "same_trial"]
    assert sorted((row["side"], row["doc_id"], row["text"]) for row in sides) == [
        ("from", ends[0], "NCT01234567"),
        ("to", ends[1], "NCT01234567"),
    ]
    rows = {(row["doc_id"], row["identifier_id"]): row["text"] for row in found["identifiers"]}
    assert {rows[row["doc_id"], row["row_id"]] for row in sides} == {"NCT01234567"}


def test_link_goes_when_one_of_its_documents_no_longer_names_the_trial(settings: Settings) -> None:
    tables(settings, one="The trial is NCT01234567, they say.\n", two="It is NCT01234567 too.\n")
    found = tables(settings, two="It is another trial by now.\n")
    assert [row for row in found["links"] if row["component"] == "same_trial"] == []
    assert [row for row in found["link_evidence"] if row["component"] == "same_trial"] == []
