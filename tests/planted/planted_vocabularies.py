"""Vocabularies with one planted fault each, and their sound twin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

import pyarrow as pa

from opsonin import Term, Vocabulary, from_terms, hookimpl

TERMS = (
    Term(
        curie="MONDO:0005148",
        label="type 2 diabetes mellitus",
        term="type 2 diabetes mellitus",
        type="disease",
        alt_curies=("MESH:D003924",),
    ),
    Term(
        curie="MONDO:0005148",
        label="type 2 diabetes mellitus",
        term="T2D",
        type="disease",
        alt_curies=("MESH:D003924",),
    ),
    Term(curie="HGNC:5438", label="IFNG", term="IFNG", type="gene"),
    Term(curie="HGNC:5438", label="IFNG", term="interferon g\u00e4mma", type="gene"),
)
SOUND = from_terms(TERMS, name="sound", version="2026-11", licence="CC0-1.0")


class Planted:
    """A plugin that offers one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @hookimpl
    def register_vocabularies(self) -> Iterable[Vocabulary]:
        """Offer it."""
        return [self.vocabulary]


def _with(**changes: object) -> Vocabulary:
    """Return the sound vocabulary with its last name changed."""
    *others, last = TERMS
    changed = replace(last, **changes)  # type: ignore[arg-type]
    return from_terms([*others, changed], name="faulty", version="1", licence="CC0-1.0")


def _of(**changes: object) -> Vocabulary:
    """Return the sound vocabulary with its record changed."""
    return replace(SOUND, name="faulty", **changes)  # type: ignore[arg-type]


def _concept(curie: str, *, alt_curies: tuple[str, ...] = ()) -> Vocabulary:
    """Return the sound vocabulary with a further concept."""
    term = Term(curie=curie, label="lupus", term="lupus", type="disease", alt_curies=alt_curies)
    return from_terms([*TERMS, term], name="faulty", version="1", licence="CC0-1.0")


def _turned() -> pa.Table:
    table = SOUND.load()
    _LOADS.append(1)
    step = -1 if len(_LOADS) % 2 else 1
    return table.take(list(range(table.num_rows))[::step])


def _changed(change: Callable[[pa.Table], pa.Table]) -> Callable[[], pa.Table]:
    return lambda: change(SOUND.load())


def _with_null(table: pa.Table) -> pa.Table:
    labels = pa.array([None, *table["label"].to_pylist()[1:]], pa.string())
    return table.set_column(table.column_names.index("label"), "label", labels)


def _not_text(table: pa.Table) -> pa.Table:
    bad = [b"\xff\xfe", *(one.encode() for one in table["term"].to_pylist()[1:])]
    # Arrow takes the bytes at their word.
    terms = pa.array(bad, pa.binary()).view(pa.string())
    return table.set_column(table.column_names.index("term"), "term", terms)


def _twice(table: pa.Table) -> pa.Table:
    return pa.concat_tables([table, table.slice(0, 1)])


def _with_key(table: pa.Table) -> pa.Table:
    return table.append_column("key", pa.array(range(table.num_rows), pa.int32()))


_KEPT: list[pa.Table] = []


def _kept(count: int) -> pa.Table:
    words = [f"name {number} {number * 7919}" for number in range(count)]
    table = pa.table(
        {
            "curie": [f"EX:{number}" for number in range(count)],
            "label": words,
            "term": words,
            "type": ["disease"] * count,
            "alt_curies": pa.array([[]] * count, pa.list_(pa.string())),
        }
    )
    _KEPT.append(table)
    return table


_LOADS: list[int] = []


def _grows() -> pa.Table:
    _LOADS.append(1)
    table = SOUND.load()
    return table.slice(0, table.num_rows - len(_LOADS) % 2)


#: A faulty vocabulary, and the check that has to catch it.
FAULTS: Mapping[str, tuple[Vocabulary, str]] = {
    "licence": (_of(licence="free for all"), "licence_is_stated"),
    "licence_case": (_of(licence="cc-by-4.0"), "licence_is_stated"),
    "version": (_of(version="latest"), "version_is_stated"),
    "columns": (
        _of(load=_changed(lambda table: table.drop_columns(["type"]))),
        "terms_have_the_columns_of_the_contract",
    ),
    "nulls": (_of(load=_changed(_with_null)), "terms_have_the_columns_of_the_contract"),
    "bytes": (_of(load=_changed(_not_text)), "terms_are_valid_arrow"),
    "nothing": (_of(load=_changed(lambda table: table.slice(0, 0))), "there_are_terms"),
    "n_terms": (_of(n_terms=5), "number_of_terms_is_right"),
    "n_concepts": (_of(n_concepts=1), "number_of_concepts_is_right"),
    "order": (_of(load=_turned), "loading_twice_gives_the_same"),
    "loses": (_of(load=_grows), "rebuilding_gives_the_same"),
    "digest": (_of(sha256="0" * 64), "digest_is_that_of_the_terms"),
    "hoards": (_of(load=partial(_kept, 40_000)), "loading_leaves_nothing_behind"),
    "url": (_concept("http://purl.obolibrary.org/obo/MONDO_0000001"), "ids_are_curies"),
    "underscore": (_concept("MONDO_0000001"), "ids_are_curies"),
    "doubled": (_concept("MONDO:MONDO:0000001"), "ids_are_curies"),
    "lower_case": (_concept("mondo:0000001"), "ids_are_curies"),
    "short": (_concept("MONDO:1"), "ids_are_curies"),
    "alt": (_concept("MONDO:0000001", alt_curies=("MSH:D1",)), "alt_ids_are_curies"),
    "alt_self": (
        _concept("MONDO:0000001", alt_curies=("MONDO:0000001",)),
        "alt_ids_say_something_new",
    ),
    "alt_other": (
        _concept("MONDO:0000001", alt_curies=("MONDO:0005148",)),
        "alt_ids_are_not_ids_of_others",
    ),
    "alt_differs": (_with(alt_curies=("MESH:D1",)), "alt_ids_are_the_same_for_all_names"),
    "labels": (_with(label="interferon"), "concepts_have_one_label"),
    "types": (_with(type="protein"), "concepts_have_one_type"),
    "unlabelled": (_with(curie="HGNC:1", label=" "), "labels_are_not_empty"),
    "label_missing": (_with(curie="HGNC:1", label="ABC"), "labels_are_among_the_names"),
    "blank": (_with(term=" - "), "names_are_not_empty"),
    "number": (_with(term="17"), "names_are_no_mere_numbers"),
    "untrimmed": (_with(term="interferon "), "names_are_trimmed"),
    "mojibake": (_with(term="Ch\ufffddiak"), "names_are_trimmed"),
    "definition": (_with(term="interferon " * 60), "names_are_of_one_text"),
    "decomposed": (_with(term="ga\u0308mma"), "names_are_composed"),
    "twice": (_of(load=_changed(_twice)), "no_name_is_there_twice"),
    "plural": (_with(curie="HGNC:1", type="genes"), "types_are_words_of_the_contract"),
    "key": (_of(load=_changed(_with_key)), "matching_column_is_sound"),
}
