from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from opsonin import Context, RawDocument, Reject, Resource, UnreadableError
from opsonin_plugins.sources import bioc_json
from opsonin_plugins.sources.xml_file import XmlOptions
from xml_samples import BIOC_JSON_RECORD


def record(name: object) -> str:
    return BIOC_JSON_RECORD.replace('"{id}"', json.dumps(name))


def resource(content: bytes) -> Resource:
    return Resource(uri="a", location="a", open=lambda: io.BytesIO(content), head=content[:4096])


def read(content: str, max_bytes: int = 1 << 20) -> Iterator[RawDocument | Reject]:
    place = resource(content.encode())
    assert bioc_json.accepts(place)
    return bioc_json.read(place, Context(XmlOptions(max_bytes=max_bytes)))


def outcomes(content: str, max_bytes: int = 1 << 20) -> list[tuple[str, str]]:
    found = []
    try:
        for item in read(content, max_bytes):
            kind = "document" if isinstance(item, RawDocument) else item.reason
            found.append((item.key, kind))
    except UnreadableError as error:
        found.append(("", error.reason))
    return found


def _collection(*records: str) -> str:
    return f'{{"source": "PMC", "infons": {{}}, "documents": [{", ".join(records)}], "x": {{}}}}'


@pytest.mark.parametrize(
    "written",
    [
        _collection,
        lambda *all_of: f"[{_collection(*all_of)}]",
        lambda *all_of: f'{{"PubTator3": [{", ".join(all_of)}]}}',
        lambda *all_of: f"[{', '.join(all_of)}]",
        lambda *all_of: "\n".join(all_of),
        lambda *all_of: "\n".join(map(_collection, all_of)),
    ],
)
def test_documents_are_found_however_they_are_held(written: Callable[..., str]) -> None:
    first, second = read(written(record("PMC7"), record(8)))
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert (first.key, second.key) == ("PMC7", "8")
    assert first.text == record("PMC7")
    assert first.payload == (first.text or "").encode()
    assert first.media_type == "application/bioc+json"


def test_a_document_states_what_its_infons_and_members_say() -> None:
    beside = (
        '"pmid": 3, "date": "2020-10-01T00:00:00Z", "authors": ["Bo Poe", "Al Foe"], "passages"'
    )
    [found] = read(record(1).replace('"passages"', beside).replace("name_0", "name"))
    assert isinstance(found, RawDocument)
    assert found.metadata == {
        "document_id": "1",
        "licence": "CC BY",
        "title": 'Mice "and" mén',
        "doi": "10.1000/x",
        "pmcid": "PMC77",
        "published": "2019",
        "pmid": "3",
        "authors": ["Bo Poe", "Al Foe"],
    }


def test_a_bad_document_costs_no_other() -> None:
    bad = record(2).replace('"id": 2,', '"id": 2, "id": 3,')
    assert outcomes(_collection(record(1), bad, '{"id": 4}', record(5))) == [
        ("1", "document"), ("R2", "duplicate_key"), ("R3", "no_text"), ("5", "document"),
    ]  # fmt: skip


def test_a_document_that_is_too_large_is_passed_over() -> None:
    large = record(2).replace('"sentences": []', '"sentences": [' + " " * 900_000 + "]")
    assert [kind for _, kind in outcomes(_collection(record(1), large, record(3)), 10_000)] == [
        "document", "too_large", "document",
    ]  # fmt: skip
    endless = record(2).replace("They ate", "x" * 900_000)
    assert outcomes(_collection(record(1), endless), 10_000)[1:] == [("", "too_large")]


@pytest.mark.parametrize("cut", [1, 5, 300])
def test_a_file_that_ends_early_gives_what_was_before(cut: int) -> None:
    *whole, last = outcomes(_collection(record(1), record(2))[:-cut])
    assert whole[0] == ("1", "document")
    assert last == ("", "truncated")


def test_brackets_that_do_not_match_are_told() -> None:
    assert outcomes(record(1) + "]")[-1] == ("", "bad_json")


def test_deep_nesting_is_a_reject() -> None:
    deep = record(1).replace('"relations": []', '"relations": ' + "[" * 50_000 + "]" * 50_000)
    assert outcomes(deep) == [("R1", "too_deep")]


def test_what_is_no_bioc_is_left_to_others() -> None:
    for content in (b'{"text": "passages of a book"}', b"[1, 2]", b"<collection/>", b""):
        assert not bioc_json.accepts(resource(content))


def test_memory_is_that_of_one_document() -> None:
    content = _collection(*(record(n) for n in range(600)))
    tracemalloc.start()
    n_read = sum(1 for _ in read(content))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_read == 600
    # The encoded content itself is held by the test.
    assert peak < 2.5 * len(content)
