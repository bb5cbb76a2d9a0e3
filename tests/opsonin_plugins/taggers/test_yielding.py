from __future__ import annotations

import pyarrow as pa

from opsonin_plugins.taggers.yielding import yielding as marks

COLUMNS = ("doc_id", "clean_start", "clean_end", "type", "curie", "text")
Named = tuple[str, int, int, str, str | None, str]


def named(start: int, written: str, type_: str, curie: str | None = "A:1") -> Named:
    return "0" * 32, start, start + len(written), type_, curie, written


def yielding(mentions: list[Named]) -> list[bool]:
    columns = dict(zip(COLUMNS, map(list, zip(*mentions, strict=True)), strict=True))
    found: list[bool] = marks(pa.table(columns)).tolist()
    return found


def test_a_part_yields_to_the_longer_name_of_another_kind() -> None:
    mentions = [named(0, "plasma exchange", "procedure"), named(0, "plasma", "anatomy")]
    assert yielding(mentions) == [False, True]
    assert yielding(mentions[::-1]) == [True, False]


def test_a_chemical_in_a_disease_does_not_yield() -> None:
    assert yielding([named(0, "cocaine abuse", "disease"), named(0, "cocaine", "chemical")]) == [
        False,
        False,
    ]


def test_names_of_the_same_span_do_not_yield() -> None:
    assert yielding([named(0, "skin", "anatomy"), named(0, "skin", "disease")]) == [False, False]


def test_names_that_only_overlap_do_not_yield() -> None:
    assert yielding([named(0, "lung cancer", "disease"), named(5, "cancer cell", "cell_type")]) == [
        False,
        False,
    ]


def test_general_names_yield_to_special_ones_of_their_kind() -> None:
    virus = named(0, "virus", "organism", "NCBITaxon:10239")
    viruses = named(10, "viruses", "organism", "NCBITaxon:10239")
    special = named(20, "SARS-CoV-2", "organism", "NCBITaxon:2697049")
    assert yielding([virus, viruses, special]) == [True, False, False]
    assert yielding([virus, viruses, named(20, "lupus", "disease")]) == [False, False, False]


def test_some_general_names_yield_in_the_plural_as_well() -> None:
    infections = named(0, "infections", "disease", "MONDO:0005550")
    assert yielding([infections, named(20, "fatigue", "phenotype")]) == [True, False]


def test_names_of_other_documents_do_not_count() -> None:
    virus = named(0, "virus", "organism", "NCBITaxon:10239")
    skin, rash = named(5, "skin", "anatomy"), named(5, "skin rash", "disease")
    elsewhere = ("1" * 32, *named(20, "SARS-CoV-2", "organism", "NCBITaxon:2697049")[1:])
    assert yielding([virus, elsewhere]) == [False, False]
    assert yielding([skin, ("1" * 32, *rash[1:])]) == [False, False]
