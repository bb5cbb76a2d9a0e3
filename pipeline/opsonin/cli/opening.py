"""Settings and data folder of a command, or a clear word about what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opsonin.errors import ConfigError, StoreError, did_you_mean
from opsonin.manager.config import Settings, load_settings
from opsonin.manager.discovery import load_plugins
from opsonin.store.store import Store
from opsonin.tables.contract import CONTRACT, INTERNAL
from opsonin.tables.model import Table, info_of

#: Fewer hexadecimal digits of a ``doc_id`` are taken for a mistake.
MIN_DIGITS = 4
_N_CANDIDATES = 5
_HOW_TO_LIST = (
    '`opsonin query "select doc_id, source_uri from raw"` lists all documents, `opsonin rejects` '
    "what became none."
)


def read_settings(options: Mapping[str, Any]) -> Settings:
    """Return the settings of a command: its options, then the configuration, then the defaults.

    Args:
        options: ``config`` and fields of `Settings` as the command line gives them; None or an
            empty tuple stands for "not given".

    Raises:
        ConfigError: The configuration or an option is wrong, or the data folder is a file.
    """
    given = {name: value for name, value in options.items() if value not in (None, ())}
    settings = load_settings(given.pop("config", None), **given)
    if settings.data.exists() and not settings.data.is_dir():
        raise ConfigError(
            "The data folder is a file.",
            where=str(settings.data),
            remedy="Name a folder with --data DIR; it need not exist.",
        )
    return settings


def read_tables(settings: Settings) -> dict[str, type[Table]]:
    """Return the models of all exported tables by name: the contract's and the plugins' own."""
    plugins = load_plugins(settings)
    return {**CONTRACT, **{info_of(one.record).name: one.record for one in plugins.tables}}


def is_readable(name: str, tables: Mapping[str, type[Table]]) -> bool:
    """Tell whether a table is part of the export; one that no loaded plugin declares may be."""
    return name not in tables or info_of(tables[name]).is_exported


def open_store(options: Mapping[str, Any]) -> Store:
    """Open the data folder that a command works on.

    Raises:
        ConfigError: The configuration or an option is wrong, or the data folder is a file.
        StoreError: Nothing is committed there yet, or it is damaged.
    """
    settings = read_settings(options)
    store = Store(settings.data, {**read_tables(settings), **INTERNAL})
    if not store.head():
        raise nothing_committed(settings.data)
    return store


def nothing_committed(data: Path) -> StoreError:
    """Return the error for a data folder without a commit."""
    return StoreError(
        "No run has committed anything here yet.",
        where=str(data),
        remedy="Run `opsonin run` first, or name another data folder with --data DIR.",
    )


def find_document(store: Store, name: str) -> str:
    """Return the id of the document that is meant.

    Args:
        store: The data folder.
        name: A ``doc_id``, its first four or more digits, or a ``source_uri``.

    Raises:
        ConfigError: No document is called that, or several are.
        StoreError: What is called that was rejected before it became a document.
    """
    known = store.all_owners("raw")
    prefix = name.lower()
    if len(name) >= MIN_DIGITS and set(prefix) <= set("0123456789abcdef"):
        found = [doc_id for doc_id in known if doc_id.startswith(prefix)]
        if len(found) == 1:
            return found[0]
        if found:
            some = ", ".join(found[:_N_CANDIDATES])
            rest = ", ..." if len(found) > _N_CANDIDATES else ""
            raise ConfigError(
                f"{len(found)} documents begin with {name!r}: {some}{rest}.",
                remedy="Give more digits.",
            )
    here = store.places([name]).get(name, [])
    if here:
        return next((doc_id for doc_id, is_current in here if is_current), here[-1][0])
    _check_not_rejected(store, name)
    raise ConfigError(f"There is no document {name!r}.", remedy=_meant(store, name, known))


def _check_not_rejected(store: Store, name: str) -> None:
    """Raise an error if the name is that of something which did not become a document."""
    is_id = len(name) >= MIN_DIGITS and set(name.lower()) <= set("0123456789abcdef")
    for row in store.scan("rejects").to_pylist():
        is_prefix = is_id and (row["doc_id"] or "").startswith(name.lower())
        if row["source_uri"] == name or is_prefix:
            raise StoreError(
                f"There is no document: {row['component']} rejected it at stage {row['stage']}: "
                f"{row['reason']}: {row['detail']}",
                where=row["source_uri"],
                remedy="`opsonin rejects` lists all rejects.",
            )


def _meant(store: Store, name: str, known: list[str]) -> str:
    if len(name) < MIN_DIGITS:
        return f"Give a doc_id, at least its first {MIN_DIGITS} digits, or a source_uri."
    near = did_you_mean(name, [*known, *store.all_owners("sources")])
    # Without a near miss the list of all that is known would be long.
    return near if near.startswith("Did") else _HOW_TO_LIST


def document_row(store: Store, doc_id: str) -> dict[str, Any]:
    """Return a document's row of table ``documents``.

    Raises:
        StoreError: The document was rejected and has no clean text.
    """
    rows = store.read_rows("documents", [doc_id]).to_pylist()
    if rows:
        return dict(rows[0])
    reasons = [
        f"{row['component']} rejected it: {row['reason']}: {row['detail']}"
        for row in store.read_rows("rejects", [doc_id]).to_pylist()
    ]
    raise StoreError(
        f"The document has no clean text. {' '.join(reasons)}".strip(),
        where=doc_id,
        remedy="`opsonin rejects` lists all rejects.",
    )
