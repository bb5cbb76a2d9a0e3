"""Publishes documents with their mentions as BioC, in JSON or XML.

Source: Comeau et al. 2013, "BioC: a minimalist approach to interoperability for biomedical text
processing"; for JSON the layout of the reference library ``bioc``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, cast
from xml.sax.saxutils import XMLGenerator

from opsonin import Context, Exporter, Snapshot
from opsonin_plugins.exporters.annotated import Annotated, Passage, annotated
from opsonin_plugins.exporters.publishing import check_name, publish_file

_KEY = "offsets and lengths count Unicode code points of the clean text"
#: What a document says of itself, as long as it is known.
_STATED = ("title", "doc_type", "source_uri", "published_value", "doi", "pmid")
#: What XML 1.0 has no place for; each becomes a space, so that offsets stay.
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), " ")


@dataclass(frozen=True, slots=True)
class BiocOptions:
    """Where and how the collection is written.

    Attributes:
        file: Its name, in the data folder.
        form: ``json`` or ``xml``.
    """

    file: str = "tables.bioc.json"
    form: Literal["json", "xml"] = "json"

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere."""
        check_name(self.file)


def _export(snapshot: Snapshot, context: Context[BiocOptions]) -> str:
    """Write all documents into a new file and put it in the place of the one before."""
    write: Mapping[str, Callable[[Snapshot, IO[str]], None]] = {"json": _json, "xml": _xml}
    path = snapshot.data / context.options.file
    return publish_file(path, partial(_write, snapshot, write[context.options.form]))


def _write(snapshot: Snapshot, write: Callable[[Snapshot, IO[str]], None], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        write(snapshot, sink)


def _collection(snapshot: Snapshot) -> dict[str, str]:
    return {"source": "opsonin", "date": "", "key": _KEY, "version": str(snapshot.number)}


def _json(snapshot: Snapshot, sink: IO[str]) -> None:
    stated = _collection(snapshot)
    infons = {"snapshot": stated.pop("version")}
    head = json.dumps({**stated, "version": "1.0", "infons": infons}, ensure_ascii=False)
    sink.write(f'{head[:-1]}, "documents": [')
    for number, document in enumerate(annotated(snapshot)):
        sink.write(",\n" if number else "\n")
        json.dump(_document(document), sink, ensure_ascii=False)
    sink.write("\n]}\n")


def _document(document: Annotated) -> dict[str, Any]:
    return {
        "id": document.row["doc_id"],
        "infons": dict(_infons(document)),
        "passages": [_passage(passage) for passage in document.passages],
        "annotations": [],
        "relations": [],
    }


def _infons(document: Annotated) -> Iterator[tuple[str, str]]:
    for name in _STATED:
        if document.row[name] is not None:
            yield name, str(document.row[name])


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "offset": passage.start,
        "infons": {"type": passage.kind},
        "text": passage.text,
        "sentences": [],
        "annotations": [
            {
                "id": str(one["mention_id"]),
                "infons": dict(_annotation_infons(one)),
                "text": one["text"],
                "locations": [
                    {"offset": one["clean_start"], "length": one["clean_end"] - one["clean_start"]}
                ],
            }
            for one in passage.mentions
        ],
        "relations": [],
    }


def _annotation_infons(mention: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "type", mention["type"]
    if mention["curie"] is not None:
        yield "identifier", mention["curie"]
    if mention["label"] is not None:
        yield "label", mention["label"]
    if mention["negated"]:
        yield "negated", "true"


def _xml(snapshot: Snapshot, sink: IO[str]) -> None:
    writer = _Writer(sink)
    stated = _collection(snapshot)
    writer.declare()
    writer.open("collection")
    for name in ("source", "date", "key"):
        writer.leaf(name, stated[name])
    writer.leaf("infon", stated["version"], key="snapshot")
    for document in annotated(snapshot):
        _xml_document(writer, document)
    writer.close("collection")


def _xml_document(writer: _Writer, document: Annotated) -> None:
    writer.open("document")
    writer.leaf("id", document.row["doc_id"])
    for name, value in _infons(document):
        writer.leaf("infon", value, key=name)
    for passage in document.passages:
        writer.open("passage")
        writer.leaf("infon", passage.kind, key="type")
        writer.leaf("offset", str(passage.start))
        writer.leaf("text", passage.text)
        for one in passage.mentions:
            writer.open("annotation", id=str(one["mention_id"]))
            for name, value in _annotation_infons(one):
                writer.leaf("infon", value, key=name)
            length = str(one["clean_end"] - one["clean_start"])
            writer.leaf("location", "", offset=str(one["clean_start"]), length=length)
            writer.leaf("text", one["text"])
            writer.close("annotation")
        writer.close("passage")
    writer.close("document")


class _Writer:
    """Writes elements of XML one after the other."""

    def __init__(self, sink: IO[str]) -> None:
        # Any file of text will do, which its types do not say.
        self._xml = XMLGenerator(cast("Any", sink), "utf-8", short_empty_elements=True)

    def declare(self) -> None:
        """Write the declaration."""
        self._xml.startDocument()

    def open(self, name: str, **attributes: str) -> None:
        """Begin an element."""
        self._xml.startElement(name, attributes)  # type: ignore[arg-type] # a mapping will do

    def leaf(self, name: str, text: str, **attributes: str) -> None:
        """Write an element that holds only text; what XML cannot hold becomes a space."""
        self.open(name, **attributes)
        self._xml.characters(text.translate(_NO_XML))
        self.close(name)

    def close(self, name: str) -> None:
        """End an element."""
        self._xml.endElement(name)
        self._xml.ignorableWhitespace("\n")


BIOC = Exporter(name="bioc", version="1", export=_export, options=BiocOptions, is_default=False)
