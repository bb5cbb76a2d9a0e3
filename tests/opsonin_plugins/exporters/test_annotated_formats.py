"""BioC and PubTator, read back by a reader that is not ours: offsets and texts are ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bioc
import pytest
from bioc import biocjson, biocxml, pubtator

from opsonin import Context, Snapshot
from opsonin_plugins.exporters.bioc import BIOC, BiocOptions
from opsonin_plugins.exporters.pubtator import PUBTATOR, PubtatorOptions

Mentions = set[tuple[str, int, int, str, str]]


@pytest.fixture(scope="module")
def texts(snapshot: Snapshot) -> dict[str, str]:
    rows = snapshot.read("documents").to_pylist()
    return {row["doc_id"]: row["text"] for row in rows}


@pytest.fixture(scope="module")
def preferred(snapshot: Snapshot) -> Mentions:
    rows = snapshot.read("mentions").to_pylist()
    found = {
        (row["doc_id"], row["clean_start"], row["clean_end"], row["type"], row["curie"] or "")
        for row in rows
        if row["is_preferred"]
    }
    assert len(found) > 4
    return found


def _collection(place: str, form: str) -> Any:
    if form == "json":
        return biocjson.loads(Path(place).read_text(encoding="utf-8"))
    return biocxml.loads(Path(place).read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_bioc_reader_finds_our_mentions_at_our_offsets(
    snapshot: Snapshot, texts: dict[str, str], preferred: Mentions, form: str
) -> None:
    options = BiocOptions(file=f"collection.{form}", form="json" if form == "json" else "xml")
    read = _collection(BIOC.export(snapshot, Context(options)), form)
    assert isinstance(read, bioc.BioCCollection)
    assert {document.id for document in read.documents} == set(texts)
    found: Mentions = set()
    for document in read.documents:
        text = texts[document.id]
        for passage in document.passages:
            there = text[passage.offset : passage.offset + len(passage.text)]
            # XML has no place for control characters; a space keeps the offsets.
            assert passage.text == (there.replace("\x0b", " ") if form == "xml" else there)
            for one in passage.annotations:
                (place,) = one.locations
                assert one.text == text[place.offset : place.end]
                kind, curie = one.infons["type"], one.infons.get("identifier", "")
                found.add((document.id, place.offset, place.end, kind, curie))
    assert found == preferred


def test_bioc_passages_hold_all_of_the_text(snapshot: Snapshot, texts: dict[str, str]) -> None:
    place = BIOC.export(snapshot, Context(BiocOptions()))
    for document in json.loads(Path(place).read_text(encoding="utf-8"))["documents"]:
        joined = "".join("".join(passage["text"].split()) for passage in document["passages"])
        assert joined == "".join(texts[document["id"]].split())


def test_pubtator_reader_finds_our_mentions_at_our_offsets(
    snapshot: Snapshot, texts: dict[str, str], preferred: Mentions
) -> None:
    place = PUBTATOR.export(snapshot, Context(PubtatorOptions()))
    with Path(place).open(encoding="utf-8") as file:
        read = pubtator.load(file)
    found: Mentions = set()
    for document in read:
        text = f"{document.title}\n{document.abstract}"
        for one in document.annotations:
            assert text[one.start : one.end] == one.text
            assert texts[one.pmid][one.start : one.end].split() == one.text.split()
            found.add((one.pmid, one.start, one.end, one.type, one.id.replace("-", "")))
    assert found == {(*one[:4], one[4].replace("-", "")) for one in preferred}
