from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from opsonin.components.component import (
    RawDocument,
    Reject,
    Resource,
    Source,
    UnreadableError,
)
from opsonin.components.context import Context, NoOptions
from opsonin.errors import ConfigError
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Found, Refused
from opsonin.runner.ingest.raw_rows import raw_table
from opsonin.runner.ingest.reading import MAX_DEPTH, Item, Reader
from opsonin.tables.ingest import Raw
from opsonin.tables.model import arrow_schema

Given = Resource | RawDocument | Reject
DOCUMENT = RawDocument(payload=b"abc", text="abc", media_type="text/plain")


def source(
    name: str,
    read: Callable[[Resource], Iterable[Any]],
    accepts: Callable[[Resource], bool] = lambda _resource: True,
) -> Installed[Source[Any]]:
    component: Source[Any] = Source(
        name=name, version="1", accepts=accepts, read=lambda resource, _context: read(resource)
    )
    return Installed(
        component, NoOptions(), Context(NoOptions()), "x 1", "f" * 32, is_required=True
    )


def member(uri: str) -> Resource:
    return Resource(uri, f"/in/{uri}", lambda: BytesIO(b""))


def read(path: Path, *sources: Installed[Source[Any]]) -> tuple[list[Item], Reader]:
    reader = Reader(sources, 10, "0")
    return list(reader.read([str(path)])), reader


def refusals(items: Iterable[Item]) -> list[tuple[str, str, str]]:
    return [(i.source_uri, i.reason, i.component) for i in items if isinstance(i, Refused)]


def test_resources_go_back_to_the_source_that_accepts_them(tmp_path: Path) -> None:
    folder = source("folder", lambda _r: [member("a"), member("b")], lambda r: r.uri == "")
    file = source("file", lambda _r: [DOCUMENT, replace(DOCUMENT, key="k")])
    items, reader = read(tmp_path, folder, file)
    assert [item.source_uri for item in items if isinstance(item, Found)] == [
        "a",
        "a#k",
        "b",
        "b#k",
    ]
    assert reader.visited == {"", "a", "b"}
    assert reader.counts["file"].documents_in == 4
    assert reader.counts["folder"].documents_in == 0


def test_what_no_source_reads_is_refused_by_the_engine(tmp_path: Path) -> None:
    def cannot_tell(_resource: Resource) -> bool:
        raise ValueError

    folder = source("folder", lambda _r: [member("a")], lambda r: r.uri == "")
    items, _ = read(tmp_path, folder, source("none", lambda _r: [], cannot_tell))
    assert refusals(items) == [("a", "media_type", "opsonin")]


def test_error_of_a_source_ends_its_resource_alone(tmp_path: Path) -> None:
    closed: list[str] = []

    def failing(resource: Resource) -> Iterator[Given]:
        try:
            yield DOCUMENT
            raise OSError("gone")
        finally:
            closed.append(resource.uri)

    folder = source("folder", lambda _r: [member("a"), member("b")], lambda r: r.uri == "")
    items, _ = read(tmp_path, folder, source("file", failing))
    assert refusals(items) == [("a", "io", "file"), ("b", "io", "file")]
    assert sum(isinstance(item, Found) for item in items) == 2
    assert closed == ["a", "b"]


def test_resources_in_each_other_without_end_are_refused(tmp_path: Path) -> None:
    items, _ = read(tmp_path, source("matryoshka", lambda r: [member(f"{r.uri}x")]))
    assert refusals(items) == [("x" * (MAX_DEPTH + 1), "too_deep", "matryoshka")]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (replace(DOCUMENT, payload=b"x" * 11), "too_large"),
        (replace(DOCUMENT, text="\ud800"), "undecodable"),
        (replace(DOCUMENT, metadata={"a": object()}), "contract"),
        (replace(DOCUMENT, metadata=None), "contract"),  # type: ignore[arg-type] # what is tested
        (replace(DOCUMENT, text=b"x"), "contract"),  # type: ignore[arg-type] # what is tested
        (replace(DOCUMENT, payload="x"), "contract"),  # type: ignore[arg-type] # what is tested
        ("a string", "contract"),
        (Reject("empty", "Nothing."), "empty"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(
    tmp_path: Path, item: Any, reason: str
) -> None:
    items, _ = read(tmp_path, source("odd", lambda _r: [item]))
    assert refusals(items) == [("", reason, "odd")]


def test_input_that_is_not_there_is_the_operators_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no input .*nowhere"):
        read(tmp_path / "nowhere", source("none", lambda _r: [], lambda _r: False))


def test_mistake_that_a_source_tells_of_ends_the_run(tmp_path: Path) -> None:
    def failing(_resource: Resource) -> Iterator[Given]:
        raise ConfigError("No such bucket.")

    with pytest.raises(ConfigError, match="No such bucket"):
        read(tmp_path, source("any", failing))


def test_document_becomes_a_row_of_raw(tmp_path: Path) -> None:
    (found,), _ = read(
        tmp_path, source("one", lambda _r: [replace(DOCUMENT, metadata={"b": 1, "a": "é"})])
    )
    assert isinstance(found, Found)
    (row,) = raw_table([found], arrow_schema(Raw)).to_pylist()
    assert row["doc_id"] == "ba7816bf8f01cfea414140de5dae2223"
    assert (row["source_uri"], row["size_bytes"], row["text"]) == ("", 3, "abc")
    assert row["metadata"] == '{"a":"é","b":1}'


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2020-01-01T02:00:00+02:00", datetime(2020, 1, 1, tzinfo=UTC)),
        ("2020-01-01", datetime(2020, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_stated_time_is_read_as_utc(
    tmp_path: Path, stated: str | None, moment: datetime | None
) -> None:
    (found,), _ = read(tmp_path, source("one", lambda _r: [replace(DOCUMENT, observed_at=stated)]))
    assert isinstance(found, Found)
    assert found.observed_at == moment


def test_sources_see_the_head_and_then_the_whole(tmp_path: Path) -> None:
    content = b"x" * 5000
    opened: list[BytesIO] = []

    def open_it() -> BytesIO:
        opened.append(BytesIO(content))
        return opened[-1]

    def whole(resource: Resource) -> Iterator[Given]:
        assert resource.head == content[:4096]
        with resource.open() as stream:
            yield replace(DOCUMENT, payload=stream.read(10), text=f"{len(stream.read())}")

    folder = source("folder", lambda _r: [Resource("a", "/in/a", open_it)], lambda r: r.uri == "")
    (found,), _ = read(tmp_path, folder, source("file", whole))
    assert isinstance(found, Found)
    assert found.text == b"4990"
    assert [stream.closed for stream in opened] == [True]


def test_reason_that_a_stream_gives_is_that_of_the_reject(tmp_path: Path) -> None:
    def broken() -> BytesIO:
        raise UnreadableError("truncated", "It ends early.")

    folder = source("folder", lambda _r: [Resource("a", "/in/a", broken)])
    items, _ = read(tmp_path, folder)
    assert refusals(items) == [("a", "truncated", "folder")]


def test_detail_does_not_depend_on_where_the_input_lies(tmp_path: Path) -> None:
    folder = source(
        "folder", lambda _r: [Resource("a", "/in/\udcff", BytesIO)], lambda r: not r.uri
    )
    items, _ = read(tmp_path, folder)
    (refused,) = items
    assert isinstance(refused, Refused)
    assert refused.detail == "No source reads a."
