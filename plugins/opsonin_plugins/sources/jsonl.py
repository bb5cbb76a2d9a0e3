"""Reads JSON Lines: one document a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.json_lines import parse_record
from opsonin_plugins.sources.lines import bounded_lines
from opsonin_plugins.sources.places import quoted
from opsonin_plugins.sources.sniff import binary_format, media_type_of

_ENDINGS = (".jsonl", ".ndjson")
# The beginning of an object whose line is longer than the head.
_CUT_OBJECT = re.compile(rb'\{[ \t]{0,8}"[^\n]*"text"[ \t]{0,8}:[ \t]{0,8}"')
#: Longer ids do not become part of ``source_uri``.
_MAX_KEY = 500


@dataclass(frozen=True, slots=True)
class JsonlOptions:
    """Options of source ``jsonl``.

    Attributes:
        text_field: The field that holds the text.
        id_field: The field that names the record; without it the line number does.
        max_bytes: Longer lines are rejected.
    """

    text_field: str = "text"
    id_field: str = "id"
    max_bytes: int = 32 * 1024 * 1024

    def __post_init__(self) -> None:
        """Check the range."""
        if self.max_bytes < 1:
            raise ValueError(f"max_bytes is {self.max_bytes}, expected 1 or more")


def accepts(resource: Resource) -> bool:
    """Accept files called ``.jsonl`` or ``.ndjson``, and those that begin with a record."""
    if resource.kind != "file":
        return False
    head = resource.head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not head or b"\0" in head or binary_format(head):
        return False
    return resource.uri.lower().endswith(_ENDINGS) or _begins_with_record(head)


def read(resource: Resource, context: Context[JsonlOptions]) -> Iterator[RawDocument | Reject]:
    """Yield one document or reject a line, lazily; blank lines are left out."""
    options = context.options
    keys = _Keys()
    try:
        with resource.open() as stream:
            for number, line in enumerate(bounded_lines(stream, options.max_bytes), start=1):
                content = line.removeprefix(codecs.BOM_UTF8) if line and number == 1 else line
                if content is None:
                    detail = f"The line has more than {options.max_bytes} bytes."
                    yield Reject("too_large", detail, keys.unused(f"L{number}"))
                elif content.strip():
                    yield _document(content, number, options, keys)
    except OSError as error:
        yield Reject("io", error.strerror or type(error).__name__)


SOURCE = Source(name="jsonl", version="1", accepts=accepts, read=read, options=JsonlOptions)


class _Keys:
    """Makes the keys of one file unique, always in the same way."""

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


def _begins_with_record(head: bytes) -> bool:
    line, end, _ = head.partition(b"\n")
    if not end:
        # The only line, or one that the head cuts off.
        return bool(_CUT_OBJECT.match(line))
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and isinstance(record.get("text"), str)


def _document(line: bytes, number: int, options: JsonlOptions, keys: _Keys) -> RawDocument | Reject:
    record = parse_record(line)
    if isinstance(record, Reject):
        return Reject(record.reason, record.detail, keys.unused(f"L{number}"))
    key = keys.unused(_key(record.get(options.id_field)) or f"L{number}")
    if options.text_field not in record:
        return Reject("no_text", f"There is no field {options.text_field!r}.", key)
    text = record[options.text_field]
    if not isinstance(text, str):
        return Reject("no_text", f"Field {options.text_field!r} is no string.", key)
    if not text.strip():
        return Reject("empty", f"Field {options.text_field!r} is empty.", key)
    if "\0" in text:
        return Reject("binary", f"There is a NUL character at {text.index(chr(0))}.", key)
    return RawDocument(
        payload=line,
        text=text,
        media_type=media_type_of(text),
        key=key,
        metadata=_metadata(record, options.text_field),
    )


def _key(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    key = quoted(str(value))
    return key if len(key) <= _MAX_KEY else ""


def _metadata(record: Mapping[str, Any], text_field: str) -> dict[str, object]:
    return {
        name: value
        for name, value in record.items()
        if name != text_field and isinstance(value, str | int | float | bool)
    }
