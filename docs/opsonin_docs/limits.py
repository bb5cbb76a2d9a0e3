"""The limits on untrusted input, read from the code, as a table of a page: limits.py PAGE..."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from opsonin.manager.config import Settings
from opsonin.manager.limits import Limits
from opsonin_docs.markdown import table
from opsonin_plugins.sources.limits import ExpansionOptions
from opsonin_plugins.sources.members import ArchiveOptions
from opsonin_plugins.sources.records import RecordOptions
from opsonin_plugins.sources.text import TextOptions
from opsonin_plugins.sources.xml_file import XmlOptions
from opsonin_plugins.xmldoc import entities, scanning

_TABLE = re.compile(r"(?<=<!-- limits -->\n).*?(?=^<!-- /limits -->)", re.MULTILINE | re.DOTALL)
#: Where a limit is changed -> the record that has it, and its fields.
_STATED = {
    "`[run]`": (Settings, ("max_document_bytes", "sync_limit_percent")),
    "`[limits]`, `[limits.<name>]`": (Limits, ("timeout_s", "memory_mb", "max_characters")),
    "`[components.text]`": (TextOptions, ("max_bytes",)),
    "`[components.<source>]` of records": (RecordOptions, ("max_bytes",)),
    "`[components.<source>]` of XML": (XmlOptions, ("max_bytes",)),
    "`[components.<source>]` of archives": (ArchiveOptions, ("max_nesting",)),
    "`[components.<source>]` of what is compressed": (
        ExpansionOptions,
        ("max_ratio", "max_bytes"),
    ),
}
_FIXED = {
    "levels of an XML document": scanning.MAX_DEPTH,
    "elements of an XML document": scanning.MAX_ELEMENTS,
    "characters of the value of an entity": entities.MAX_VALUE_CHARS,
    "characters that the entities of a document unfold to": entities.MAX_EXPANSION_CHARS,
}


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield each limit, its default, and where it is changed."""
    for place, (record, names) in _STATED.items():
        defaults = {one.name: one.default for one in fields(record)}
        for name in names:
            yield f"`{name}`", f"{defaults[name]:,}", place
    for name, value in _FIXED.items():
        yield name, f"{value:,}", "not changed"


def limits_table() -> str:
    """Return the table, with a blank line around it."""
    return f"\n{table(('limit', 'default', 'changed in'), list(rows()))}\n\n"


def renewed(page: str) -> str:
    """Return a page with the limits of today."""
    return _TABLE.sub(lambda _: limits_table(), page)


def main(pages: list[str]) -> None:
    """Write the limits of today into pages."""
    for page in map(Path, pages):
        page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
