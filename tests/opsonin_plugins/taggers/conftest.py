"""A small vocabulary for the tests of the concept tagger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from opsonin import Context, Documents, Vocabulary
from opsonin_plugins.taggers.concepts import CONCEPTS, ConceptOptions

Term = tuple[str, str, str, str]
Tag = Callable[..., list[tuple[str, str, str | None, str]]]

TERMS: dict[str, list[Term]] = {
    "mondo": [
        ("MONDO:0004670", "lupus erythematosus", "lupus", "disease"),
        ("MONDO:0007915", "systemic lupus erythematosus", "lupus", "disease"),
        ("MONDO:0007915", "systemic lupus erythematosus", "SLE", "disease"),
        (
            "MONDO:0007915",
            "systemic lupus erythematosus",
            "systemic lupus erythematosus",
            "disease",
        ),
        ("MONDO:0100096", "COVID-19", "COVID-19", "disease"),
        ("MONDO:0005010", "coronary artery disorder", "coronary disease", "disease"),
        ("MONDO:0005556", "lupus nephritis", "lupus nephritis", "disease"),
        ("MONDO:0018076", "tuberculosis", "tuberculosis", "disease"),
    ],
    "mesh": [
        ("MESH:D007370", "Interferon Type I", "Interferon, Type I", "protein"),
        ("MESH:D007372", "Interferons", "Interferon", "protein"),
        ("MESH:D011944", "Receptors, Androgen", "Androgen Receptors", "protein"),
        ("MESH:D000163", "Acquired Immunodeficiency Syndrome", "AIDS", "disease"),
        ("MESH:D003324", "Coronary Artery Disease", "coronary", "anatomy"),
        ("MESH:D012049", "Reinfection", "reinfection", "disease"),
        ("MESH:D013812", "Therapeutics", "therapist", "procedure"),
    ],
    "hgnc": [
        ("HGNC:1633", "CD19", "CD19", "gene"),
        ("HGNC:12731", "WASF1", "WASP", "gene"),
        ("HGNC:11892", "TNF", "TNF-alpha", "gene"),
        ("HGNC:9999", "MARCHF6", "MAR6", "gene"),
    ],
}
LEXICON: list[Term] = [
    ("MONDO:0100096", "COVID-19", "new coronary disease", "disease"),
    ("MONDO:0100096", "COVID-19", "new crown", "disease"),
]


def vocabulary(name: str, terms: list[Term], *, is_lexicon: bool = False) -> Vocabulary:
    def load() -> pa.Table:
        curies, labels, names, types = zip(*terms, strict=True)
        table = pa.table(
            {
                "curie": curies,
                "label": labels,
                "term": names,
                "type": types,
                "alt_curies": pa.array([[] for _ in terms], pa.list_(pa.string())),
            }
        )
        kind = {"opsonin:match_kind": "lexicon"} if is_lexicon else {}
        return table.replace_schema_metadata(kind)

    return Vocabulary(
        name=name,
        version="7",
        licence="CC0-1.0",
        sha256=hashlib.sha256(repr((name, terms)).encode()).hexdigest(),
        n_concepts=len({term[0] for term in terms}),
        n_terms=len(terms),
        load=load,
    )


@pytest.fixture
def make_vocabulary() -> Callable[..., Vocabulary]:
    """Give a function that makes a vocabulary of a name and terms."""
    return vocabulary


@pytest.fixture
def small() -> tuple[Vocabulary, ...]:
    """Four small vocabularies, the last a lexicon."""
    own = [vocabulary(name, terms) for name, terms in TERMS.items()]
    return (*own, vocabulary("lexicon", LEXICON, is_lexicon=True))


@pytest.fixture
def tag_tables(small: tuple[Vocabulary, ...]) -> Callable[..., pa.Table]:
    """Tag texts; gives the mentions."""

    def tag(*texts: str, cache: Path | None = None, **options: object) -> pa.Table:
        ids = [f"{number:032x}" for number in range(len(texts))]
        batch = pa.record_batch({"doc_id": pa.array(ids), "text": pa.array(list(texts))})
        context = Context(ConceptOptions(**options), small, cache)  # type: ignore[arg-type] # by name
        return CONCEPTS.tag(Documents(batch), context)["mentions"]

    return tag


@pytest.fixture
def tag(tag_tables: Callable[..., pa.Table]) -> Tag:
    """Tag one text; gives covered text, type, id and match kind of each mention in text order."""

    def run(text: str, **options: object) -> list[tuple[str, str, str | None, str]]:
        rows = tag_tables(text, **options).to_pylist()
        rows.sort(key=lambda row: (row["clean_start"], -row["clean_end"], row["type"]))
        return [
            (text[r["clean_start"] : r["clean_end"]], r["type"], r["curie"], r["match_kind"])
            for r in rows
        ]

    return run
