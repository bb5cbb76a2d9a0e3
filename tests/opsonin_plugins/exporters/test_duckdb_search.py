"""Search in a DuckDB file: what it finds, and its ranking against BM25 reckoned here."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest

from opsonin import Context, Snapshot
from opsonin_plugins.exporters import duckdb_search
from opsonin_plugins.exporters.duckdb_file import DUCKDB, DuckdbOptions
from opsonin_plugins.exporters.duckdb_search import SEARCHES

SnapshotOf = Callable[[Mapping[str, str]], Snapshot]
TEXTS = {
    "a.txt": "Asthma and fever\n\nFever was seen in asthma. Fever, again, and once more a fever.\n",
    "b.txt": "Lupus studies\n\nStudies of lupus report no fever, and tell of the skin.\n",
    "c.txt": "Nothing to report.\n",
    "d.txt": "Asthma, in short.\n",
}


@pytest.fixture(scope="module")
def searched(snapshot_of: SnapshotOf) -> Snapshot:
    return snapshot_of(TEXTS)


@pytest.fixture(scope="module")
def connection(searched: Snapshot) -> duckdb.DuckDBPyConnection:
    place = DUCKDB.export(searched, Context(DuckdbOptions()))
    return duckdb.connect(place, read_only=True)


def _score(terms: list[str], row: list[str], rows: list[list[str]]) -> float:
    """Return BM25 of a row. Source: Robertson and Zaragoza (2009), equation 3.15."""
    counted, mean = Counter(row), sum(map(len, rows)) / len(rows)
    total = 0.0
    for term in terms:
        with_it = sum(term in other for other in rows)
        weight = math.log(1 + (len(rows) - with_it + 0.5) / (with_it + 0.5))
        spread = 1.2 * (1 - 0.75 + 0.75 * len(row) / mean)
        total += weight * counted[term] * 2.2 / (counted[term] + spread)
    return total


def test_ranking_is_bm25(searched: Snapshot, connection: duckdb.DuckDBPyConnection) -> None:
    documents = searched.read("documents").to_pylist()
    words = {
        one["doc_id"]: [
            "study" if word == "studies" else word
            for word in re.findall(r"[a-z]+", f"{one['title'] or ''} {one['text']}".lower())
        ]
        for one in documents
    }
    expected = {
        doc_id: _score(["fever", "asthma"], row, list(words.values()))
        for doc_id, row in words.items()
        if {"fever", "asthma"} & set(row)
    }
    found = connection.execute(
        "select doc_id, score from search_documents('Fever ASTHMA')"
    ).fetchall()
    assert len(found) == 3
    assert dict(found) == pytest.approx(expected)
    assert [score for _, score in found] == sorted(expected.values(), reverse=True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("study", ["b.txt"]),
        ("STUDIES of lupus", ["b.txt"]),
        ("Ásthmas", ["d.txt", "a.txt"]),
        ("it's missing", []),
        ("", []),
        ("%_'\"; drop", []),
    ],
)
def test_case_accents_and_plural_do_not_matter(
    connection: duckdb.DuckDBPyConnection, words: str, expected: list[str]
) -> None:
    found = connection.execute("select source_uri from search_documents(?)", [words]).fetchall()
    assert sorted(uri for (uri,) in found) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("diseases viruses glass virus", ["disease", "virus", "glass", "virus"]),
        ("causes sinuses uses", ["cause", "sinus", "use"]),
        ("Therapies trees was IL-17As", ["therapy", "tree", "was", "il", "17a"]),
        (
            "TNF-\u03b1 \u75be\u75c5 f\u00e9es 1.5",
            ["tnf", "\u03b1", "\u75be\u75c5", "fee", "1", "5"],
        ),
        (None, []),
    ],
)
def test_terms_are_words_without_accents_and_plural(
    connection: duckdb.DuckDBPyConnection, text: str | None, terms: list[str]
) -> None:
    assert connection.execute("select search_terms_of(?)", [text]).fetchall() == [(terms,)]


def test_claims_and_quotes_are_found_by_their_words(snapshot_of: SnapshotOf) -> None:
    told = 'Masks\n\n"Masks reduce the risk of influenza," said Dr. Eve Stone.\n'
    snapshot = snapshot_of({"a.txt": told})
    place = DUCKDB.export(snapshot, Context(DuckdbOptions()))
    with duckdb.connect(place, read_only=True) as found:
        quote = "select quote_id, speaker from search_quotes('stone')"
        assert found.execute(quote).fetchall() == [(0, "Eve Stone")]
        claim = "select claim_id from search_claims('masks of influenza')"
        assert found.execute(claim).fetchall() == [(0,)]
        macros = "select function_name from duckdb_functions() where not internal"
        assert {name for (name,) in found.execute(macros).fetchall()} >= set(SEARCHES)


def test_slices_change_nothing(
    searched: Snapshot, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_search, "_SLICE_ROWS", 1)
    place = DUCKDB.export(searched, Context(DuckdbOptions(file="sliced.duckdb")))
    with duckdb.connect(place, read_only=True) as sliced:
        for table in ("search_rows", "search_terms", "search_postings"):
            query = f"from {table}"
            assert sliced.execute(query).fetchall() == connection.execute(query).fetchall()
    assert not list(Path(place).parent.glob(".*"))


def test_file_that_is_attached_is_searched_once_it_is_in_use(searched: Snapshot) -> None:
    place = DUCKDB.export(searched, Context(DuckdbOptions(file="attached.duckdb")))
    with duckdb.connect() as found:
        found.execute(f"attach '{place}' as opened (read_only)")
        found.execute("use opened")
        uris = found.execute("select source_uri from search_documents('lupus')").fetchall()
    assert uris == [("b.txt",)]
