"""What tests of sources share: the built-in sources, read as a run reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from opsonin.components.context import Context
from opsonin.manager.pipeline import Installed
from opsonin.runner.ingest.items import Found, Refused
from opsonin.runner.ingest.reading import Reader
from opsonin_plugins.sources.plugin import register_sources

Outcomes = Mapping[str, str]


def installed(options: Mapping[str, Mapping[str, Any]]) -> list[Installed[Any]]:
    chosen = []
    for one in sorted(register_sources(), key=lambda one: (-one.priority, one.name)):
        given = one.options(**options.get(one.name, {}))
        chosen.append(Installed(one, given, Context(given), "x 1", one.name, is_required=True))
    return chosen


@pytest.fixture
def outcomes() -> Callable[..., Outcomes]:
    """Read inputs with all sources: place -> text of the document, or ``!`` and the reason."""

    def read(*inputs: Path | str, **options: Mapping[str, Any]) -> Outcomes:
        found: dict[str, str] = {}
        for item in Reader(installed(options), 1 << 25, "0").read([str(one) for one in inputs]):
            if isinstance(item, Found):
                found[item.source_uri] = (item.text or b"").decode()
            elif isinstance(item, Refused):
                found[item.source_uri] = f"!{item.reason}"
        return found

    return read
