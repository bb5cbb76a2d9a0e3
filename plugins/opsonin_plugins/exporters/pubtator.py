"""Publishes documents with their mentions in the format of PubTator.

Source: Wei, Kao and Lu 2013, "PubTator: a web-based text mining tool for assisting biocuration":
title, abstract, and tab-separated mentions whose offsets count both with one character between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from opsonin import Context, Exporter, Snapshot
from opsonin_plugins.exporters.annotated import Annotated, annotated
from opsonin_plugins.exporters.publishing import check_name, publish_file

#: What would end a line or a field; each becomes one space, so that offsets stay. Source: Python's
#: `str.splitlines`, by which most readers of the format take a file apart.
_BREAKS = str.maketrans(dict.fromkeys("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))


@dataclass(frozen=True, slots=True)
class PubtatorOptions:
    """Where the file is written.

    Attributes:
        file: Its name, in the data folder.
    """

    file: str = "tables.pubtator"

    def __post_init__(self) -> None:
        """Refuse a name that leads elsewhere."""
        check_name(self.file)


def _export(snapshot: Snapshot, context: Context[PubtatorOptions]) -> str:
    """Write all documents into a new file and put it in the place of the one before."""
    return publish_file(snapshot.data / context.options.file, partial(_write, snapshot))


def _write(snapshot: Snapshot, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as sink:
        for document in annotated(snapshot):
            sink.writelines(f"{line}\n" for line in _lines(document))


def _lines(document: Annotated) -> Iterator[str]:
    """Yield the lines of a document; its first line stands as the title, the rest as abstract."""
    key = document.row["pmid"] or document.row["doc_id"]
    text = document.row["text"]
    cut = text.find("\n")
    title, abstract = (text, "") if cut < 0 else (text[:cut], text[cut + 1 :])
    yield f"{key}|t|{title.translate(_BREAKS)}"
    yield f"{key}|a|{abstract.translate(_BREAKS)}"
    for one in document.mentions:
        place = f"{one['clean_start']}\t{one['clean_end']}"
        named = one["text"].translate(_BREAKS)
        yield f"{key}\t{place}\t{named}\t{one['type']}\t{one['curie'] or '-'}"
    yield ""


PUBTATOR = Exporter(
    name="pubtator", version="1", export=_export, options=PubtatorOptions, is_default=False
)
