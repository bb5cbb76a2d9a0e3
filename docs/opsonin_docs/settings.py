"""The settings of ``opsonin.toml``, from the records that they are read into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, get_type_hints

from opsonin.manager import config
from opsonin.manager.attributes import attributes_of, description_of
from opsonin.manager.config import Settings
from opsonin.manager.limits import Limits
from opsonin.manager.pins import Pin
from opsonin_docs.components import default_of, kind_of
from opsonin_docs.markdown import definitions, prose
from opsonin_flows.deployments import Deployment

#: Which settings stand in which table of the file.
SECTIONS: Mapping[str, tuple[str, ...]] = config._SECTIONS  # noqa: SLF001 - the reader's own list
#: Settings that are tables themselves.
TABLES: tuple[str, ...] = config._TABLES  # noqa: SLF001 - the same
#: The record that a table below one of those is read into, where there is one for all.
RECORDS: Mapping[str, type[Any]] = {
    "deployments": Deployment,
    "limits": Limits,
    "require_plugins": Pin,
}


def settings_part() -> str:
    """Return all settings as Markdown, by the tables of the file."""
    parts = [
        f"## `[{section}]`\n\n{definitions(_entries(Settings, names))}"
        for section, names in SECTIONS.items()
    ]
    for name in TABLES:
        parts.append(f"## `[{name}]`\n\n{_meaning(Settings, name)}")
        if name in RECORDS:
            inner = [field.name for field in fields(RECORDS[name])]
            parts.append(definitions(_entries(RECORDS[name], inner)))
    return "\n\n".join(parts)


def _entries(record: type[Any], names: tuple[str, ...] | list[str]) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(record)
    for field in fields(record):
        if field.name in names:
            hint = hints[field.name]
            # A table whose content has rules of its own, such as limits.
            kind = "a table" if hint == Mapping[str, object] else kind_of(hint)
            default = "" if field.default is MISSING else default_of(field.default)
            yield f"`{field.name}`{default}", f"{_meaning(record, field.name)} *({kind})*"


def _meaning(record: type[Any], name: str) -> str:
    return prose(description_of(name, attributes_of(record)))
