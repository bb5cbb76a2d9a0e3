"""Turns a record of any format into a document: which field is what, and what goes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opsonin import RawDocument, Reject
from opsonin_plugins.sources.places import quoted
from opsonin_plugins.sources.sniff import media_type_of

#: Longer ids do not become part of ``source_uri``.
_MAX_KEY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOptions:
    """Options of every source of records. Of several fields the first that holds something counts.

    Attributes:
        text_fields: Fields that hold the text.
        id_fields: Fields that name the record; without them its URL does, else its number.
        url_fields: Fields that hold its address.
        title_fields: Fields that hold its title.
        date_fields: Fields that hold the day on which it appeared.
        max_bytes: Longer records are rejected.
    """

    # Source: field names of C4, The Pile, S2ORC, PubMed exports, common news corpora and feeds.
    text_fields: tuple[str, ...] = (
        "text",
        "full_text",
        "fulltext",
        "body",
        "body_text",
        "content",
        "article",
        "article_text",
        "raw_content",
        "html",
        "abstract",
        "abstract_text",
        "summary",
        "description",
    )
    id_fields: tuple[str, ...] = ("id", "_id", "doc_id", "document_id", "uid", "guid", "pmid")
    url_fields: tuple[str, ...] = ("url", "uri", "link", "permalink", "source_url")
    title_fields: tuple[str, ...] = ("title", "headline", "article_title")
    date_fields: tuple[str, ...] = (
        "date",
        "published",
        "published_at",
        "publish_date",
        "publication_date",
        "date_published",
        "pubdate",
    )
    max_bytes: int = 32 * 1024 * 1024

    def __post_init__(self) -> None:
        """Check the ranges."""
        if self.max_bytes < 1:
            raise ValueError(f"max_bytes is {self.max_bytes}, expected 1 or more")
        if not self.text_fields:
            raise ValueError("text_fields is empty, expected at least one name")


class Keys:
    """Makes the keys of one resource unique, always in the same way."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def unused(self, key: str) -> str:
        """Return the key, with ``~2``, ``~3``... where it was given before."""
        candidate = key
        while candidate in self._used:
            self._used[key] += 1
            candidate = f"{key}~{self._used[key]}"
        self._used[candidate] = 1
        return candidate


def record_document(
    record: Mapping[str, Any], payload: bytes, number: str, options: RecordOptions, keys: Keys
) -> RawDocument | Reject:
    """Return the document that a record holds, or say why it holds none.

    Its title, address and date stand in the metadata under ``title``, ``url`` and ``date``, all
    other fields under their own names; fields that hold anything but a string, a number, a
    boolean or a list of strings are left out.

    Args:
        record: The record's fields.
        payload: Its own bytes.
        number: What it is called if it has no id, such as ``L7``.
        options: Which field is what.
        keys: The keys given so far in the same resource.

    Returns:
        The document, or a reject with reason ``no_text``, ``empty`` or ``binary``.
    """
    ids = (_key(record.get(name)) for name in (*options.id_fields, *options.url_fields))
    key = keys.unused(next(filter(None, ids), number))
    name = text_field(record, options.text_fields)
    if name is None:
        names = ", ".join(options.text_fields[:4])
        return Reject("no_text", f"No field holds text: {names}... See option text_fields.", key)
    text = record[name]
    if not text or text.isspace():
        return Reject("empty", f"Field {name!r} is empty.", key)
    if "\0" in text:
        return Reject("binary", f"There is a NUL at character {text.index(chr(0))}.", key)
    return RawDocument(
        payload=payload,
        text=text,
        media_type=media_type_of(text),
        key=key,
        metadata=_metadata(record, name, options),
    )


def text_field(record: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """Return the first field that holds text, else the first that holds a string at all."""
    blank = None
    for name in names:
        value = record.get(name)
        if isinstance(value, str):
            if value and not value.isspace():
                return name
            blank = blank or name
    return blank


def _key(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    key = quoted(str(value))
    return key if len(key) <= _MAX_KEY else ""


def _metadata(record: Mapping[str, Any], text: str, options: RecordOptions) -> dict[str, object]:
    metadata = {
        name: value
        for name, value in record.items()
        if name != text and (isinstance(value, str | int | float) or _is_strings(value))
    }
    for standard, names in (
        ("title", options.title_fields),
        ("url", options.url_fields),
        ("date", options.date_fields),
    ):
        if standard not in metadata:
            found = next((name for name in names if metadata.get(name)), None)
            if found is not None:
                metadata[standard] = metadata.pop(found)
    return metadata


def _is_strings(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
