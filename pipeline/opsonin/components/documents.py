"""The batch of documents that a component is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from typing import Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from opsonin.analysis.analysis import Analysis
from opsonin.errors import PluginError


class Document:
    """One document of a batch.

    Attributes:
        doc_id: 32 hexadecimal characters.
        text: The text as the component finds it: a cleaner sees what the cleaners before it left,
            a tagger the clean text.
    """

    __slots__ = ("_batch", "_position", "doc_id", "text")

    def __init__(self, batch: Documents, position: int, doc_id: str, text: str) -> None:
        self._batch = batch
        self._position = position
        self.doc_id = doc_id
        self.text = text

    @property
    def media_type(self) -> str:
        """Such as ``text/html``; empty for taggers, which see clean text alone."""
        return self._batch.media_types[self._position]

    @property
    def row(self) -> Mapping[str, object]:
        """All columns of the document that the component may see."""
        return dict(self._batch.arrow.slice(self._position, 1).to_pylist()[0])

    @property
    def tables(self) -> Mapping[str, list[dict[str, Any]]]:
        """The rows of each declared table, as dictionaries.

        Raises:
            PluginError: The component did not declare that it reads the table that is asked for.
        """
        grouped = self._batch.rows_by_document
        return _Declared({name: rows.get(self.doc_id, []) for name, rows in grouped.items()})


class _Declared(dict[str, list[dict[str, Any]]]):
    """Rows by table, which says what to do about a table that is missing."""

    def __missing__(self, name: str) -> NoReturn:
        raise _undeclared(name, self)


def _undeclared(name: str, declared: Iterable[str]) -> PluginError:
    known = ", ".join(sorted(declared)) or "none"
    return PluginError(
        f"The component reads table {name!r}, which it does not declare.",
        remedy=f'Declare needs=("{name}",). Declared are: {known}.',
    )


class ByColumn:
    """Loads the rows of a table, or some columns of them without the others.

    Args:
        load: Given the columns wanted, or None for all.
    """

    def __init__(self, load: Callable[[Sequence[str] | None], pa.Table]) -> None:
        self._load = load

    def __call__(self) -> pa.Table:
        """Return the rows with all columns."""
        return self._load(None)

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return the rows with these columns."""
        return self._load(names)


class Documents:
    """An immutable batch of documents.

    Components see nothing that depends on where a document was found: same bytes, same result.

    Attributes:
        arrow: Documents x columns. Cleaners: ``doc_id``, ``text``, ``media_type``, ``metadata``
            (JSON). Taggers: the columns of table ``documents`` but for the place and the maker
            of the row.

    Args:
        arrow: See above.
        tables: For each table that the component declared, a function that loads its rows; a
            `ByColumn` where columns can be left out.
        analysis: The analysis of these very texts, if another batch has it already.
        changed: For a corpus tagger that is given its earlier rows, the documents that were not
            there or were others when it gave them; None if all count as new.
    """

    def __init__(
        self,
        arrow: pa.RecordBatch,
        tables: Mapping[str, Callable[[], pa.Table]] | None = None,
        analysis: Analysis | None = None,
        changed: AbstractSet[str] | None = None,
    ) -> None:
        self.arrow = arrow
        self.changed = changed
        self._given = analysis
        self._load = dict(tables or {})
        self._tables: dict[str, pa.Table] = {}

    def __len__(self) -> int:
        """Return the number of documents."""
        return int(self.arrow.num_rows)

    @cached_property
    def ids(self) -> list[str]:
        """The ``doc_id`` of each document."""
        return list(self.arrow.column("doc_id").to_pylist())

    @cached_property
    def texts(self) -> list[str]:
        """The text of each document."""
        return list(self.arrow.column("text").to_pylist())

    @cached_property
    def analysis(self) -> Analysis:
        """Tokens, sentences, lines and n-gram hashes of the texts, each computed on first use.

        Components that are given the same texts share one analysis.
        """
        return Analysis(self.arrow.column("text")) if self._given is None else self._given

    def columns(self, names: Sequence[str]) -> pa.Table:
        """Return some columns of the documents.

        For a corpus tagger only these are read, where `arrow` reads all texts as well.

        Args:
            names: Columns of `arrow`.

        Returns:
            Documents x ``names``, in the order of `ids`.
        """
        return pa.Table.from_batches([self.arrow.select(list(names))])

    @property
    def table_names(self) -> tuple[str, ...]:
        """The tables that the component declared in ``needs`` or ``refines``."""
        return tuple(self._load)

    def is_new(self, doc_id: str) -> bool:
        """Tell whether a document is not as it was when a corpus tagger gave its earlier rows.

        Whatever rests on documents of which none is new need not be computed again: its rows
        stand among the tagger's own. All documents are new to a tagger without earlier rows, and
        to one of another version or with other options.
        """
        return self.changed is None or doc_id in self.changed

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return the rows of one declared table for the documents of this batch.

        For a cleaner the columns are ``doc_id``, ``clean_start``, ``clean_end`` (in the
        coordinates of its own input) and those that components fill. For a tagger they are all
        columns of the table; what the taggers before it gave is merged and has its ids.

        Args:
            name: The table.
            columns: Those wanted, in this order; all when left out. To a corpus tagger, whose
                tables are read from files, this saves reading the others.

        Raises:
            PluginError: The component did not declare that it needs the table.
            KeyError: The table has no such column.
        """
        if name not in self._load:
            raise _undeclared(name, self._load)
        load = self._load[name]
        if columns is not None and name not in self._tables and isinstance(load, ByColumn):
            return load.columns(columns)
        if name not in self._tables:
            self._tables[name] = load()
        rows = self._tables[name]
        return rows if columns is None else rows.select(list(columns))

    def __iter__(self) -> Iterator[Document]:
        """Yield the documents one by one."""
        for position, (doc_id, text) in enumerate(zip(self.ids, self.texts, strict=True)):
            yield Document(self, position, doc_id, text)

    @cached_property
    def media_types(self) -> list[str]:
        """The media type of each document; empty for taggers, which see clean text alone."""
        if "media_type" not in self.arrow.schema.names:
            return [""] * len(self)
        return list(self.arrow.column("media_type").to_pylist())

    @cached_property
    def rows_by_document(self) -> Mapping[str, Mapping[str, list[dict[str, Any]]]]:
        """The rows of each declared table, as dictionaries, by ``doc_id``."""
        return {name: self._rows_by_document(name) for name in self._load}

    def take(self, indices: list[int]) -> Documents:
        """Return a batch of the documents at these positions, with their tables."""
        ids = pa.array([self.ids[i] for i in indices], pa.string())

        def rows_of(name: str, columns: Sequence[str] | None) -> pa.Table:
            read = None if columns is None else list(dict.fromkeys(["doc_id", *columns]))
            rows = self.table(name, read)
            rows = rows.filter(pc.is_in(rows["doc_id"], value_set=ids))
            return rows if columns is None else rows.select(list(columns))

        chosen = self.arrow.take(pa.array(indices, pa.int64()))
        loaders = {name: ByColumn(partial(rows_of, name)) for name in self._load}
        return Documents(chosen, loaders, changed=self.changed)

    def with_tables(
        self,
        tables: Mapping[str, pa.Table],
        changed: AbstractSet[str] | None = None,
        *,
        names: AbstractSet[str] | None = None,
    ) -> Documents:
        """Return the same documents with these tables in the place of those of equal name.

        Args:
            tables: Rows by table name.
            changed: As for the class.
            names: All tables that may be read; when left out, those of before and ``tables``.
        """
        loaders: dict[str, Callable[[], pa.Table]] = {
            name: ByColumn(partial(self.table, name)) for name in self._load
        }
        loaders |= {name: partial(_same, table) for name, table in tables.items()}
        if names is not None:
            loaders = {name: load for name, load in loaders.items() if name in names}
        return Documents(self.arrow, loaders, self.analysis, changed)

    def _rows_by_document(self, name: str) -> dict[str, list[dict[str, Any]]]:
        grouped: dict[str, list[dict[str, Any]]] = {}
        rows = self.table(name)
        about = _naming_column(rows)
        for row in rows.to_pylist() if about else ():
            grouped.setdefault(row[about], []).append(row)
        return grouped


def _naming_column(rows: pa.Table) -> str:
    """Return the column with the document of each row: of ``links``, where they start from."""
    named = [name for name in rows.column_names if name.endswith("_doc_id")]
    return "doc_id" if "doc_id" in rows.column_names else "".join(named[:1])


def _same(table: pa.Table) -> pa.Table:
    return table
