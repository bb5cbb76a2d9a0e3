from __future__ import annotations

import re
from pathlib import Path

import pyarrow.compute as pc
import pytest

from opsonin import Vocabulary
from opsonin_plugins.taggers.matching.folding import FOLDING_VERSION
from opsonin_plugins.taggers.matching.terms import term_keys
from opsonin_plugins.vocabularies import resource
from opsonin_plugins.vocabularies.plugin import register_vocabularies
from opsonin_plugins.vocabularies.resource import core_vocabularies

CORE = core_vocabularies()
TYPES = {
    "disease",
    "phenotype",
    "gene",
    "protein",
    "chemical",
    "cell_type",
    "anatomy",
    "organism",
    "procedure",
    "process",
}


def test_the_plugin_offers_every_source_vocabulary() -> None:
    names = [vocabulary.name for vocabulary in register_vocabularies()]
    assert names == [
        "mondo",
        "hp",
        "cl",
        "uberon",
        "hgnc",
        "famplex",
        "mesh",
        "go",
        "chebi",
        "ncbitaxon",
        "lexicon",
    ]


@pytest.mark.parametrize("vocabulary", CORE, ids=lambda v: v.name)
def test_the_account_agrees_with_the_terms(vocabulary: Vocabulary) -> None:
    table = vocabulary.load()
    assert table.num_rows == vocabulary.n_terms
    assert pc.count_distinct(table["curie"]).as_py() == vocabulary.n_concepts
    assert set(table["type"].unique().to_pylist()) <= TYPES
    assert table["label"].null_count == table["term"].null_count == 0
    assert re.fullmatch(r"[0-9a-f]{64}", vocabulary.sha256)
    assert vocabulary.version
    assert vocabulary.licence
    curie = r"^(MONDO|HP|CL|UBERON|HGNC|MESH|NCBITaxon|FPLX|GO|CHEBI):[A-Za-z0-9_]+$"
    assert pc.all(pc.match_substring_regex(table["curie"], curie)).as_py()


@pytest.mark.parametrize("vocabulary", CORE, ids=lambda v: v.name)
def test_the_stored_hashes_are_those_of_the_terms(vocabulary: Vocabulary) -> None:
    table = vocabulary.load()
    assert table.schema.metadata[b"opsonin:folding"] == FOLDING_VERSION.encode()
    sample = table.slice(0, 3000)
    assert sample["key"].to_pylist() == term_keys(sample["term"].to_pylist())[0].tolist()


def test_the_resource_is_small_and_says_where_its_terms_come_from() -> None:
    folder = Path(resource.__file__).parent
    assert (folder / "core.parquet").stat().st_size < 16_000_000
    account = (folder / "core.json").read_text(encoding="utf-8")
    assert account.count('"licence_stated_at"') == account.count('"credit"') == len(CORE)


def test_only_the_lexicon_is_marked_as_such() -> None:
    marked = [
        vocabulary.name
        for vocabulary in CORE
        if vocabulary.load().schema.metadata.get(b"opsonin:match_kind") == b"lexicon"
    ]
    assert marked == ["lexicon"]
