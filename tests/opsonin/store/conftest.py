from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pytest

from opsonin.store.parquet import FileRef
from opsonin.store.records import Committed, Delta
from opsonin.store.store import Store
from opsonin.tables.arrow import Int32, String
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.digest import owner_digests
from opsonin.tables.internal import Index, Results
from opsonin.tables.model import Table, arrow_schema, column, info_of


class Notes(Table, name="notes"):
    """Words about documents."""

    doc_id: String = column("The document")
    word: String = column("A word")
    number: Int32 = column("A number", nullable=True)


@pytest.fixture(scope="session")
def tables() -> Mapping[str, type[Table]]:
    used = ("sources", "rejects", "changes")
    chosen = {name: CONTRACT[name] for name in used}
    return MappingProxyType({"notes": Notes, **chosen, **INTERNAL})


@pytest.fixture
def store(tmp_path: Path, tables: Mapping[str, type[Table]]) -> Store:
    return Store(tmp_path / "data", tables)


@pytest.fixture(scope="session")
def notes() -> Callable[[Mapping[str, Sequence[str]]], list[dict[str, Any]]]:
    """Rows of table notes for the words of each document."""

    def rows(words: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        return [
            {"doc_id": doc_id, "word": word, "number": at}
            for doc_id, found in words.items()
            for at, word in enumerate(found)
        ]

    return rows


@pytest.fixture(scope="session")
def delta() -> Callable[..., Delta]:
    """Write rows of tables and return what commits them."""

    def write(
        store: Store,
        rows: Mapping[str, Iterable[Mapping[str, Any]]],
        *,
        base: int | None = None,
        results: Sequence[Mapping[str, Any]] = (),
        removed: Mapping[str, AbstractSet[str]] = MappingProxyType({}),
        void: AbstractSet[str] = frozenset(),
        shards: Mapping[str, Mapping[str, Sequence[FileRef]]] = MappingProxyType({}),
        run: object = "run",
    ) -> Delta:
        added: dict[str, list[FileRef]] = {}
        index = []
        for name, values in rows.items():
            model = store.tables[name]
            schema = arrow_schema(model)
            table = pa.Table.from_pylist(list(values), schema=schema)
            ref = store.write(name, table, schema)
            if ref is None:
                continue
            added[name] = [ref]
            found = owner_digests(table, info_of(model).keys) if info_of(model).keys else []
            index += [(name, owner, n_rows, digest, ref.file) for owner, n_rows, digest in found]
        names = arrow_schema(Index).names
        return Delta(
            base=store.head() if base is None else base,
            added=added,
            removed=removed,
            results=pa.Table.from_pylist(list(results), schema=arrow_schema(Results)),
            results_void=void,
            index=pa.Table.from_pylist(
                [dict(zip(names, row, strict=True)) for row in index], schema=arrow_schema(Index)
            ),
            shards=shards,
            run={"id": run},
            versions={"opsonin": "0"},
        )

    return write


@pytest.fixture(scope="session")
def put(
    delta: Callable[..., Delta],
    notes: Callable[[Mapping[str, Sequence[str]]], list[dict[str, Any]]],
) -> Callable[..., Committed]:
    """Commit the words of documents."""

    def commit(store: Store, words: Mapping[str, Sequence[str]], **further: Any) -> Committed:
        committed = store.commit(delta(store, {"notes": notes(words)}, **further))
        assert committed is not None
        return committed

    return commit


@pytest.fixture(scope="session")
def words_in() -> Callable[[pa.Table], dict[str, list[str]]]:
    """The words of each document, from rows of table notes."""

    def gather(table: pa.Table) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in sorted(table.to_pylist(), key=lambda row: (row["doc_id"], row["number"])):
            found.setdefault(row["doc_id"], []).append(row["word"])
        return found

    return gather
