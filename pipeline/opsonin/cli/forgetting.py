"""``opsonin forget``: erases documents for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from opsonin.cli.opening import MIN_DIGITS, find_document, open_store, read_settings
from opsonin.cli.text import counted, echo_json, one_line, visible
from opsonin.errors import ConfigError, did_you_mean
from opsonin.runner.forgetting import Forgotten, forget_documents, known_documents, look_up
from opsonin.store.store import Store

_HEXADECIMAL = frozenset("0123456789abcdef")


def forget(
    names: Sequence[str], options: Mapping[str, Any], *, is_dry: bool, as_json: bool
) -> None:
    """Erase documents, and write to stdout what was erased.

    Args:
        names: What the documents are called; none to finish a take-down that was cut off.
        options: What every command on a data folder is told.
        is_dry: Only tell what would be erased.
        as_json: Whether to write the result as JSON.

    Raises:
        ConfigError: There is no such document, several are called that, or none is named.
        StoreError: Nothing is committed there yet, or it is damaged.
    """
    store = open_store(options)
    doc_ids = [_find(store, name) for name in names]
    if not doc_ids and not store.tombstones().pending:
        raise ConfigError(
            "No document is named, and no take-down waits to be finished.",
            remedy="Give a doc_id: opsonin forget DOC_ID...",
        )
    wanted = [*doc_ids, *store.tombstones().pending]
    found = look_up(store, wanted) if is_dry else forget_documents(read_settings(options), doc_ids)
    if as_json:
        echo_json({"data": str(store.root), "is_dry": is_dry, **asdict(found)})
    else:
        click.echo("\n".join(_lines(found, is_dry=is_dry)))


def readmit(names: Sequence[str], options: Mapping[str, Any], *, as_json: bool) -> None:
    """Let documents that were forgotten come back with the next run that finds them.

    Args:
        names: Their ids, or the first four or more digits.
        options: What every command on a data folder is told.
        as_json: Whether to write the ids as JSON.

    Raises:
        ConfigError: No such document was forgotten, or several were, or none is named.
    """
    if not names:
        raise ConfigError(
            "No document is named that may come back.",
            where="--readmit",
            remedy="Give its doc_id: opsonin forget --readmit DOC_ID...",
        )
    store = open_store(options)
    known = store.tombstones().doc_ids
    doc_ids = [_one_of(known, name, "forgotten document") for name in names]
    store.readmit(doc_ids)
    if as_json:
        echo_json({"data": str(store.root), "doc_ids": doc_ids})
    else:
        for doc_id in doc_ids:
            click.echo(f"{doc_id} may come back with the next run that finds it.")


def _find(store: Store, name: str) -> str:
    """Return the id of the document that is meant, also of one that only the history holds."""
    if _is_id(name):
        return _one_of(known_documents(store), name, "document")
    return find_document(store, name)


def _is_id(name: str) -> bool:
    return len(name) >= MIN_DIGITS and set(name.lower()) <= _HEXADECIMAL


def _one_of(known: set[str] | frozenset[str], name: str, what: str) -> str:
    found = sorted(doc_id for doc_id in known if doc_id.startswith(name.lower()))
    if len(found) > 1:
        raise ConfigError(
            f"{len(found)} of them begin with {name!r}: {', '.join(found[:5])}.",
            remedy="Give more digits.",
        )
    if not found or len(name) < MIN_DIGITS:
        near = did_you_mean(name, known)
        is_near = near.startswith("Did") or len(known) <= MIN_DIGITS
        raise ConfigError(
            f"There is no {what} {name!r}.",
            remedy=near
            if is_near
            else f"Give its doc_id, or at least the first {MIN_DIGITS} digits.",
        )
    return found[0]


def _lines(found: Forgotten, *, is_dry: bool) -> Iterator[str]:
    verb = "would be forgotten" if is_dry else "forgotten"
    documents = counted(len(found.doc_ids), "document")
    yield f"{documents} {verb}:"
    for doc_id in found.doc_ids:
        yield f"  {doc_id}"
    if is_dry:
        # Once they are forgotten, nothing should say where they were, this terminal included.
        for place in found.places:
            yield f"  seen at {one_line(place)}"
    rows = ", ".join(f"{number:,} {name}" for name, number in found.rows.items())
    yield f"rows       {rows or 'none but in the history'}"
    if is_dry:
        yield "All snapshots but a new one, and the history, would go as well."
        return
    yield f"Snapshot {found.snapshot} is without them; the history begins with it."
    for place in found.export:
        yield f"written to {visible(place)}"
    yield "Not reached: copies made elsewhere, by `opsonin export` or by readers, and backups."
