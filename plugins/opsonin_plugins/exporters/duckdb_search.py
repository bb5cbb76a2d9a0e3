"""Full-text search in a DuckDB file by tables and macros alone, ranked by BM25.

DuckDB's own search is an extension that every reader would have to download. Three tables and
plain SQL need nothing, and older clients read them as well.

Sources: Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond" (2009),
with the weight of a term that DuckDB's extension and Lucene use, which is never negative; Harman,
"How effective is suffixing?" (1991) for the plural that is taken off words; viruses, sinuses and
fetuses, which it would leave apart from their singular, have a rule of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

#: How soon further occurrences of a term count less, and how far a long text does.
#: Source: the defaults of Lucene and of DuckDB's extension.
_K1, _B = 1.2, 0.75
#: Rows whose words are taken apart at once; bounds the memory that takes.
_SLICE_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class _Searched:
    """A table that can be searched.

    Attributes:
        row_id: The expression of a row's id within its document.
        columns: What is searched.
        shown: Columns of an answer, besides its score.
    """

    row_id: str
    columns: tuple[str, ...]
    shown: tuple[str, ...]


_SEARCHED: Mapping[str, _Searched] = {
    "documents": _Searched("0", ("title", "text"), ("doc_id", "title", "source_uri")),
    "claims": _Searched("claim_id", ("text",), ("doc_id", "claim_id", "text")),
    "quotes": _Searched("quote_id", ("text", "speaker"), ("doc_id", "quote_id", "speaker", "text")),
}
SEARCHES = tuple(f"search_{table}" for table in _SEARCHED)
"""The macros, each of which takes the words that are looked for."""

# Replaced in the text as a whole: lambdas are written one way before DuckDB 1.3, another after 2.0.
_TERMS_OF = r"""
create macro search_terms_of(words) as regexp_extract_all(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        array_to_string(
            regexp_extract_all(lower(strip_accents(coalesce(words, ''))), '[\p{L}\p{N}\p{M}]+'), ' '
        ),
        '([^ ][nrt]us)es( |$)', '\1\2', 'g'),
        '([^ae ])ies( |$)', '\1y\2', 'g'),
        '([^ ][^aeo ]e)s( |$)', '\1\2', 'g'),
        '([^ ][^ ][^us ])s( |$)', '\1\2', 'g'),
    '[^ ]+'
)
"""
_ABOUT: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "search_rows": (
        "A row of a table that can be searched: search_documents('words') looks here",
        {
            "entry": "Its number in the index",
            "table_name": "Its table",
            "doc_id": "Its document",
            "row_id": "Its id within the document; 0 in documents",
            "n_terms": "How many terms it has",
        },
    ),
    "search_terms": (
        "A term of the index: a word in small letters, without accents and plural",
        {
            "term_id": "Its number in the index",
            "table_name": "The table whose rows have it",
            "term": "The term",
            "n_rows": "How many rows of that table have it",
        },
    ),
    "search_postings": (
        "How often a term occurs in a row of a table that can be searched",
        {
            "term_id": "The term, in search_terms",
            "entry": "The row, in search_rows",
            "n_occurrences": "How often",
        },
    ),
}


def add_search(connection: duckdb.DuckDBPyConnection, database: str, beside: Path) -> None:
    """Add an index of words, and macros that search it, to a database that has all tables.

    Args:
        connection: Has the database attached and in use.
        database: Its name there.
        beside: Where a file goes that is only needed meanwhile. It has one name, so that what a
            crash leaves is gone after the next try.
    """
    _discard(beside)
    try:
        connection.execute(f"attach {quoted(str(beside))} as building")
        try:
            connection.execute(_TERMS_OF)
            _take_apart(connection)
            for statement in _index():
                connection.execute(statement)
        finally:
            connection.execute(f"use {database}")
            connection.execute("detach building")
    finally:
        _discard(beside)
    for statement in _described():
        connection.execute(statement)


def _discard(database: Path) -> None:
    """Remove a database of ours with its log."""
    for path in (database, database.with_name(f"{database.name}.wal")):
        path.unlink(missing_ok=True)


def quoted(text: str) -> str:
    """Return a string literal of SQL.

    >>> quoted("a reader's guide")
    "'a reader''s guide'"
    """
    return "'" + text.replace("'", "''") + "'"


def _take_apart(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"create table search_rows as {_rows()}")
    connection.execute(
        "create table building.found (table_name varchar, term varchar, entry integer, n integer)"
    )
    for table, searched in _SEARCHED.items():
        texts = " || ' ' || ".join(f"coalesce({name}, '')" for name in searched.columns)
        for start in _slices(connection, table):
            connection.execute(
                f"""
                insert into building.found
                select '{table}', term, entry, count(*) from (
                    select entry, unnest(search_terms_of({texts})) as term
                    from search_rows join {table} as rows_of_it
                        on rows_of_it.doc_id = search_rows.doc_id and {searched.row_id} = row_id
                    where table_name = '{table}' and entry between {start}
                        and {start + _SLICE_ROWS - 1}
                ) group by term, entry
                """  # noqa: S608 - names and numbers that stand above
            )


def _slices(connection: duckdb.DuckDBPyConnection, table: str) -> Sequence[int]:
    """Return the first entry of each slice of a table."""
    query = "select min(entry), max(entry) from search_rows where table_name = ?"
    ((first, last),) = connection.execute(query, [table]).fetchall()
    return () if first is None else range(first, last + 1, _SLICE_ROWS)


def _rows() -> str:
    listed = " union all ".join(
        f"select '{table}' as table_name, doc_id, {one.row_id} as row_id from {table}"  # noqa: S608
        for table, one in _SEARCHED.items()
    )
    numbered = "row_number() over (order by table_name, doc_id, row_id) :: integer as entry"
    return f"select {numbered}, table_name, doc_id, row_id, 0 as n_terms from ({listed})"  # noqa: S608


def _index() -> Iterator[str]:
    """Yield what turns the terms found into tables, the postings of a term side by side."""
    yield """
        create table search_terms as
        select row_number() over (order by table_name, term) :: integer as term_id,
            table_name, term, count(*) :: integer as n_rows
        from building.found group by table_name, term order by table_name, term
    """
    yield """
        create table search_postings as
        select term_id, entry, n as n_occurrences
        from building.found join search_terms using (table_name, term) order by term_id, entry
    """
    yield """
        create or replace table search_rows as
        select entry, table_name, doc_id, row_id, coalesce(n_terms, 0) :: integer as n_terms
        from (select * exclude (n_terms) from search_rows)
        left join (select entry, sum(n) as n_terms from building.found group by entry) using (entry)
        order by entry
    """
    for table, searched in _SEARCHED.items():
        yield _macro(table, searched)


def _macro(table: str, searched: _Searched) -> str:
    shown = ", ".join(f"{table}.{column}" for column in searched.shown)
    return f"""
        create macro search_{table}(words) as table
        with wanted as (
            select term_id, n_rows from search_terms
            where table_name = '{table}' and list_contains(search_terms_of(words), term)
        ), corpus as (
            select count(*) as n_rows, avg(n_terms) as mean_terms
            from search_rows where table_name = '{table}'
        ), scored as (
            select entry, sum(
                ln(1 + (corpus.n_rows - wanted.n_rows + 0.5) / (wanted.n_rows + 0.5))
                * n_occurrences * ({_K1} + 1) / (n_occurrences
                    + {_K1} * (1 - {_B} + {_B} * search_rows.n_terms / corpus.mean_terms))
            ) as score
            from wanted join search_postings using (term_id) join search_rows using (entry)
            cross join corpus group by entry
        )
        select {shown}, score
        from scored join search_rows using (entry)
        join {table} on {table}.doc_id = search_rows.doc_id and {searched.row_id} = row_id
        order by score desc, entry
    """  # noqa: S608 - names and numbers that stand above


def _described() -> Iterator[str]:
    for table, (about, columns) in _ABOUT.items():
        yield f"comment on table {table} is {quoted(about)}"
        for column, meaning in columns.items():
            yield f"comment on column {table}.{column} is {quoted(meaning)}"
