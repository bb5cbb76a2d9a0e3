"""Reads JSON Lines: one document a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator

from opsonin import Context, RawDocument, Reject, Resource, Source
from opsonin_plugins.sources.json_lines import parse_record
from opsonin_plugins.sources.lines import bounded_lines
from opsonin_plugins.sources.records import Keys, RecordOptions, record_document
from opsonin_plugins.sources.sniff import binary_format

_ENDINGS = (".jsonl", ".ndjson")
# The beginning of an object whose line is longer than the head.
_CUT_OBJECT = re.compile(rb'\{[ \t]{0,8}"[^\n]*"([A-Za-z_]{1,30})"[ \t]{0,8}:[ \t]{0,8}"')
_CUT_FIRST = re.compile(rb'\{[ \t]{0,8}"([A-Za-z_]{1,30})"[ \t]{0,8}:[ \t]{0,8}"')
_TEXT_FIELDS = frozenset(RecordOptions().text_fields)


def accepts(resource: Resource) -> bool:
    """Accept what begins with records, and files called ``.jsonl`` or ``.ndjson`` that may.

    Several objects in lines of their own are records; a single one is when it has a text.
    """
    if resource.kind != "file":
        return False
    head = resource.head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not head or b"\0" in head or binary_format(head):
        return False
    if _begins_with_records(head):
        return True
    name = resource.uri.lower().removesuffix(".gz").removesuffix(".zst").removesuffix(".bz2")
    return name.removesuffix(".xz").endswith(_ENDINGS)


def read(resource: Resource, context: Context[RecordOptions]) -> Iterator[RawDocument | Reject]:
    """Yield a document or a reject for each line, lazily; blank lines are left out."""
    options = context.options
    keys = Keys()
    with resource.open() as stream:
        for number, line in enumerate(bounded_lines(stream, options.max_bytes), start=1):
            content = line.removeprefix(codecs.BOM_UTF8) if line and number == 1 else line
            if content is None:
                detail = f"The line has more than {options.max_bytes} bytes."
                yield Reject("too_large", detail, keys.unused(f"L{number}"))
            elif content and not content.isspace():
                yield _document(content, f"L{number}", options, keys)


SOURCE = Source(name="jsonl", version="3", accepts=accepts, read=read, options=RecordOptions)


def _begins_with_records(head: bytes) -> bool:
    *lines, rest = head.split(b"\n")
    if not lines or (len(lines) == 1 and not rest):
        return _is_record(lines[0]) if lines else _is_cut_record(rest)
    whole = [line for line in lines if line.strip()]
    if _is_record(whole[0]):
        return True
    objects = [isinstance(_parsed(line), dict) for line in whole]
    return sum(objects) > max(1, len(objects) / 2)


def _is_record(line: bytes) -> bool:
    record = _parsed(line)
    return isinstance(record, dict) and any(
        isinstance(record.get(name), str) for name in _TEXT_FIELDS
    )


def _is_cut_record(head: bytes) -> bool:
    if head.endswith(b"}") and _is_record(head):
        return True
    found = _CUT_FIRST.match(head), _CUT_OBJECT.match(head)
    return any(one is not None and one[1].decode() in _TEXT_FIELDS for one in found)


def _parsed(line: bytes) -> object:
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _document(line: bytes, number: str, options: RecordOptions, keys: Keys) -> RawDocument | Reject:
    record = parse_record(line)
    if isinstance(record, Reject):
        return Reject(record.reason, record.detail, keys.unused(number))
    return record_document(record, line, number, options, keys)
