"""Writes the report of a snapshot: a page, or a page with files beside it, whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from opsonin.inspection.destinations import Add, check_place, opened
from opsonin.inspection.reporting.account import account
from opsonin.inspection.reporting.documents import INDEX, TABLES, document_json, facts_of
from opsonin.inspection.reporting.encoding import packed, script
from opsonin.inspection.reporting.evidence import evidence
from opsonin.inspection.reporting.linked import linked
from opsonin.inspection.reporting.pages import GENERATOR, page
from opsonin.inspection.reporting.rows import batches, layers_of
from opsonin.inspection.reporting.totals import totals
from opsonin.store import files
from opsonin.store.reading import SnapshotFiles

#: A page is read whole before it is shown; one that holds more keeps its reader waiting.
#: Source: a prototype with 100,000 documents, opened from disk in Chromium.
MAX_DOCUMENTS = 2_000
MAX_BYTES = 10_000_000
#: Documents that are unpacked at a time, and entries of the list of documents.
_CHUNK_DOCUMENTS = 100
_INDEX_DOCUMENTS = 2_000
_BATCH_DOCUMENTS = 1_000
_PAGE = "index.html"
_SUFFIX = ".html"
#: Code points of text that stand for a title.
_OPENING = 90
_HEAD_BYTES = 4_096
_MODE = 0o644


@dataclass(frozen=True, slots=True)
class Report:
    """What was written.

    Attributes:
        place: The page, or the folder with it.
        page: The page to open.
        snapshot: Number of the snapshot.
        documents: Number of documents.
        files: Number of files.
        size_bytes: Sum of their sizes.
    """

    place: Path
    page: Path
    snapshot: int
    documents: int
    files: int
    size_bytes: int


def report_page(
    snapshot: SnapshotFiles, *, max_documents: int = MAX_DOCUMENTS, max_bytes: int = MAX_BYTES
) -> bytes | None:
    """Return the report of a snapshot as one page; None if it is too large for one.

    Args:
        snapshot: The snapshot, held open.
        max_documents: Documents in one page.
        max_bytes: Bytes of one page.

    Raises:
        StoreError: A file of the snapshot is damaged.
    """
    index = _index(snapshot)
    return _Content(snapshot, index).as_page(max_bytes) if len(index) <= max_documents else None


def write_report(
    snapshot: SnapshotFiles,
    place: Path,
    *,
    is_forced: bool = False,
    is_within: bool = False,
    max_documents: int = MAX_DOCUMENTS,
    max_bytes: int = MAX_BYTES,
) -> Report:
    """Write a report that a browser opens from disk, without a server or a network.

    Args:
        snapshot: The snapshot, held open.
        place: A page if the name ends in ``.html``, else a folder, or an archive if it ends in
            ``.zip``. A report too large for one page becomes a folder of the same name without
            ``.html``, whose ``index.html`` loads what is looked at from files beside it.
        is_forced: Replace an earlier report.
        is_within: Whether it may lie in the data folder, as that of an exporter does.
        max_documents: Documents in one page.
        max_bytes: Bytes of one page.

    Raises:
        ConfigError: There is something at ``place`` that may not be replaced.
        StoreError: A file of the snapshot is damaged, or the report could not be written.
    """
    is_page = place.suffix.lower() == _SUFFIX
    folder = place.with_suffix("") if is_page else place
    index = _index(snapshot)
    content = _Content(snapshot, index)
    if len(index) <= max_documents:
        _check(place, snapshot, is_forced=is_forced, is_within=is_within)
        text = content.as_page(max_bytes)
        if text is not None:
            if is_page:
                return _write_page(place, snapshot, len(index), text)
            return _write_folder(place, snapshot, len(index), [(_PAGE, text)])
    _check(folder, snapshot, is_forced=is_forced, is_within=is_within)
    return _write_folder(folder, snapshot, len(index), content.as_files())


def is_report(place: Path) -> bool:
    """Tell whether a file or folder is a report of opsonin."""
    if place.is_symlink():
        return False
    at = place / _PAGE if place.is_dir() else place
    if zipfile.is_zipfile(at):
        with zipfile.ZipFile(at) as archive:
            return _PAGE in archive.namelist() and _is_page(archive.open(_PAGE))
    return at.is_file() and _is_page(at.open("rb"))


def _is_page(file: IO[bytes]) -> bool:
    with file:
        return GENERATOR.encode() in file.read(_HEAD_BYTES)


def _check(place: Path, snapshot: SnapshotFiles, *, is_forced: bool, is_within: bool) -> None:
    data = None if is_within else snapshot.directory.parent.parent
    check_place(place, data, is_forced=is_forced, kind="report", is_ours=is_report)


def _index(snapshot: SnapshotFiles) -> list[list[Any]]:
    """Return the entries of the list of documents, in the order of their places."""
    rows = snapshot.dataset("documents").to_table(columns=list(INDEX))
    rows = rows.sort_by([("source_uri", "ascending"), ("doc_id", "ascending")])
    return [facts_of(row) for row in rows.to_pylist()]


class _Content:
    """What a report says, made once, however it is written."""

    def __init__(self, snapshot: SnapshotFiles, index: list[list[Any]]) -> None:
        self._snapshot = snapshot
        self._index = index
        self._positions = {entry[0]: at for at, entry in enumerate(index)}
        self._layers = layers_of(snapshot)

    def as_page(self, max_bytes: int) -> bytes | None:
        """Return one page with everything; None if that is too much for one."""
        data, size = [], 0
        for name, text in self._chunks():
            data.append((name, text))
            size += len(text)
            if size > max_bytes:
                return None
        listed = self._listed()
        text = page(
            self._title(), [("overview", self._overview()), *listed, *data], has_files=False
        )
        return encoded if len(encoded := text.encode()) <= max_bytes else None

    def as_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (path, content) of a page and the files beside it."""
        for name, text in self._chunks():
            yield f"{name}.js", script(name, text)
        for name, text in self._listed():
            yield f"{name}.js", script(name, text)
        text = page(self._title(), [("overview", self._overview())], has_files=True)
        yield _PAGE, text.encode()

    def _title(self) -> str:
        return f"Snapshot {self._snapshot.number} · opsonin report"

    def _overview(self) -> str:
        """Return all that is not about one document."""
        snapshot, positions = self._snapshot, self._positions
        return packed(
            {
                "snapshot": snapshot.number,
                "n": len(self._index),
                "layers": self._layers,
                "per_chunk": _CHUNK_DOCUMENTS,
                "per_index": _INDEX_DOCUMENTS,
                **account(snapshot),
                **totals(snapshot, positions),
                **evidence(snapshot, positions),
                **linked(snapshot, positions),
            },
            is_small=True,
        )

    def _chunks(self) -> Iterator[tuple[str, str]]:
        """Yield documents in groups, and note in the index where each one is."""
        tables = tuple(dict.fromkeys((*TABLES, *self._layers)))
        doc_ids = sorted(self._positions)
        number = 0
        for batch in batches(self._snapshot, tables, doc_ids, _BATCH_DOCUMENTS):
            for start in range(0, len(batch), _CHUNK_DOCUMENTS):
                group = [
                    (rows.doc_id, document_json(rows, self._layers))
                    for rows in batch[start : start + _CHUNK_DOCUMENTS]
                ]
                for at, (doc_id, found) in enumerate(group):
                    entry = self._index[self._positions[doc_id]]
                    del entry[len(INDEX) :]
                    opening = " ".join(found["text"][: 2 * _OPENING].split())[:_OPENING]
                    untitled = "" if entry[INDEX.index("title")] else opening
                    entry += [untitled, len(found["steps"]), number, at]
                yield f"documents/{number}", packed([found for _, found in group])
                number += 1

    def _listed(self) -> Iterator[tuple[str, str]]:
        """Yield the list of documents in pages; all chunks have been made before."""
        for number, start in enumerate(range(0, len(self._index), _INDEX_DOCUMENTS)):
            yield f"list/{number}", packed(self._index[start : start + _INDEX_DOCUMENTS])


def _write_page(place: Path, snapshot: SnapshotFiles, documents: int, text: bytes) -> Report:
    try:
        files.make_folder(place.absolute().parent)
        files.write_file(place.absolute(), text, mode=_MODE)
    except OSError as error:
        raise files.explain(error, place, "written") from error
    return Report(place, place, snapshot.number, documents, 1, len(text))


def _write_folder(
    place: Path, snapshot: SnapshotFiles, documents: int, content: Iterable[tuple[str, bytes]]
) -> Report:
    n_files = size = 0
    try:
        with opened(place) as add:
            for path, data in content:
                _write(add, path, data)
                n_files, size = n_files + 1, size + len(data)
    except OSError as error:
        raise files.explain(error, place, "written") from error
    return Report(place, place / _PAGE, snapshot.number, documents, n_files, size)


def _write(add: Add, path: str, data: bytes) -> None:
    with add(path) as sink:
        sink.write(data)
