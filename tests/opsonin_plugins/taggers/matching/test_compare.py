from __future__ import annotations

import pytest

from opsonin_plugins.taggers.matching.compare import Name, match_kind, name_at
from opsonin_plugins.taggers.matching.folding import fold


def name(written: str) -> Name:
    folded = fold(written)
    return name_at(written, written, folded, 0, len(folded.starts) - 1)


def kind(found: str, term: str, *, is_gene: bool = False) -> str | None:
    return match_kind(name(found), name(term), is_gene=is_gene)


@pytest.mark.parametrize(
    ("found", "term"),
    [
        ("Lupus", "lupus"),
        ("re-infection", "reinfection"),
        ("reinfection", "re-infection"),
        ("T-cell", "T cell"),
        ("COVID 19", "COVID-19"),
        ("Covid-19", "COVID-19"),
        ("Cd19", "CD19"),
        ("MTOR", "mTOR"),
        ("E coli", "E. coli"),
        ("T\ncells", "T cell"),
        ("Crohn's disease", "Crohn disease"),
        ("SLEs", "SLE"),
        ("D-glucosamine", "D-Glucosamine"),
    ],
)
def test_spellings_of_a_name_match(found: str, term: str) -> None:
    assert kind(found, term) == "normalised"


@pytest.mark.parametrize(
    ("found", "term"),
    [
        ("the rapist", "therapist"),
        ("in. flu", "in flu"),
        ("T\n\ncells", "T cell"),
        ("T    \t cells", "T cell"),
        ("T (cells", "T cell"),
        ("aid", "AID"),
        ("AIDS", "aids"),
        ("was", "WAS"),
        ("mar 6", "MAR6"),
        ("MAR 6", "MAR6"),
        ("it is", "IT IS"),
        ("lupus", "lupin"),
        ("cox-2", "COX-2"),
        ("n-ras", "N-Ras"),
    ],
)
def test_look_alikes_do_not_match(found: str, term: str) -> None:
    assert kind(found, term) is None


def test_the_very_same_characters_match_exactly() -> None:
    assert kind("B cell", "B cell") == "exact"


def test_single_words_for_genes_keep_their_case() -> None:
    assert kind("yes", "Yes", is_gene=True) is None
    assert kind("Yes", "Yes", is_gene=True) == "exact"
    assert kind("thrombomodulin", "Thrombomodulin", is_gene=True) == "normalised"
